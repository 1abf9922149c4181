import type { Json } from "../json.ts";
import { type Value, Float, Undefined, isList } from "./values.ts";

/** Back to plain JSON: floats become numbers, tuples lists, undefined null. */
export function toJson(value: Value): Json {
  if (value === null || typeof value !== "object") return value;
  if (value instanceof Float) return value.value;
  if (value instanceof Undefined) return null;
  if (isList(value)) return Array.from(value, toJson);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
}

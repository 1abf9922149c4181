import type { Budget } from "./budget.ts";
import { TemplateError } from "./errors.ts";
import { type Value, Undefined, isDict, isList, typeName } from "./values.ts";

/** Items of a list, keys of a dict, characters of a text, nothing of undefined. Each item costs a step. */
export function itemsOf(value: Value, budget: Budget): readonly Value[] {
  const items = plainItems(value);
  budget.step(items.length);
  return items;
}

function plainItems(value: Value): readonly Value[] {
  if (isList(value)) return value;
  if (typeof value === "string") return Array.from(value);
  if (value instanceof Undefined) return [];
  if (isDict(value)) return Object.keys(value);
  throw new TemplateError("type", `expected a list, a dict or a text to go through, found ${typeName(value)}`);
}

export function lengthOf(value: Value, budget: Budget): number {
  if (typeof value === "string") {
    budget.step(1 + value.length / 64);
    return codePoints(value);
  }
  return plainItems(value).length;
}

/** Python counts code points. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Python's slice bounds applied to `length` items, as the list of picked positions. */
export function sliceIndices(length: number, start: number | null, stop: number | null, step: number | null): number[] {
  const by = step ?? 1;
  if (by === 0) throw new TemplateError("type", "a slice step of zero picks nothing");
  const clamp = (value: number, low: number, high: number): number =>
    Math.max(low, Math.min(high, value < 0 ? value + length : value));
  const indices: number[] = [];
  if (by > 0) {
    const end = stop === null ? length : clamp(stop, 0, length);
    for (let at = start === null ? 0 : clamp(start, 0, length); at < end; at += by) indices.push(at);
  } else {
    const end = stop === null ? -1 : clamp(stop, -1, length - 1);
    for (let at = start === null ? length - 1 : clamp(start, -1, length - 1); at > end; at += by) indices.push(at);
  }
  return indices;
}

import type { Budget } from "./budget.ts";
import { TemplateError } from "./errors.ts";
import { type Value, Group, Undefined, isDict, isList, numberOf, ownValue, typeName } from "./values.ts";

/** `of.name`: an own key of a dict; undefined for anything else. Undefined itself has no attributes: an error. */
export function getAttribute(of: Value, name: string): Value {
  if (of instanceof Undefined)
    throw new TemplateError("undefined", `${of.label} is undefined, so it has no attribute '${name}'`);
  if (of instanceof Group && (name === "grouper" || name === "list")) return of[name === "grouper" ? 0 : 1] ?? null;
  return present(isDict(of) ? ownValue(of, name) : undefined, of, name);
}

/** `of[key]`: a key of a dict, or a position (negative from the end) of a list or text. */
export function getItem(of: Value, key: Value, budget: Budget): Value {
  if (of instanceof Undefined) throw new TemplateError("undefined", `${of.label} is undefined, so it has no items`);
  if (isDict(of)) {
    const name = typeof key === "string" || typeof key === "number" ? String(key) : null;
    return present(name === null ? undefined : ownValue(of, name), of, String(name));
  }
  const index = typeof key === "number" || typeof key === "boolean" ? numberOf(key) : undefined;
  if (index === undefined || (!isList(of) && typeof of !== "string"))
    return missing(of, typeof key === "string" ? key : "item");
  budget.step(typeof of === "string" ? 1 + of.length / 64 : 1);
  return present((typeof of === "string" ? Array.from(of) : of).at(index), of, String(index));
}

/** What was found, null included; else an undefined that knows its name. */
const present = (found: Value | undefined, of: Value, name: string): Value =>
  found === undefined ? missing(of, name) : found;

/** `a.b.0` as filters take it: names and positions with dots between. */
export function getPath(of: Value, path: string, budget: Budget): Value {
  return path
    .split(".")
    .reduce<Value>(
      (value, part) => (/^\d+$/.test(part) ? getItem(value, Number(part), budget) : getAttribute(value, part)),
      of,
    );
}

const missing = (of: Value, name: string): Undefined => new Undefined(`'${name}' of a ${typeName(of)}`);

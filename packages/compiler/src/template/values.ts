import { TemplateError } from "./errors.ts";

/**
 * What a template computes with: JSON data plus the three things Python knows and JSON does not.
 * A whole number is an `int`, a number with a fraction a `float`, and `Float` is a float without fraction (`1.0`).
 * Objects are read through own keys only, so nothing of the host can be reached.
 */
export type Value =
  | null
  | boolean
  | number
  | string
  | Float
  | Undefined
  | readonly Value[]
  | { readonly [key: string]: Value };

/** A float whose value is whole: prints as `1.0` where the int prints as `1`. */
export class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** Prints as nothing, iterates as nothing, is false; anything else done with it is an error naming it. */
export class Undefined {
  readonly label: string;
  constructor(label: string) {
    this.label = label;
  }
}

/** A list that prints with round brackets. */
export class Tuple extends Array<Value> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

/** What `groupby` gives: a pair that is also read as `.grouper` and `.list`. */
export class Group extends Tuple {}

export type Dict = { readonly [key: string]: Value };

export const float = (value: number): Value => (Number.isInteger(value) ? new Float(value) : value);

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

export const isDict = (value: Value): value is Dict =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Float) &&
  !(value instanceof Undefined);

export const isFloat = (value: Value): boolean =>
  value instanceof Float || (typeof value === "number" && !Number.isInteger(value));

/** The number behind ints, floats and booleans; undefined for everything else. */
export function numberOf(value: Value): number | undefined {
  if (typeof value === "number") return value;
  if (value instanceof Float) return value.value;
  if (typeof value === "boolean") return value ? 1 : 0;
  return undefined;
}

/** An int result; beyond 2^53 digits would be lost silently, so it is refused. */
export function int(value: number): Value {
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  throw new TemplateError("type", `the whole number ${value} is beyond ±(2^53 − 1)`);
}

export function truthy(value: Value): boolean {
  if (value === null || value instanceof Undefined) return false;
  if (value instanceof Float) return value.value !== 0;
  if (isList(value)) return value.length > 0;
  if (typeof value === "object") return Object.keys(value).length > 0;
  if (typeof value === "number") return value !== 0;
  return Boolean(value);
}

/** Python's name for the type, for messages. */
export function typeName(value: Value): string {
  if (value === null) return "None";
  if (value instanceof Undefined) return "undefined";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "str";
  if (isFloat(value)) return "float";
  if (typeof value === "number") return "int";
  if (value instanceof Tuple) return "tuple";
  return isList(value) ? "list" : "dict";
}

/** A dict with no prototype: `__proto__` is a key like any other. */
export function dictOf(entries: Iterable<readonly [string, Value]>): Dict {
  const dict = Object.create(null) as Record<string, Value>;
  for (const [key, value] of entries) dict[key] = value;
  return dict;
}

/** Own key of a dict, or undefined. */
export const ownValue = (dict: Dict, key: string): Value | undefined =>
  Object.hasOwn(dict, key) ? dict[key] : undefined;

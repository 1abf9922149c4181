import type { BinaryOp, CompareOp } from "./ast.ts";
import type { Budget } from "./budget.ts";
import { TemplateError } from "./errors.ts";
import { formatPercent } from "./percent-format.ts";
import { strOf } from "./python-text.ts";
import {
  type Value,
  Float,
  Tuple,
  Undefined,
  float,
  int,
  isDict,
  isFloat,
  isList,
  numberOf,
  typeName,
} from "./values.ts";

/** Arithmetic with Python's rules: ints stay ints, `/` gives floats, `//` and `%` round towards minus infinity. */
export function binary(op: BinaryOp, left: Value, right: Value, budget: Budget): Value {
  if (op === "~") return concat(strOf(left, budget), strOf(right, budget), budget);
  refuseUndefined(left);
  refuseUndefined(right);
  if (op === "+" && typeof left === "string" && typeof right === "string") return concat(left, right, budget);
  if (op === "+" && isList(left) && isList(right)) {
    budget.step(left.length + right.length);
    const joined = [...left, ...right];
    return left instanceof Tuple && right instanceof Tuple ? Tuple.from(joined) : joined;
  }
  if (op === "*") {
    const repeated = repeat(left, right, budget) ?? repeat(right, left, budget);
    if (repeated !== undefined) return repeated;
  }
  if (op === "%" && typeof left === "string") return formatPercent(left, right, budget);
  const a = numberOf(left);
  const b = numberOf(right);
  if (a === undefined || b === undefined) {
    throw new TemplateError("type", `\`${op}\` does not work between ${typeName(left)} and ${typeName(right)}`);
  }
  return arithmetic(op, a, b, isFloat(left) || isFloat(right));
}

function arithmetic(op: Exclude<BinaryOp, "~">, a: number, b: number, asFloat: boolean): Value {
  const wrap = asFloat ? float : int;
  switch (op) {
    case "+":
      return wrap(a + b);
    case "-":
      return wrap(a - b);
    case "*":
      return wrap(a * b);
    case "/":
    case "//":
    case "%":
      if (b === 0) throw new TemplateError("type", "division by zero");
      if (op === "/") return float(a / b);
      if (op === "//") return wrap(Math.floor(a / b));
      return wrap(moduloOf(a, b));
    case "**":
      if (a === 0 && b < 0) throw new TemplateError("type", "zero cannot be raised to a negative power");
      if (a < 0 && !Number.isInteger(b))
        throw new TemplateError("type", "a negative number to a fractional power is not a real number");
      return asFloat || b < 0 ? float(a ** b) : int(a ** b);
    default:
      return op satisfies never;
  }
}

/** The result has the sign of the divisor. */
function moduloOf(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
}

function concat(a: string, b: string, budget: Budget): string {
  budget.chars(a.length + b.length);
  return a + b;
}

function repeat(what: Value, times: Value, budget: Budget): Value | undefined {
  if (isFloat(times) || (typeof times !== "number" && typeof times !== "boolean")) return undefined;
  const count = Math.max(0, Number(times));
  if (typeof what === "string") {
    budget.chars(what.length * count);
    return what.repeat(count);
  }
  if (isList(what)) {
    budget.step(what.length * count);
    const copies = Array.from({ length: count }, () => what).flat();
    return what instanceof Tuple ? Tuple.from(copies) : copies;
  }
  return undefined;
}

export function negate(op: "-" | "+", value: Value): Value {
  refuseUndefined(value);
  const number = numberOf(value);
  if (number === undefined) throw new TemplateError("type", `\`${op}\` does not work on ${typeName(value)}`);
  if (isFloat(value)) return op === "-" ? negatedFloat(number) : value;
  return int(op === "-" ? -number : number);
}

const negatedFloat = (number: number): Value => (Number.isInteger(number) ? new Float(-number) : -number);

export function compare(op: CompareOp, left: Value, right: Value, budget: Budget): boolean {
  switch (op) {
    case "==":
      return equals(left, right, budget);
    case "!=":
      return !equals(left, right, budget);
    case "in":
      return contains(right, left, budget);
    case "not in":
      return !contains(right, left, budget);
    case "<":
      return order(left, right, budget, op) < 0;
    case "<=":
      return order(left, right, budget, op) <= 0;
    case ">":
      return order(left, right, budget, op) > 0;
    case ">=":
      return order(left, right, budget, op) >= 0;
    default:
      return op satisfies never;
  }
}

export function equals(a: Value, b: Value, budget: Budget): boolean {
  budget.step();
  const x = numberOf(a);
  const y = numberOf(b);
  if (x !== undefined || y !== undefined) return x === y;
  if (a instanceof Undefined || b instanceof Undefined) return a instanceof Undefined && b instanceof Undefined;
  if (isList(a) && isList(b)) {
    if (a.length !== b.length || a instanceof Tuple !== b instanceof Tuple) return false;
    return a.every((item, index) => equals(item, b[index] ?? null, budget));
  }
  if (isDict(a) && isDict(b)) {
    const keys = Object.keys(a);
    if (keys.length !== Object.keys(b).length) return false;
    return keys.every((key) => Object.hasOwn(b, key) && equals(a[key] ?? null, b[key] ?? null, budget));
  }
  return a === b;
}

/** Negative, zero or positive; NaN (which answers false to all four comparisons) when a float NaN takes part. */
export function order(a: Value, b: Value, budget: Budget, op = "<"): number {
  budget.step();
  const x = numberOf(a);
  const y = numberOf(b);
  if (x !== undefined && y !== undefined) return x === y ? 0 : x - y;
  if (typeof a === "string" && typeof b === "string") return orderText(a, b);
  if (isList(a) && isList(b)) {
    for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
      const left = a[index] ?? null;
      const right = b[index] ?? null;
      if (!equals(left, right, budget)) return order(left, right, budget, op);
    }
    return a.length - b.length;
  }
  refuseUndefined(a);
  refuseUndefined(b);
  throw new TemplateError("type", `\`${op}\` does not work between ${typeName(a)} and ${typeName(b)}`);
}

/** By code point, as Python does; JavaScript's `<` would go by UTF-16 unit. */
function orderText(a: string, b: string): number {
  if (a === b) return 0;
  let index = 0;
  while (index < a.length && index < b.length && a[index] === b[index]) index += 1;
  const start = index > 0 && isLowSurrogate(a, index) ? index - 1 : index;
  return (a.codePointAt(start) ?? -1) - (b.codePointAt(start) ?? -1);
}

const isLowSurrogate = (text: string, index: number): boolean => (text.charCodeAt(index) & 0xfc00) === 0xdc00;

function contains(container: Value, item: Value, budget: Budget): boolean {
  if (container instanceof Undefined) return false;
  if (typeof container === "string") {
    if (typeof item !== "string")
      throw new TemplateError("type", `\`in\` a text needs a text on the left, found ${typeName(item)}`);
    budget.step(1 + container.length / 64);
    return container.includes(item);
  }
  if (isList(container)) return container.some((each) => equals(each, item, budget));
  if (isDict(container))
    return (typeof item === "string" || typeof item === "number") && Object.hasOwn(container, String(item));
  throw new TemplateError("type", `\`in\` needs a list, a dict or a text on the right, found ${typeName(container)}`);
}

export function refuseUndefined(value: Value): void {
  if (value instanceof Undefined) throw new TemplateError("undefined", `${value.label} is undefined`);
}

import type { CallArgs } from "./arguments.ts";
import { TemplateError } from "./errors.ts";
import { compare, refuseUndefined } from "./operators.ts";
import { type Value, Undefined, isDict, isFloat, isList, numberOf, typeName } from "./values.ts";

/** Jinja's tests (`x is defined`), by name. */
export function applyTest(name: string, value: Value, args: CallArgs): boolean {
  const test = Object.hasOwn(TESTS, name) ? TESTS[name] : undefined;
  if (test === undefined) throw new TemplateError("syntax", `there is no test called \`${name}\``);
  return test(value, args);
}

type Test = (value: Value, args: CallArgs) => boolean;

const other = (args: CallArgs): Value => {
  const value = args.get(0, "other");
  if (value === undefined) throw new TemplateError("type", `the test ${args.name} needs a value to compare with`);
  return value;
};

const comparison =
  (op: Parameters<typeof compare>[0]): Test =>
  (value, args) =>
    compare(op, value, other(args), args.budget);

const whole = (value: Value, args: CallArgs): number => {
  refuseUndefined(value);
  const number = numberOf(value);
  if (number === undefined)
    throw new TemplateError("type", `the test ${args.name} needs a number, found ${typeName(value)}`);
  return number;
};

const isInteger = (value: Value): boolean => typeof value === "number" && !isFloat(value);
const isIterable = (value: Value): boolean =>
  isList(value) || isDict(value) || typeof value === "string" || value instanceof Undefined;

const eq = comparison("==");
const ne = comparison("!=");
const lt = comparison("<");
const le = comparison("<=");
const gt = comparison(">");
const ge = comparison(">=");

const TESTS: Readonly<Record<string, Test>> = {
  defined: (value) => !(value instanceof Undefined),
  undefined: (value) => value instanceof Undefined,
  none: (value) => value === null,
  boolean: (value) => typeof value === "boolean",
  true: (value) => value === true,
  false: (value) => value === false,
  number: (value) => numberOf(value) !== undefined,
  integer: isInteger,
  float: isFloat,
  string: (value) => typeof value === "string",
  mapping: isDict,
  sequence: isIterable,
  iterable: isIterable,
  callable: () => false,
  odd: (value, args) => Math.abs(whole(value, args) % 2) === 1,
  even: (value, args) => whole(value, args) % 2 === 0,
  divisibleby: (value, args) => {
    const by = whole(args.get(0, "num") ?? null, args);
    if (by === 0) throw new TemplateError("type", "division by zero");
    return whole(value, args) % by === 0;
  },
  in: (value, args) => compare("in", value, other(args), args.budget),
  sameas: (value, args) => value === other(args),
  upper: (value) => typeof value === "string" && value !== value.toLowerCase() && value === value.toUpperCase(),
  lower: (value) => typeof value === "string" && value !== value.toUpperCase() && value === value.toLowerCase(),
  eq,
  equalto: eq,
  "==": eq,
  ne,
  "!=": ne,
  lt,
  lessthan: lt,
  "<": lt,
  le,
  "<=": le,
  gt,
  greaterthan: gt,
  ">": gt,
  ge,
  ">=": ge,
};

import { describe } from "../issues/describe.ts";
import { isMapping } from "../schema/reader.ts";
import type { Validation } from "../schema/validation.ts";
import { compactJson } from "./compact-json.ts";
import { prefixMatch } from "./prefix-match.ts";

/**
 * The first rule that a converted value breaks, in words, or null. Rules for one value apply to each item of a list and to each
 * value of a mapping; then come the rules for the collection. A bound that is still a template is not checked.
 */
export function validationProblem(rules: Validation, value: unknown, type: string | undefined): string | null {
  const items = Array.isArray(value) ? value : isMapping(value) ? Object.values(value) : undefined;
  for (const item of items ?? [value]) {
    const problem = valueProblem(rules, item, type);
    if (problem !== null) return problem;
  }
  if (items === undefined) return null;
  const { minItems, maxItems } = rules;
  if (typeof minItems === "number" && items.length < minItems)
    return `expected at least ${minItems} items, found ${items.length}`;
  if (typeof maxItems === "number" && items.length > maxItems)
    return `expected at most ${maxItems} items, found ${items.length}`;
  return isMapping(value) ? keyProblem(rules, Object.keys(value)) : null;
}

function valueProblem(rules: Validation, value: unknown, type: string | undefined): string | null {
  for (const [name, holds] of BOUNDS) {
    const bound = rules[name];
    if (typeof bound !== "number") continue;
    if (typeof value !== "number" || !holds(value, bound))
      return `expected a number ${WORDS[name]} ${bound}, found ${describe(value)}`;
  }
  return digitsProblem(rules, value, type) ?? textProblem(rules, value) ?? memberProblem(rules, value);
}

const BOUNDS = [
  ["gt", (value: number, bound: number) => value > bound],
  ["ge", (value: number, bound: number) => value >= bound],
  ["lt", (value: number, bound: number) => value < bound],
  ["le", (value: number, bound: number) => value <= bound],
  ["multipleOf", isMultiple],
] as const;

const WORDS = {
  gt: "above",
  ge: "of at least",
  lt: "below",
  le: "of at most",
  multipleOf: "that is a multiple of",
} as const;

/** 0.3 is a multiple of 0.1, although not in doubles. */
function isMultiple(value: number, of: number): boolean {
  const rest = Math.abs(value / of) % 1;
  return rest < 1e-8 || rest > 1 - 1e-8;
}

function digitsProblem(
  { minDigits, maxDigits, decimalPlaces }: Validation,
  value: unknown,
  type: string | undefined,
): string | null {
  if (minDigits === undefined && maxDigits === undefined && decimalPlaces === undefined) return null;
  const isFloat = /\b(?:float|metric)\b/.test(type ?? "");
  const text = typeof value === "number" && Number.isInteger(value) && isFloat ? `${value}.0` : textOf(value);
  const digits = text.replace(".", "").length;
  if (typeof minDigits === "number" && digits < minDigits)
    return `expected at least ${minDigits} digits, found ${describe(value)}`;
  if (typeof maxDigits === "number" && digits > maxDigits)
    return `expected at most ${maxDigits} digits, found ${describe(value)}`;
  if (typeof decimalPlaces !== "number") return null;
  const places = text.split(".")[1]?.length;
  const fits = places !== undefined && places <= decimalPlaces;
  return fits ? null : `expected at most ${decimalPlaces} decimal places after a point, found ${describe(value)}`;
}

/** A mapping may have any key, `toString` too: it is never asked to turn itself into text. */
const textOf = (value: unknown): string =>
  typeof value === "object" && value !== null ? compactJson(value) : String(value);

function textProblem({ minLength, maxLength, regex }: Validation, value: unknown): string | null {
  const text = typeof value === "string" ? value : compactJson(value);
  const length = [...text].length;
  if (typeof minLength === "number" && length < minLength)
    return `expected at least ${minLength} characters, found ${describe(value)}`;
  if (typeof maxLength === "number" && length > maxLength)
    return `expected at most ${maxLength} characters, found ${describe(value)}`;
  if (regex === undefined) return null;
  const match = prefixMatch(regex, text);
  if (match === true) return null;
  return match === false ? `expected text that begins like \`${regex}\`, found ${describe(value)}` : match;
}

function memberProblem({ contains, excludes, options }: Validation, value: unknown): string | null {
  const has = (part: unknown): boolean =>
    typeof value === "string" ? value.includes(textOf(part)) : same(value, part);
  if (contains !== undefined && !has(contains))
    return `expected ${describe(contains)} inside, found ${describe(value)}`;
  if (excludes !== undefined && has(excludes))
    return `expected no ${describe(excludes)} inside, found ${describe(value)}`;
  if (options === undefined || !Array.isArray(options)) return null;
  if (options.some((option) => same(option, value))) return null;
  return `expected one of ${options
    .map((option) => compactJson(option))
    .join(", ")
    .slice(0, 200)}, found ${describe(value)}`;
}

function keyProblem({ keys, containsKeys, excludesKeys }: Validation, found: readonly string[]): string | null {
  const names = (list: readonly string[]): string => list.join(", ");
  if (Array.isArray(keys) && (keys.length !== found.length || !keys.every((key) => found.includes(key as string)))) {
    return `expected exactly the keys ${names(keys as string[])}, found ${names(found)}`;
  }
  if (Array.isArray(containsKeys) && !containsKeys.every((key) => found.includes(key as string))) {
    return `expected the keys ${names(containsKeys as string[])}, found ${names(found)}`;
  }
  if (Array.isArray(excludesKeys) && excludesKeys.some((key) => found.includes(key as string))) {
    return `expected none of the keys ${names(excludesKeys as string[])}, found ${names(found)}`;
  }
  return null;
}

const same = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === "object" && compactJson(a) === compactJson(b));

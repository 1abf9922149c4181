import type { Comparison, Condition } from "../ast.ts";
import { parseQuantity } from "../quantity.ts";
import { QueryError } from "../query-error.ts";
import { holds } from "./compare.ts";

/** Whether a row meets a condition. Where a database answers "unknown" for a missing value, this answers no. */
export type Holds<R> = (row: R) => boolean;
/** Throws `QueryError` for an operation that the field does not take, before any row is looked at. */
export type Filter<R> = (condition: Condition) => Holds<R>;
export type Scalar = string | number | null;

export function refuse(condition: Condition, expected: string): never {
  const name = condition.key === null ? condition.field : `${condition.field}.${condition.key}`;
  throw new QueryError(`Query: "${name}" does not take this operation; expected ${expected}`, condition.position, name);
}

function refuseKey({ key, field, position }: Condition): void {
  if (key !== null) throw new QueryError(`Query: "${field}.${key}": the field has no parts`, position, field);
}

/** `a`, `a|b`, `nil`; any of the values that a row has. */
export function wordsOf<R>(
  condition: Condition,
  values: (row: R) => readonly Scalar[],
  read: (word: string, condition: Condition) => Scalar = (word) => unquoted(word),
): Holds<R> {
  const { operation } = condition;
  if (operation.kind === "nil") return (row) => values(row).every((value) => value === null);
  const isEqual = operation.kind === "compare" && operation.operator === "=";
  const asked = isEqual ? [operation.value] : operation.kind === "values" ? operation.values : null;
  if (asked === null) return refuse(condition, "a value, a|b, or nil");
  const wanted = new Set(asked.map((word) => read(word, condition)));
  return (row) => values(row).some((value) => value !== null && wanted.has(value));
}

export const words =
  <R>(value: (row: R) => Scalar, read?: Parameters<typeof wordsOf>[2]): Filter<R> =>
  (condition) => {
    refuseKey(condition);
    return wordsOf(condition, (row: R) => [value(row)], read);
  };

/** Any of several texts that a row has. */
export const anyWord =
  <R>(values: (row: R) => readonly string[]): Filter<R> =>
  (condition) => {
    refuseKey(condition);
    return wordsOf(condition, values);
  };

/** Longest text that is searched for, in characters. */
const LONGEST_SEARCH = 1_000;

/** `text` exact, `%x%` contains, `x%` starts, `%x` ends; the last three whatever the case of the letters a to z. */
export const search =
  <R>(value: (row: R) => string | null, read: (word: string) => string = unquoted): Filter<R> =>
  (condition) => {
    refuseKey(condition);
    const { operation } = condition;
    if (operation.kind === "nil") return (row) => value(row) === null;
    if (operation.kind !== "values") return refuse(condition, "text, %text%, a|b, or nil");
    if (operation.values.some((word) => word.length > LONGEST_SEARCH)) return refuse(condition, "a shorter text");
    const tests = operation.values.map((word) => matcher(read(word)));
    return (row) => {
      const text = value(row);
      return text !== null && tests.some((test) => test(text));
    };
  };

function matcher(word: string): (text: string) => boolean {
  const opens = word.startsWith("%");
  const closes = word.length > 1 && word.endsWith("%");
  const part = folded(word.slice(Number(opens), word.length - Number(closes)));
  if (opens && closes) return (text) => folded(text).includes(part);
  if (opens) return (text) => folded(text).endsWith(part);
  if (closes) return (text) => folded(text).startsWith(part);
  return (text) => text === word;
}

const folded = (text: string): string => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());

/** The operator and the only value of a scalar condition. */
export function oneComparison(condition: Condition): readonly [Comparison, string] {
  const { operation } = condition;
  if (operation.kind === "compare") return [operation.operator, operation.value];
  const [word, ...more] = operation.kind === "values" ? operation.values : [];
  if (word === undefined || more.length > 0) return refuse(condition, "one number, with a comparison or none");
  return ["=", word];
}

export function numberFrom(word: string, condition: Condition): number {
  const value = Number(unquoted(word).trim());
  return word.trim() === "" || Number.isNaN(value) ? refuse(condition, `a number, found "${word}"`) : value;
}

const quantityFrom = (word: string, condition: Condition): number =>
  parseQuantity(unquoted(word)) ?? refuse(condition, `an amount such as 500m or 1Gi, found "${word}"`);

export const number =
  <R>(value: (row: R) => number | null, read = numberFrom): Filter<R> =>
  (condition) => {
    refuseKey(condition);
    if (condition.operation.kind === "nil") return (row) => value(row) === null;
    const [operator, word] = oneComparison(condition);
    const wanted = read(word, condition);
    return (row) => {
      const found = value(row);
      return found !== null && holds(found, operator, wanted);
    };
  };

/** A number that may be written with a unit. */
export const quantity = <R>(value: (row: R) => number | null): Filter<R> => number(value, quantityFrom);

export const flag =
  <R>(value: Holds<R>): Filter<R> =>
  (condition) => {
    refuseKey(condition);
    const wanted = wantsTrue(condition);
    return (row) => value(row) === wanted;
  };

export function wantsTrue(condition: Condition): boolean {
  const [operator, word] = oneComparison(condition);
  const plain = unquoted(word).toLowerCase();
  const isTrue = ["1", "true", "yes", "on", "t", "y"].includes(plain);
  const isFalse = ["0", "false", "no", "off", "f", "n"].includes(plain);
  return operator !== "=" || (!isTrue && !isFalse) ? refuse(condition, "true or false") : isTrue;
}

const MONTH_MS = 30 * 86_400_000;

/** A day, a minute, an instant; comparisons; `a..b`; `last_month`. Times are UTC. */
export const instant =
  <R>(value: (row: R) => number | null, now: number): Filter<R> =>
  (condition) => {
    refuseKey(condition);
    const { operation } = condition;
    const span = (word: string) => momentOf(unquoted(word)) ?? refuse(condition, `expected a date, found "${word}"`);
    const within =
      (test: (at: number) => boolean): Holds<R> =>
      (row) => {
        const at = value(row);
        return at !== null && test(at);
      };
    if (operation.kind === "nil") return (row) => value(row) === null;
    if (operation.kind === "range") {
      const [from, to] = [span(operation.from).from, span(operation.to).from];
      return within((at) => at >= from && at <= to);
    }
    const [operator, word] = oneComparison(condition);
    if (operator === "=" && unquoted(word) === "last_month") return within((at) => at >= now - MONTH_MS);
    const { from, to } = span(word);
    return within((at) => (operator === "=" ? at >= from && at < to : holds(at, operator, from)));
  };

const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(\.\d{1,6})?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/;

/** The half-open span that a text names; null when it is no date. */
function momentOf(text: string): { readonly from: number; readonly to: number } | null {
  const [, day, minute, second, fraction, zone = "Z"] = MOMENT.exec(text.trim()) ?? [];
  if (day === undefined || Number.isNaN(Date.parse(day)) || new Date(day).toISOString().slice(0, 10) !== day)
    return null;
  const offset = zone === "Z" ? zone : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const from = Date.parse(`${day}T${minute ?? "00:00"}:${second ?? "00"}${fraction?.slice(0, 4) ?? ""}${offset}`);
  if (Number.isNaN(from)) return null;
  const span = minute === undefined ? 86_400_000 : second === undefined ? 60_000 : fraction === undefined ? 1_000 : 1;
  return { from, to: from + span };
}

/** `"1"` is text in the query language; so is everything that is not JSON. */
export function unquoted(word: string): string {
  if (word.length < 2 || !word.startsWith('"') || !word.endsWith('"')) return withoutNul(word);
  try {
    return withoutNul(String(JSON.parse(word)));
  } catch {
    return withoutNul(word);
  }
}

/** No stored text holds a NUL: it becomes U+FFFD, in a question as well. */
export const withoutNul = (text: string): string => text.replaceAll("\0", "\uFFFD");

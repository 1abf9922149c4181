import type { Condition } from "../ast.ts";
import { QueryError } from "../query-error.ts";
import { holds } from "./compare.ts";
import { type Filter, type Holds, numberFrom, oneComparison, refuse, wantsTrue, withoutNul } from "./filters.ts";
import type { QueryableRun } from "./row.ts";

export type ValueScope = "inputs" | "outputs" | "metaInfo" | "least" | "most";
type Value = boolean | number | string;

/** Scalars of one run that can be found; the document keeps the rest. */
const MOST_KEYS = 1_000;
/** Characters of a text that count. */
const LONGEST_TEXT = 256;

const indexed = (value: unknown): Value | null =>
  typeof value === "string"
    ? [...value].slice(0, LONGEST_TEXT).join("")
    : typeof value === "boolean" || typeof value === "number"
      ? value
      : null;

/** A scalar of a run by which it can be found; null for what only its document keeps. */
export function valueOf(row: QueryableRun, scope: ValueScope, key: string): Value | null {
  if (scope === "least" || scope === "most") return Object.hasOwn(row[scope], key) ? indexed(row[scope][key]) : null;
  let left = MOST_KEYS;
  for (const each of ["inputs", "outputs", "metaInfo"] as const) {
    for (const [name, value] of Object.entries(row[each] ?? {})) {
      const scalar = indexed(value);
      if (scalar === null) continue;
      if (left-- === 0) return null;
      if (each === scope && name === key) return scalar;
    }
  }
  return null;
}

function keyName({ key, field, position }: Condition): string {
  if (key !== null) return key;
  throw new QueryError(`Query: "${field}" needs a name, as in ${field}.name`, position, field);
}

/** Values by JSON type (`0.1` does not match `"0.1"`), comparisons of numbers or texts. */
export const values =
  (scope: ValueScope): Filter<QueryableRun> =>
  (condition) => {
    const key = keyName(condition);
    const { operation } = condition;
    const found = (row: QueryableRun) => valueOf(row, scope, key);
    if (operation.kind === "nil") return (row) => found(row) === null;
    if (operation.kind === "compare") {
      const wanted = scalarFrom(operation.value);
      return (row) => {
        const value = found(row);
        return (
          value !== null &&
          typeof value === typeof wanted &&
          holds(orderable(value), operation.operator, orderable(wanted))
        );
      };
    }
    if (operation.kind !== "values") return refuse(condition, "a value, a|b, a comparison, or nil");
    const wanted = new Set(operation.values.map(scalarFrom));
    return (row) => {
      const value = found(row);
      return value !== null && wanted.has(value);
    };
  };

const orderable = (value: Value): number | string => (typeof value === "boolean" ? Number(value) : value);

/** Numbers: outputs (metrics), and the bounds of metrics. */
export const metrics =
  (scope: "outputs" | "least" | "most"): Filter<QueryableRun> =>
  (condition) => {
    const key = keyName(condition);
    const found = (row: QueryableRun) => valueOf(row, scope, key);
    if (condition.operation.kind === "nil") return (row) => found(row) === null;
    const [operator, word] = oneComparison(condition);
    const wanted = numberFrom(word, condition);
    return (row) => {
      const value = found(row);
      return typeof value === "number" && holds(value, operator, wanted);
    };
  };

/** A flag that was never set is false. */
export const flags: Filter<QueryableRun> = (condition): Holds<QueryableRun> => {
  const key = keyName(condition);
  const wanted = wantsTrue(condition);
  return (row) => (valueOf(row, "metaInfo", key) === true) === wanted;
};

function scalarFrom(word: string): Value {
  try {
    const scalar = indexed(JSON.parse(word));
    if (scalar !== null) return typeof scalar === "string" ? withoutNul(scalar) : scalar;
  } catch {
    // Not JSON: plain text.
  }
  return indexed(withoutNul(word)) ?? word;
}

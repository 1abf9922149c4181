import { type Comparison, parseQuantity, type QueryCondition, QueryError } from "@polyaxon/query";
import { sql } from "kysely";
import type { Sql } from "../order.ts";
import type { Filter } from "./compile-query.ts";
import { parseMoment } from "./moment.ts";

const OPERATORS: Readonly<Record<Comparison, Sql>> = {
  "=": sql`=`,
  ">": sql`>`,
  ">=": sql`>=`,
  "<": sql`<`,
  "<=": sql`<=`,
};

export const comparison = (left: Sql, operator: Comparison, right: unknown): Sql =>
  sql`${left} ${OPERATORS[operator]} ${right}`;

/** A field that takes no `.key`. */
export function refuseKey(condition: QueryCondition): void {
  if (condition.key !== null) {
    throw new QueryError(
      `Query: "${condition.field}.${condition.key}": the field "${condition.field}" has no parts (at character ${condition.position + 1})`,
      condition.position,
      condition.field,
    );
  }
}

export function refuse(condition: QueryCondition, expected: string): never {
  const name = condition.key === null ? condition.field : `${condition.field}.${condition.key}`;
  throw new QueryError(
    `Query: "${name}" does not take this operation (at character ${condition.position + 1}); expected ${expected}`,
    condition.position,
    name,
  );
}

/** `a`, `a|b`, `nil`. `read` brings a word into the column's form. */
export function words(
  column: Sql,
  read: (word: string, condition: QueryCondition) => unknown = (word) => unquoted(word),
): Filter {
  return (condition) => {
    refuseKey(condition);
    return wordOperation(column, condition, read);
  };
}

export function wordOperation(
  column: Sql,
  condition: QueryCondition,
  read: (word: string, condition: QueryCondition) => unknown = (word) => unquoted(word),
): Sql {
  const { operation } = condition;
  if (operation.kind === "nil") return sql`${column} is null`;
  if (operation.kind === "compare" && operation.operator === "=")
    return sql`${column} = ${read(operation.value, condition)}`;
  if (operation.kind !== "values") return refuse(condition, "a value, a|b, or nil");
  return sql`${column} in (${sql.join(operation.values.map((word) => read(word, condition)))})`;
}

/** Longest text that is searched for, in UTF-16 units: databases bound their patterns. */
const LONGEST_SEARCH = 1_000;

/**
 * `text` exact, `%x%` contains, `x%` starts, `%x` ends; the last three whatever the case of the letters a to z. Databases
 * agree about those only.
 */
export function search(column: Sql, read: (word: string) => string = unquoted): Filter {
  return (condition) => {
    refuseKey(condition);
    const { operation } = condition;
    if (operation.kind === "nil") return sql`${column} is null`;
    if (operation.kind !== "values") return refuse(condition, "text, %text%, a|b, or nil");
    if (operation.values.some((word) => word.length > LONGEST_SEARCH))
      return refuse(condition, `a text of at most ${LONGEST_SEARCH} characters`);
    return sql`(${sql.join(
      operation.values.map((word) => matches(column, read(word))),
      sql` or `,
    )})`;
  };
}

function matches(column: Sql, word: string): Sql {
  const start = word.startsWith("%") ? "%" : "";
  const end = word.length > 1 && word.endsWith("%") ? "%" : "";
  const bare = word.slice(start.length, word.length - end.length);
  if (start === "" && end === "") return sql`${column} = ${word}`;
  const folded = bare.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  const pattern = `${start}${folded.replaceAll(/[\\%_]/g, String.raw`\$&`)}${end}`;
  return sql`lower(${column}) like ${pattern} escape '\\'`;
}

/** Reads a word of `live_state`. */
export const liveState = (word: string, condition: QueryCondition): number => {
  const value = Number(word);
  return word.trim() !== "" && Number.isInteger(value) && value >= -1 && value <= 1
    ? value
    : refuse(condition, "1 (live), 0 (archived) or -1");
};

/** One number with an optional comparison, over a column of floating-point numbers. */
export function number(column: Sql, read: (word: string, condition: QueryCondition) => number = numberFrom): Filter {
  return (condition) => {
    refuseKey(condition);
    if (condition.operation.kind === "nil") return sql`${column} is null`;
    const [operator, word] = oneComparison(condition);
    return comparison(column, operator, read(word, condition));
  };
}

/** A number that may be written with a unit: `500m`, `1Gi`. */
export const quantity = (column: Sql): Filter =>
  number(
    column,
    (word, condition) =>
      parseQuantity(unquoted(word)) ?? refuse(condition, `an amount such as 500m or 1Gi, found "${word}"`),
  );

/** The operator and the only value of a scalar condition. */
export function oneComparison(condition: QueryCondition): readonly [Comparison, string] {
  const { operation } = condition;
  if (operation.kind === "compare") return [operation.operator, operation.value];
  const [word, ...more] = operation.kind === "values" ? operation.values : [];
  if (word === undefined || more.length > 0)
    return refuse(condition, "one number, with >, >=, <, <= or nothing before it");
  return ["=", word];
}

export function numberFrom(word: string, condition: QueryCondition): number {
  const value = Number(unquoted(word).trim());
  if (word.trim() === "" || Number.isNaN(value)) return refuse(condition, `a number, found "${word}"`);
  return value;
}

const TRUE = new Set(["1", "true", "yes", "on", "t", "y"]);
const FALSE = new Set(["0", "false", "no", "off", "f", "n"]);

/** Anything boolean-like, for a condition that is true or false of a row. */
export function flag(holds: Sql): Filter {
  return (condition) => {
    refuseKey(condition);
    return wantsTrue(condition) ? holds : sql`(${holds}) is not true`;
  };
}

export function wantsTrue(condition: QueryCondition): boolean {
  const [operator, word] = oneComparison(condition);
  const plain = unquoted(word).toLowerCase();
  if (operator !== "=" || (!TRUE.has(plain) && !FALSE.has(plain))) return refuse(condition, "true or false");
  return TRUE.has(plain);
}

const MONTH_MS = 30 * 24 * 3600 * 1000;

/** A day, a minute, an instant; comparisons; `a..b`; `last_month`. Times without a zone are UTC. */
export function instant(column: Sql, now: number): Filter {
  return (condition) => {
    refuseKey(condition);
    const { operation } = condition;
    const moment = (word: string) =>
      parseMoment(unquoted(word)) ??
      refuse(condition, `a date such as 2026-01-31 or 2026-01-31 10:20, found "${word}"`);
    switch (operation.kind) {
      case "nil":
        return sql`${column} is null`;
      case "range":
        return sql`${column} >= ${moment(operation.from).from} and ${column} <= ${moment(operation.to).from}`;
      case "compare":
        if (operation.operator !== "=") return comparison(column, operation.operator, moment(operation.value).from);
        break;
      case "values":
      case "any":
        break;
      default:
        operation satisfies never;
    }
    const [, word] = oneComparison(condition);
    if (unquoted(word) === "last_month") return sql`${column} >= ${now - MONTH_MS}`;
    const { from, to } = moment(word);
    return sql`${column} >= ${from} and ${column} < ${to}`;
  };
}

/** `"1"` is text in the query language; so is everything that is not JSON. */
export function unquoted(word: string): string {
  if (word.length < 2 || !word.startsWith('"') || !word.endsWith('"')) return word;
  try {
    return String(JSON.parse(word));
  } catch {
    return word;
  }
}

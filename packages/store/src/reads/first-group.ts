import type { SortKey } from "@polyaxon/query";
import { type Expression, sql, type SqlBool } from "kysely";
import type { Database } from "../statement.ts";
import { behind, orderBy, type OrderTerm, type OrderValues, type Sql, term } from "./order.ts";
import { type ProjectValues, VALUE_SCOPES } from "./pql/value-keys.ts";

/** A page of a part of a list. */
export interface Slice {
  readonly start: OrderValues | null;
  readonly offset: number;
  readonly limit: number;
}

export type FoundRow = { readonly id: number } & { readonly [value: `k${number}`]: string | number | null };

/** A sort by one value and then by another. */
export interface TwoValues {
  /** Over `run_values as v`: the rows of the first key. */
  readonly first: Sql;
  /** Over `run_values as w`: the numbers of the second key. */
  readonly second: Sql;
  readonly firstOrder: readonly OrderTerm[];
  readonly secondOrder: readonly OrderTerm[];
}

/** Null when a key behind the first one is none of a value. */
export function twoValuesOf(
  [first, second]: readonly SortKey[],
  { project, keyOf }: Pick<ProjectValues, "project" | "keyOf">,
  type: number,
): TwoValues | null {
  const idOf = ({ field, key }: SortKey): number | null => {
    const scope = VALUE_SCOPES[field];
    return key === null || scope === undefined ? null : keyOf(scope, key);
  };
  const ids = first === undefined || second === undefined ? [] : [idOf(first), idOf(second)];
  if (first === undefined || second === undefined || ids.includes(null)) return null;
  return {
    first: sql`v.project_id = ${project} and v.key_id = ${ids[0]} and v.type = ${type}`,
    second: sql`w.project_id = ${project} and w.key_id = ${ids[1]} and w.type = 2`,
    firstOrder: [term(sql`v.number`, first, false), term(sql`v.text`, first, false)],
    secondOrder: [sql`w.number`, sql`w.text`, sql`w.run_id`].map((by) => term(by, second, false)),
  };
}

/** Rows of the second key that are tried: runs of a dozen groups of equal size fill a page from them. */
const triedRows = ({ offset, limit }: Slice): number => Math.max(3_000, 20 * (offset + limit));

/**
 * Where many runs have the same first value, as params mostly do, all of them would be looked up and ordered by the second
 * one. Instead the second value is walked in its own order, and who has the first value is kept. Right when it fills the page:
 * numbers come before everything else that a second value may be.
 */
export async function tryFirstGroup(
  { db }: Database,
  { matchesFew }: { readonly matchesFew: Expression<SqlBool> },
  { first, firstOrder, second, secondOrder }: TwoValues,
  slice: Slice,
): Promise<readonly FoundRow[]> {
  const [number, text, rank, ...behindSecond] = slice.start ?? (await firstGroup(db, first, firstOrder));
  if (number === undefined || rank !== 0) return [];
  const from = slice.start === null ? sql`` : sql` and ${behind(secondOrder, behindSecond)}`;
  const { rows } = await sql<FoundRow>`
    select v.run_id as id, v.number as k0, v.text as k1, 0 as k2, w.number as k3, w.text as k4, v.run_id as k5
    from (select w.run_id, w.number, w.text from run_values as w where ${second}${from}
      order by ${orderBy(secondOrder)} limit ${triedRows(slice)}) as w cross join run_values as v cross join runs as r
    where v.run_id = w.run_id and ${first} and v.number = ${number} and v.text = ${text} and r.id = v.run_id
      and ${matchesFew}
    order by ${orderBy(secondOrder)} limit ${slice.limit} offset ${slice.offset}`.execute(db);
  return rows;
}

/** The first value of all, as a place in the order before every run that has it. */
async function firstGroup(db: Database["db"], first: Sql, order: readonly OrderTerm[]): Promise<OrderValues> {
  const { rows } = await sql<{ number: number; text: string }>`
    select v.number, v.text from run_values as v where ${first} order by ${orderBy(order)} limit 1`.execute(db);
  return rows.flatMap(({ number, text }) => [number, text, 0]);
}

import type { ListOptions } from "@polyaxon/orchestrator";
import type { SortKey } from "@polyaxon/query";
import { type Expression, sql, type SqlBool } from "kysely";
import type { Dialect } from "../dialect.ts";
import { type Cursor, type CursorOf, readCursor, writeCursor } from "./cursor.ts";
import type { OrderTerm, OrderValues, Sql } from "./order.ts";
import { compileQuery, type FieldTable } from "./pql/compile-query.ts";

/** Everything that a list's `where` says besides whose list it is. */
export function conditionsOf(
  options: Pick<ListOptions, "query" | "bookmarks">,
  fields: FieldTable,
  dialect: Dialect,
  row: { readonly id: Sql; readonly isBookmarked: Sql | null },
): Expression<SqlBool> {
  const conditions: Sql[] = [];
  if (options.query) conditions.push(compileQuery(options.query, fields));
  if (options.bookmarks === true && row.isBookmarked !== null) conditions.push(row.isBookmarked);
  if (dialect.withinTime !== null) conditions.push(dialect.withinTime(row.id));
  return conditions.length === 0 ? sql<SqlBool>`1 = 1` : sql<SqlBool>`${sql.join(conditions, sql` and `)}`;
}

/** The keys of a sort that order something; without any, the usual ones. */
export function knownKeys(
  sort: readonly SortKey[] | undefined,
  fields: FieldTable,
  usual: readonly SortKey[],
): readonly SortKey[] {
  const known = (sort ?? []).filter((key) => fields.order(key) !== null);
  return known.length === 0 ? usual : known;
}

export const termsOf = (sort: readonly SortKey[], fields: FieldTable): readonly OrderTerm[] =>
  sort.flatMap((key) => fields.order(key) ?? []);

/** Where a page starts: behind a cursor, or after `offset` rows. */
export const startOf = (options: ListOptions, of: CursorOf): Cursor | null =>
  options.after === undefined || options.after === null ? null : readCursor(options.after, of);

/** A row of a page, of which one more than wanted was asked for: the last row that is shown gives the cursor. */
export function nextOf(
  options: ListOptions,
  of: CursorOf,
  rows: readonly { readonly part: number; readonly values: OrderValues }[],
): string | null {
  const last = rows[options.limit - 1];
  return options.after === undefined || rows.length <= options.limit || last === undefined
    ? null
    : writeCursor(last, of);
}

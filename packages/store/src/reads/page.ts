import type { ListOptions } from "@polyaxon/orchestrator";
import { type Expression, sql, type SqlBool } from "kysely";
import type { Dialect } from "../dialect.ts";
import { compileQuery, type FieldTable, type Sql } from "./pql/compile-query.ts";

/** Everything that a list's `where` says besides whose list it is. */
export function conditionsOf(
  options: ListOptions,
  fields: FieldTable,
  dialect: Dialect,
  row: { readonly id: Sql; readonly bookmark: Sql | null },
): Expression<SqlBool> {
  const conditions: Sql[] = [];
  if (options.query) conditions.push(compileQuery(options.query, fields));
  if (options.bookmarks === true && row.bookmark !== null) conditions.push(sql`${row.bookmark} is not null`);
  if (dialect.withinTime !== null) conditions.push(dialect.withinTime(row.id));
  return conditions.length === 0 ? sql<SqlBool>`1 = 1` : sql<SqlBool>`${sql.join(conditions, sql` and `)}`;
}

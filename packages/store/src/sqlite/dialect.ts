import { sql } from "kysely";
import type { Dialect } from "../dialect.ts";

/** Name of the SQL function that the reader thread defines; it throws once a read has used up its time. */
export const WITHIN_TIME = "within_time";

/**
 * With a sign before it the `exists` stays a condition. SQLite 3.53.0 makes a join of one, which it leaves at the first row found,
 * except when it skips rows for an offset: a run with two artifacts that match then counted twice.
 */
const askedByItself: Dialect["finds"] = (select) => sql`+exists (${select})`;

export const sqliteDialect: Dialect = {
  name: "sqlite",
  columnTypes: { id: "integer", integer: "integer", real: "real", text: "text", bytes: "blob" },
  generatedKey: (column) => column.primaryKey().autoIncrement(),
  clustered: sql`without rowid`,
  locksRows: false,
  asFilter: (condition) => condition,
  exists: askedByItself,
  finds: askedByItself,
  // A call into JavaScript costs as much as the rest of the row; one row in 256 is soon enough.
  withinTime: (rowId) => sql<boolean>`((${rowId} & 255) <> 0 or ${sql.raw(WITHIN_TIME)}())`,
};

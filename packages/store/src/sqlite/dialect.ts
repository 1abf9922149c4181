import { sql } from "kysely";
import type { Dialect } from "../dialect.ts";

/** Name of the SQL function that the reader thread defines; it throws once a read has used up its time. */
export const WITHIN_TIME = "within_time";

export const sqliteDialect: Dialect = {
  name: "sqlite",
  columnTypes: { id: "integer", integer: "integer", real: "real", text: "text", bytes: "blob" },
  generatedKey: (column) => column.primaryKey().autoIncrement(),
  clustered: sql`without rowid`,
  locksRows: false,
  asFilter: (condition) => condition,
  finds: (select) => sql`exists (${select})`,
  // A call into JavaScript costs as much as the rest of the row; one row in 256 is soon enough.
  withinTime: (rowId) => sql<boolean>`((${rowId} & 255) <> 0 or ${sql.raw(WITHIN_TIME)}())`,
};

import type { Kysely } from "kysely";
import type { Dialect } from "../../dialect.ts";

/** Which process of an agent counts, and when an attempt was handed out: what tells it from another of the same number. */
export async function up(db: Kysely<unknown>, { columnTypes: { integer, text } }: Dialect): Promise<void> {
  await db.schema.alterTable("agents").addColumn("session", text).execute();
  await db.schema.alterTable("runs").addColumn("claimed_at", integer).execute();
}

import type { Kysely } from "kysely";
import type { Dialect } from "../../dialect.ts";

/** Tokens of agents on other machines, which process of an agent's name counts, and since when one is silent. */
export async function up(db: Kysely<unknown>, { columnTypes: { integer, text } }: Dialect): Promise<void> {
  await db.schema
    .createTable("agent_tokens")
    .addColumn("hash", text, (c) => c.primaryKey())
    .addColumn("agent", text, (c) => c.notNull())
    .addColumn("created_at", integer, (c) => c.notNull())
    .execute();
  await db.schema.createIndex("agent_tokens_by_agent").on("agent_tokens").column("agent").execute();
  await db.schema.alterTable("agents").addColumn("instance", text).execute();
  await db.schema.alterTable("agents").addColumn("lost_at", integer).execute();
}

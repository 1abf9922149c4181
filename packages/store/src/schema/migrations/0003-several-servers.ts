import type { Kysely } from "kysely";
import type { Dialect } from "../../dialect.ts";

/** What the servers of one database share, and fair turns in the queue: see units/queue.ts. */
export async function up(db: Kysely<unknown>, { columnTypes: { integer, text } }: Dialect): Promise<void> {
  const { schema } = db;
  await schema
    .createTable("installation")
    .addColumn("id", integer, (c) => c.primaryKey())
    .addColumn("installation_key", text, (c) => c.notNull())
    .addColumn("secret", text, (c) => c.notNull())
    .addColumn("admin_token", text, (c) => c.notNull())
    .addColumn("artifacts_id", text, (c) => c.notNull())
    .execute();

  await schema.alterTable("agents").addColumn("last_turn", integer).execute();
  await schema.alterTable("run_pipelines").addColumn("last_turn", integer).execute();
  await schema
    .alterTable("run_queue")
    .addColumn("turn", integer, (c) => c.notNull().defaultTo(0))
    .execute();
  await schema.dropIndex("run_queue_by_turn").execute();
  await schema
    .createIndex("run_queue_by_turn")
    .on("run_queue")
    .columns(["priority desc", "turn", "run_id", "queue", "pipeline_id"])
    .execute();
}

import { type Kysely, sql } from "kysely";
import type { Dialect } from "../../dialect.ts";

/**
 * One index that holds every narrow column by which runs are found and sorted, so that lists look through it and not
 * through rows with their documents. It begins like the index by status that it replaces.
 *
 * Names are cut where they are stored (see `storedName`): Postgres refuses index entries of more than 2,700 bytes.
 */
export async function up(db: Kysely<unknown>, { clustered }: Dialect): Promise<void> {
  await sql`update runs set name = substr(name, 1, 256) where length(name) > 256`.execute(db);
  await db.schema.dropIndex("runs_by_status").execute();
  await db.schema
    .createIndex("runs_in_lists")
    .on("runs")
    .columns([
      "project_id",
      "status",
      "live_state",
      "created_at",
      "updated_at",
      "started_at",
      "finished_at",
      "duration",
      "wait_time",
      "kind",
      "runtime",
      "managed_by",
      "pending",
      "username",
      "pipeline_id",
      "original_kind",
      "cpu_millis",
      "memory_bytes",
      "gpus",
      "name",
      "id",
    ])
    .execute();

  // The value of one run is read from the index alone. Where tables are clustered, an index holds their keys anyway.
  if (clustered !== null) return;
  await db.schema.dropIndex("run_values_by_run").execute();
  await db.schema
    .createIndex("run_values_by_run")
    .on("run_values")
    .columns(["run_id", "key_id", "project_id", "type", "number", "text"])
    .execute();
}

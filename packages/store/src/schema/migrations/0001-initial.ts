import type { CreateTableBuilder, Kysely } from "kysely";
import type { Dialect } from "../../dialect.ts";

/** The first schema. Once released, a migration is never edited: add the next number. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const { id, integer, real, text } = dialect.columnTypes;
  const clustered = <T extends string, C extends string>(table: CreateTableBuilder<T, C>) =>
    dialect.clustered === null ? table : table.modifyEnd(dialect.clustered);
  const { schema } = db;

  await schema
    .createTable("projects")
    .addColumn("id", id, dialect.generatedKey)
    .addColumn("uuid", text, (c) => c.notNull().unique())
    .addColumn("name", text, (c) => c.notNull().unique())
    .addColumn("description", text)
    .addColumn("tags", text, (c) => c.notNull())
    .addColumn("readme", text)
    .addColumn("username", text)
    .addColumn("created_at", integer, (c) => c.notNull())
    .addColumn("updated_at", integer, (c) => c.notNull())
    .addColumn("live_state", integer, (c) => c.notNull())
    .execute();

  await schema
    .createTable("runs")
    .addColumn("id", id, dialect.generatedKey)
    .addColumn("uuid", text, (c) => c.notNull().unique())
    .addColumn("project_id", integer, (c) => c.notNull())
    .addColumn("name", text)
    .addColumn("description", text)
    .addColumn("tags", text, (c) => c.notNull())
    .addColumn("username", text)
    .addColumn("kind", text, (c) => c.notNull())
    .addColumn("runtime", text)
    .addColumn("managed_by", text, (c) => c.notNull())
    .addColumn("pending", text)
    .addColumn("status", text, (c) => c.notNull())
    .addColumn("created_at", integer, (c) => c.notNull())
    .addColumn("updated_at", integer, (c) => c.notNull())
    .addColumn("started_at", integer)
    .addColumn("finished_at", integer)
    .addColumn("schedule_at", integer)
    .addColumn("wait_time", real)
    .addColumn("duration", real)
    .addColumn("inputs", text)
    .addColumn("outputs", text)
    .addColumn("meta_info", text, (c) => c.notNull())
    .addColumn("original_uuid", text)
    .addColumn("original_kind", text)
    .addColumn("pipeline_id", integer)
    .addColumn("controller_id", integer)
    .addColumn("queue", text)
    .addColumn("live_state", integer, (c) => c.notNull())
    .addColumn("version", integer, (c) => c.notNull())
    .addColumn("attempt", integer, (c) => c.notNull())
    .addColumn("agent", text)
    .addColumn("max_retries", integer, (c) => c.notNull())
    .addColumn("timeout_seconds", integer)
    .addColumn("ttl_seconds", integer)
    .addColumn("condition_seq", integer, (c) => c.notNull())
    .execute();
  await schema.createIndex("runs_by_creation").on("runs").columns(["project_id", "created_at"]).execute();
  await schema.createIndex("runs_by_update").on("runs").columns(["project_id", "updated_at"]).execute();
  await schema.createIndex("runs_by_status").on("runs").columns(["project_id", "status"]).execute();
  await schema
    .createIndex("runs_by_pipeline")
    .on("runs")
    .column("pipeline_id")
    .where("pipeline_id" as never, "is not", null)
    .execute();
  await schema
    .createIndex("runs_by_agent")
    .on("runs")
    .column("agent")
    .where("agent" as never, "is not", null)
    .execute();

  await schema
    .createTable("run_documents")
    .addColumn("run_id", integer, (c) => c.primaryKey())
    .addColumn("readme", text)
    .addColumn("raw_content", text)
    .addColumn("content", text)
    .execute();

  await clustered(
    schema
      .createTable("run_conditions")
      .addColumn("run_id", integer, (c) => c.notNull())
      .addColumn("seq", integer, (c) => c.notNull())
      .addColumn("type", text, (c) => c.notNull())
      .addColumn("status", text, (c) => c.notNull())
      .addColumn("reason", text)
      .addColumn("message", text)
      .addColumn("last_update_time", integer, (c) => c.notNull())
      .addColumn("last_transition_time", integer, (c) => c.notNull())
      .addColumn("meta_info", text)
      .addPrimaryKeyConstraint("run_conditions_key", ["run_id", "seq"]),
  ).execute();

  await schema
    .createTable("run_work")
    .addColumn("run_id", integer, (c) => c.primaryKey())
    .addColumn("pipeline_id", integer)
    .addColumn("due_at", integer)
    .addColumn("wake_at", integer)
    .addColumn("seq", integer, (c) => c.notNull())
    .addColumn("lease_token", text)
    .execute();
  // The parent stands in the index so that a wide pipeline is passed over without touching its rows.
  await schema
    .createIndex("run_work_by_due")
    .on("run_work")
    .columns(["due_at", "pipeline_id"])
    .where("due_at" as never, "is not", null)
    .execute();
  await schema
    .createIndex("run_work_leased")
    .on("run_work")
    .column("lease_token")
    .where("lease_token" as never, "is not", null)
    .execute();

  await schema
    .createTable("run_queue")
    .addColumn("run_id", integer, (c) => c.primaryKey())
    .addColumn("pipeline_id", integer)
    .addColumn("queue", text, (c) => c.notNull())
    .addColumn("priority", integer, (c) => c.notNull())
    .execute();
  await schema
    .createIndex("run_queue_by_turn")
    .on("run_queue")
    .columns(["priority desc", "run_id", "queue", "pipeline_id"])
    .execute();

  await schema
    .createTable("run_pipelines")
    .addColumn("run_id", integer, (c) => c.primaryKey())
    .addColumn("total", integer)
    .addColumn("created", integer, (c) => c.notNull())
    .addColumn("succeeded", integer, (c) => c.notNull())
    .addColumn("failed", integer, (c) => c.notNull())
    .addColumn("upstream_failed", integer, (c) => c.notNull())
    .addColumn("stopped", integer, (c) => c.notNull())
    .addColumn("skipped", integer, (c) => c.notNull())
    .addColumn("concurrency", integer)
    .addColumn("slots_in_use", integer, (c) => c.notNull())
    .execute();

  await schema
    .createTable("run_inbox")
    .addColumn("seq", id, dialect.generatedKey)
    .addColumn("parent_id", integer, (c) => c.notNull())
    .addColumn("child_uuid", text, (c) => c.notNull())
    .addColumn("status", text, (c) => c.notNull())
    .addColumn("outputs", text)
    .execute();
  await schema.createIndex("run_inbox_by_parent").on("run_inbox").columns(["parent_id", "seq"]).execute();

  await schema
    .createTable("value_keys")
    .addColumn("id", id, dialect.generatedKey)
    .addColumn("scope", text, (c) => c.notNull())
    .addColumn("name", text, (c) => c.notNull())
    .addUniqueConstraint("value_keys_once", ["scope", "name"])
    .execute();

  await clustered(
    schema
      .createTable("run_values")
      .addColumn("project_id", integer, (c) => c.notNull())
      .addColumn("key_id", integer, (c) => c.notNull())
      .addColumn("type", integer, (c) => c.notNull())
      .addColumn("number", real, (c) => c.notNull())
      .addColumn("text", text, (c) => c.notNull())
      .addColumn("run_id", integer, (c) => c.notNull())
      .addPrimaryKeyConstraint("run_values_key", ["project_id", "key_id", "type", "number", "text", "run_id"]),
  ).execute();
  await schema.createIndex("run_values_by_run").on("run_values").columns(["run_id", "key_id"]).execute();

  await clustered(
    schema
      .createTable("run_tags")
      .addColumn("project_id", integer, (c) => c.notNull())
      .addColumn("tag", text, (c) => c.notNull())
      .addColumn("run_id", integer, (c) => c.notNull())
      .addPrimaryKeyConstraint("run_tags_key", ["project_id", "tag", "run_id"]),
  ).execute();
  await schema.createIndex("run_tags_by_run").on("run_tags").column("run_id").execute();

  await clustered(
    schema
      .createTable("artifacts")
      .addColumn("run_id", integer, (c) => c.notNull())
      .addColumn("name", text, (c) => c.notNull())
      .addColumn("state", text, (c) => c.notNull())
      .addColumn("kind", text, (c) => c.notNull())
      .addColumn("path", text)
      .addColumn("summary", text, (c) => c.notNull())
      .addColumn("is_input", integer, (c) => c.notNull())
      .addPrimaryKeyConstraint("artifacts_key", ["run_id", "name", "state"]),
  ).execute();

  await schema
    .createTable("agents")
    .addColumn("name", text, (c) => c.primaryKey())
    .addColumn("version", text, (c) => c.notNull())
    .addColumn("slots", integer, (c) => c.notNull())
    .addColumn("queues", text, (c) => c.notNull())
    .addColumn("registered_at", integer, (c) => c.notNull())
    .addColumn("heartbeat_at", integer, (c) => c.notNull())
    .execute();

  await schema
    .createTable("outbox")
    .addColumn("id", id, dialect.generatedKey)
    .addColumn("idempotency_key", text, (c) => c.notNull().unique())
    .addColumn("kind", text, (c) => c.notNull())
    .addColumn("payload", text, (c) => c.notNull())
    .addColumn("due_at", integer, (c) => c.notNull())
    .addColumn("tries", integer, (c) => c.notNull())
    .execute();
  await schema.createIndex("outbox_by_due").on("outbox").column("due_at").execute();

  await clustered(
    schema
      .createTable("bookmarks")
      .addColumn("kind", text, (c) => c.notNull())
      .addColumn("target_id", integer, (c) => c.notNull())
      .addPrimaryKeyConstraint("bookmarks_key", ["kind", "target_id"]),
  ).execute();

  await schema
    .createTable("health")
    .addColumn("id", integer, (c) => c.primaryKey())
    .addColumn("checked_at", integer, (c) => c.notNull())
    .execute();
}

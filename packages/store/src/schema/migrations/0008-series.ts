import type { Kysely } from "kysely";
import type { Dialect } from "../../dialect.ts";

/** Points sent in batches: as blocks until they are sealed, then where their parts lie in chunks. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const { bytes, id, integer, real, text } = dialect.columnTypes;
  const { schema } = db;
  await schema
    .createTable("series_blocks")
    .addColumn("arrival", id, dialect.generatedKey)
    .addColumn("run_id", integer, (c) => c.notNull())
    .addColumn("attempt", integer, (c) => c.notNull())
    .addColumn("points", integer, (c) => c.notNull())
    .addColumn("content", bytes, (c) => c.notNull())
    .execute();
  await schema.createIndex("series_blocks_by_run").on("series_blocks").columns(["run_id", "arrival"]).execute();

  // One row for each run that has blocks, so that the sealer need not count them.
  await schema
    .createTable("series_tails")
    .addColumn("run_id", integer, (c) => c.primaryKey().notNull())
    .addColumn("blocks", integer, (c) => c.notNull())
    .addColumn("points", integer, (c) => c.notNull())
    .addColumn("bytes", integer, (c) => c.notNull())
    .addColumn("oldest_at", integer, (c) => c.notNull())
    .execute();

  const parts = schema
    .createTable("series_parts")
    .addColumn("run_id", integer, (c) => c.notNull())
    .addColumn("name", text, (c) => c.notNull())
    .addColumn("arrival", integer, (c) => c.notNull())
    .addColumn("part", integer, (c) => c.notNull())
    .addColumn("attempt", integer, (c) => c.notNull())
    .addColumn("chunk", text, (c) => c.notNull())
    .addColumn("position", integer, (c) => c.notNull())
    .addColumn("length", integer, (c) => c.notNull())
    .addColumn("points", integer, (c) => c.notNull())
    .addColumn("step_min", real, (c) => c.notNull())
    .addColumn("step_max", real, (c) => c.notNull())
    .addPrimaryKeyConstraint("series_parts_pk", ["run_id", "name", "arrival", "part"]);
  await (dialect.clustered === null ? parts : parts.modifyEnd(dialect.clustered)).execute();
}

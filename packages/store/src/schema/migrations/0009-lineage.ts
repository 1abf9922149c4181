import type { Kysely } from "kysely";
import type { Dialect } from "../../dialect.ts";

/** What runs took from each other, which component they are of, and values of series that their run is yet to be told. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const { id, integer, text } = dialect.columnTypes;
  const { schema } = db;
  const edges = schema
    .createTable("run_edges")
    .addColumn("downstream_id", integer, (c) => c.notNull())
    .addColumn("upstream_id", integer, (c) => c.notNull())
    .addColumn("kind", text, (c) => c.notNull())
    .addColumn("params", text)
    .addColumn("statuses", text)
    .addPrimaryKeyConstraint("run_edges_pk", ["downstream_id", "upstream_id", "kind"]);
  await (dialect.clustered === null ? edges : edges.modifyEnd(dialect.clustered)).execute();
  await schema.createIndex("run_edges_by_upstream").on("run_edges").columns(["upstream_id", "downstream_id"]).execute();

  await schema.alterTable("runs").addColumn("component_state", text).execute();

  // A table of its own: a server of the version before seals blocks without looking here, and nothing is lost by it.
  await schema
    .createTable("series_news")
    .addColumn("id", id, dialect.generatedKey)
    .addColumn("run_id", integer, (c) => c.notNull())
    .addColumn("told_at", integer, (c) => c.notNull())
    .addColumn("summaries", text, (c) => c.notNull())
    .execute();
  await schema.createIndex("series_news_by_run").on("series_news").columns(["run_id", "id"]).execute();
  for (const column of ["settled_at", "names"]) {
    await schema
      .alterTable("series_tails")
      .addColumn(column, integer, (c) => c.notNull().defaultTo(0))
      .execute();
  }
}

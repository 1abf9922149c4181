import { type Kysely, sql, type SqlBool } from "kysely";
import type { Dialect } from "../../dialect.ts";

/** When the values of a run were indexed, and by when what its documents say since then is to be: see units/values-later.ts. */
export async function up(db: Kysely<unknown>, { columnTypes: { integer }, name }: Dialect): Promise<void> {
  const { schema } = db;
  await schema
    .alterTable("runs")
    .addColumn("values_at", integer, (c) => c.notNull().defaultTo(0))
    .execute();
  await schema.alterTable("runs").addColumn("values_due_at", integer).execute();
  // Few at any time, mostly none: lists ask each time.
  await schema
    .createIndex("runs_with_values_due")
    .on("runs")
    .columns(["project_id", "values_due_at"])
    .where(sql<SqlBool>`values_due_at is not null`)
    .execute();
  // Without statistics of the column Postgres believes that every run is marked, and reads all of them instead of the index.
  if (name === "postgres") await sql`analyze runs (values_due_at)`.execute(db);
}

import { type Kysely, sql, type SqlBool } from "kysely";
import type { Dialect } from "../../dialect.ts";

/** What runs take of their host beside a slot, and what hosts have: see units/host-room.ts. */
export async function up(db: Kysely<unknown>, { columnTypes: { integer, text } }: Dialect): Promise<void> {
  const { schema } = db;
  for (const table of ["runs", "run_queue"]) {
    for (const column of ["cpu_millis", "memory_bytes", "gpus"]) {
      await schema
        .alterTable(table)
        .addColumn(column, integer, (c) => c.notNull().defaultTo(0))
        .execute();
    }
  }
  await schema.alterTable("runs").addColumn("gpu_devices", text).execute();
  for (const column of ["asks", "since"]) {
    await schema
      .alterTable("run_queue")
      .addColumn(column, integer, (c) => c.notNull().defaultTo(0))
      .execute();
  }
  await schema.alterTable("run_queue").addColumn("kept_by", text).execute();
  await schema.alterTable("run_queue").addColumn("kept_until", integer).execute();
  // Most runs ask for nothing: a claim finds out with one look that it need not count.
  await schema
    .createIndex("run_queue_asking")
    .on("run_queue")
    .columns(["priority desc", "turn", "run_id"])
    .where(sql<SqlBool>`asks = 1`)
    .execute();
  // Deleted runs are few, and looked for among all.
  await schema
    .createIndex("runs_deleted")
    .on("runs")
    .column("updated_at")
    .where(sql<SqlBool>`live_state = -1`)
    .execute();
  await schema.alterTable("agents").addColumn("cpu_millis", integer).execute();
  await schema.alterTable("agents").addColumn("memory_bytes", integer).execute();
  await schema.alterTable("agents").addColumn("gpu_devices", text).execute();
}

import { DONE, type Instant } from "@polyaxon/lifecycle";
import { sql } from "kysely";
import type { UnitScope } from "./scope.ts";

/** Tables whose rows belong to one run, by the column that names it. */
const OF_A_RUN = [
  ["run_documents", "run_id"],
  ["run_conditions", "run_id"],
  ["run_work", "run_id"],
  ["run_queue", "run_id"],
  ["run_pipelines", "run_id"],
  ["run_inbox", "parent_id"],
  ["run_values", "run_id"],
  ["run_tags", "run_id"],
  ["run_edges", "downstream_id"],
  ["run_edges", "upstream_id"],
  ["artifacts", "run_id"],
  ["series_blocks", "run_id"],
  ["series_tails", "run_id"],
  ["series_news", "run_id"],
  ["series_parts", "run_id"],
] as const;

/** Forgets deleted runs whose files are gone: all of a run in one transaction, or nothing. */
export async function removeDeleted(
  scope: UnitScope,
  { before, limit }: { before: Instant; limit: number },
): Promise<number> {
  const gone = await deletedRuns(scope, before, limit);
  if (gone.length > 0) {
    const ids = gone.map(({ id }) => id);
    for (const [table, column] of OF_A_RUN) {
      await sql`delete from ${sql.table(table)} where ${sql.ref(column)} in (${sql.join(ids)})`.execute(scope.db);
    }
    await scope.db.deleteFrom("bookmarks").where("kind", "=", "run").where("target_id", "in", ids).execute();
    await scope.db.deleteFrom("runs").where("id", "in", ids).execute();
    for (const { uuid } of gone) scope.announce.run(uuid);
  }
  await removeEmptyProjects(scope, before);
  return gone.length;
}

async function deletedRuns(
  scope: UnitScope,
  before: Instant,
  limit: number,
): Promise<readonly { readonly id: number; readonly uuid: string }[]> {
  const rows = scope.db
    .selectFrom("runs as r")
    .leftJoin("runs as p", "p.id", "r.pipeline_id")
    .select(["r.id", "r.uuid"])
    // Word for word what the partial index holds.
    .where(sql<boolean>`r.live_state = -1`)
    .where("r.updated_at", "<=", before)
    .where("r.status", "in", [...DONE])
    .where("r.agent", "is", null)
    .where((eb) => eb.or([eb("p.id", "is", null), eb("p.status", "in", [...DONE])]))
    .where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom("outbox as o")
            .select("o.id")
            .where(sql<boolean>`o.idempotency_key = 'clean-run:' || r.uuid`),
        ),
      ),
    )
    .orderBy("r.id")
    .limit(limit);
  return await (scope.dialect.locksRows ? rows.forUpdate("r").skipLocked() : rows).execute();
}

async function removeEmptyProjects(scope: UnitScope, before: Instant): Promise<void> {
  const empty = await scope.db
    .selectFrom("projects as p")
    .select("p.id")
    .where("p.live_state", "=", -1)
    .where("p.updated_at", "<=", before)
    .where(({ exists, not, selectFrom }) =>
      not(exists(selectFrom("runs as r").select("r.id").whereRef("r.project_id", "=", "p.id"))),
    )
    .execute();
  if (empty.length === 0) return;
  const ids = empty.map(({ id }) => id);
  await scope.db.deleteFrom("bookmarks").where("kind", "=", "project").where("target_id", "in", ids).execute();
  await scope.db.deleteFrom("projects").where("id", "in", ids).execute();
}

import type { Instant } from "@polyaxon/lifecycle";
import type { CommandOutcome, ManualEdge, NewEdge } from "@polyaxon/orchestrator";
import { jsonTextOrNull } from "../json.ts";
import type { RunEdgesTable } from "../schema/tables.ts";
import { statement } from "../statement.ts";
import { loadRun } from "./load.ts";
import type { UnitScope } from "./scope.ts";

const upsertEdge = statement<RunEdgesTable>((db, p) => {
  const said = { params: p.params, statuses: p.statuses };
  return db
    .insertInto("run_edges")
    .values({ downstream_id: p.downstream_id, upstream_id: p.upstream_id, kind: p.kind, ...said })
    .onConflict((conflict) => conflict.columns(["downstream_id", "upstream_id", "kind"]).doUpdateSet(said));
});
const deleteManual = statement<{ run: number }>((db, p) =>
  db
    .deleteFrom("run_edges")
    .where("kind", "=", "manual")
    .where((eb) => eb.or([eb("downstream_id", "=", p.run), eb("upstream_id", "=", p.run)])),
);

/** Uuids looked up with one statement. */
const LOOKED_UP_AT_ONCE = 500;

async function idsOf(scope: UnitScope, uuids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const ids = new Map<string, number>();
  for (let at = 0; at < uuids.length; at += LOOKED_UP_AT_ONCE) {
    const some = uuids.slice(at, at + LOOKED_UP_AT_ONCE);
    const rows = await scope.db.selectFrom("runs").select(["id", "uuid"]).where("uuid", "in", some).execute();
    for (const { id, uuid } of rows) ids.set(uuid, id);
  }
  return ids;
}

/** What a run took from others. */
export async function addEdges(scope: UnitScope, run: { id: number }, edges: readonly NewEdge[]): Promise<void> {
  const ids = await idsOf(
    scope,
    edges.map(({ upstream }) => upstream),
  );
  for (const { kind, params, upstream } of edges) {
    const upstreamId = ids.get(upstream);
    if (upstreamId === undefined || upstreamId === run.id) continue;
    await upsertEdge(scope, {
      downstream_id: run.id,
      upstream_id: upstreamId,
      kind,
      params: jsonTextOrNull(params),
      statuses: null,
    });
  }
}

export async function setManualEdges(
  scope: UnitScope,
  { uuid, edges, fence }: { uuid: string; edges: readonly ManualEdge[]; fence?: number; now: Instant },
): Promise<CommandOutcome> {
  const row = await loadRun(scope, uuid);
  if (row === undefined) return "not-found";
  if (fence !== undefined && fence !== row.attempt) return "stale-attempt";
  await deleteManual(scope, { run: row.id });
  const ids = await idsOf(
    scope,
    edges.map(({ run }) => run),
  );
  for (const { isUpstream, params, run } of edges) {
    const other = ids.get(run);
    if (other === undefined || other === row.id) continue;
    await upsertEdge(scope, {
      downstream_id: isUpstream ? row.id : other,
      upstream_id: isUpstream ? other : row.id,
      kind: "manual",
      params: jsonTextOrNull(params),
      statuses: null,
    });
  }
  scope.announce.run(uuid);
  return "done";
}

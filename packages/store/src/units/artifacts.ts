import type { Instant } from "@polyaxon/lifecycle";
import type { ArtifactRecord, CommandOutcome, Fence } from "@polyaxon/orchestrator";
import { cleanText, jsonText, storedName } from "../json.ts";
import type { ArtifactsTable } from "../schema/tables.ts";
import { statement } from "../statement.ts";
import { type BoundedMetric, indexBounds } from "./bounds.ts";
import { isFencedOff } from "./fence.ts";
import { loadRun } from "./load.ts";
import type { UnitScope } from "./scope.ts";

export const upsertArtifact = statement<ArtifactsTable>({ by: ["run_id", "name", "state"] }, (db, p) =>
  db
    .insertInto("artifacts")
    .values({
      run_id: p.run_id,
      name: p.name,
      state: p.state,
      kind: p.kind,
      path: p.path,
      summary: p.summary,
      is_input: p.is_input,
    })
    .onConflict((conflict) =>
      conflict.columns(["run_id", "name", "state"]).doUpdateSet((eb) => ({
        kind: eb.ref("excluded.kind"),
        path: eb.ref("excluded.path"),
        summary: eb.ref("excluded.summary"),
        is_input: eb.ref("excluded.is_input"),
      })),
    ),
);

export async function putArtifacts(
  scope: UnitScope,
  {
    uuid,
    artifacts,
    ...fence
  }: { uuid: string; artifacts: readonly Omit<ArtifactRecord, "run">[]; now: Instant } & Fence,
): Promise<CommandOutcome> {
  const row = await loadRun(scope, uuid);
  if (row === undefined) return "not-found";
  if (await isFencedOff(scope, row, fence)) return "stale-attempt";
  const metrics = new Map<string, BoundedMetric>();
  for (const artifact of artifacts) {
    await upsertArtifact(scope, {
      run_id: row.id,
      // Both stand in an index.
      name: storedName(artifact.name),
      state: storedName(artifact.state),
      kind: cleanText(artifact.kind),
      path: cleanText(artifact.path),
      summary: jsonText(artifact.summary),
      is_input: Number(artifact.isInput),
    });
    const name = storedName(artifact.name);
    if (artifact.state === uuid) metrics.set(name, { name, item: artifact });
  }
  await indexBounds(scope, row, [...metrics.values()]);
  scope.announce.run(uuid);
  return "done";
}

export async function deleteArtifact(
  scope: UnitScope,
  { uuid, name }: { uuid: string; name: string },
): Promise<"deleted" | "not-found"> {
  const row = await loadRun(scope, uuid);
  if (row === undefined) return "not-found";
  const gone = await scope.db
    .deleteFrom("artifacts")
    .where("run_id", "=", row.id)
    .where("name", "=", name)
    .returning("name")
    .execute();
  if (gone.length > 0) await indexBounds(scope, row, [{ name, item: null }]);
  return gone.length === 0 ? "not-found" : "deleted";
}

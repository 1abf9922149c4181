import type { Instant } from "@polyaxon/lifecycle";
import type { ArtifactRecord, CommandOutcome } from "@polyaxon/orchestrator";
import { cleanText, jsonText, storedName } from "../json.ts";
import type { ArtifactsTable } from "../schema/tables.ts";
import { statement } from "../statement.ts";
import { indexBounds } from "./bounds.ts";
import { loadRun } from "./load.ts";
import type { UnitScope } from "./scope.ts";

export const upsertArtifact = statement<ArtifactsTable>((db, p) => {
  const said = { kind: p.kind, path: p.path, summary: p.summary, is_input: p.is_input };
  return db
    .insertInto("artifacts")
    .values({ run_id: p.run_id, name: p.name, state: p.state, ...said })
    .onConflict((conflict) => conflict.columns(["run_id", "name", "state"]).doUpdateSet(said));
});

export async function putArtifacts(
  scope: UnitScope,
  {
    uuid,
    artifacts,
    fence,
  }: { uuid: string; artifacts: readonly Omit<ArtifactRecord, "run">[]; fence?: number; now: Instant },
): Promise<CommandOutcome> {
  const row = await loadRun(scope, uuid);
  if (row === undefined) return "not-found";
  if (fence !== undefined && fence !== row.attempt) return "stale-attempt";
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
    if (artifact.state === uuid) await indexBounds(scope, row, storedName(artifact.name), artifact);
  }
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
  if (gone.length > 0) await indexBounds(scope, row, name, null);
  return gone.length === 0 ? "not-found" : "deleted";
}

import { type ArtifactRecord, metricBounds } from "@polyaxon/orchestrator";
import { artifactFromRow } from "../rows/artifact-row.ts";
import type { ArtifactsTable } from "../schema/tables.ts";
import { statement } from "../statement.ts";
import type { UnitScope } from "./scope.ts";
import { deleteValue, insertValue, valueKey } from "./values.ts";

const SCOPES = ["least", "most"] as const;

const selectBounds = statement<{ run: number; name: string }, { scope: string; key_id: number; number: number }>(
  { by: ["run", "name"] },
  (db, p) =>
    db
      .selectFrom("value_keys as k")
      .innerJoin("run_values as v", "v.key_id", "k.id")
      .select(["k.scope", "v.key_id", "v.number"])
      .where("k.name", "=", p.name)
      .where("k.scope", "in", SCOPES)
      .where("v.run_id", "=", p.run),
);
const selectMetrics = statement<{ run: number }, ArtifactsTable>((db, p) =>
  db.selectFrom("artifacts").selectAll().where("run_id", "=", p.run).where("kind", "=", "metric"),
);

export type BoundedRun = { readonly id: number; readonly uuid: string; readonly project_id: number };

/**
 * Lists filter and sort by the least and the greatest value of a metric: brings what is indexed to what its item in the lineage
 * says.
 *
 * @param item null: there is none of that name any more
 */
export async function indexBounds(
  scope: UnitScope,
  run: BoundedRun,
  name: string,
  item: Pick<ArtifactRecord, "kind" | "isInput" | "state" | "summary"> | null,
): Promise<void> {
  const bounds = item === null ? null : metricBounds(item, run.uuid);
  const stored = new Map((await selectBounds(scope, { run: run.id, name })).map((row) => [row.scope, row]));
  for (const side of SCOPES) {
    const value = bounds?.[side] ?? null;
    const known = stored.get(side);
    if (known?.number === value || (known === undefined && value === null)) continue;
    if (known !== undefined) await deleteValue(scope, { run: run.id, key: known.key_id });
    if (value === null) continue;
    const key = await valueKey(scope, side, name);
    await insertValue(scope, {
      project_id: run.project_id,
      key_id: key,
      type: 2,
      number: value,
      text: "",
      run_id: run.id,
    });
  }
}

/** For a run of whose values nothing is indexed. */
export async function indexAllBounds(scope: UnitScope, run: BoundedRun): Promise<void> {
  for (const row of await selectMetrics(scope, { run: run.id })) {
    if (row.state === run.uuid)
      await indexBounds(scope, run, row.name, artifactFromRow({ ...row, run_uuid: run.uuid }));
  }
}

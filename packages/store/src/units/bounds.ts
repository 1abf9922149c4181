import { type ArtifactRecord, metricBounds } from "@polyaxon/orchestrator";
import { artifactFromRow } from "../rows/artifact-row.ts";
import type { ArtifactsTable } from "../schema/tables.ts";
import { statement } from "../statement.ts";
import type { UnitScope } from "./scope.ts";
import { type Scalar, type ValueChange, writeValues } from "./values.ts";

const SCOPES = ["least", "most"] as const;

const selectBounds = statement<{ run: number; name: string }, { scope: string; number: number }>(
  { by: ["run", "name"] },
  (db, p) =>
    db
      .selectFrom("value_keys as k")
      .innerJoin("run_values as v", "v.key_id", "k.id")
      .select(["k.scope", "v.number"])
      .where("k.name", "=", p.name)
      .where("k.scope", "in", SCOPES)
      .where("v.run_id", "=", p.run),
);
const selectMetrics = statement<{ run: number }, ArtifactsTable>((db, p) =>
  db.selectFrom("artifacts").selectAll().where("run_id", "=", p.run).where("kind", "=", "metric"),
);

export type BoundedRun = { readonly id: number; readonly uuid: string; readonly project_id: number };

/** A metric of a run, and its item in the lineage; null when there is none of that name any more. */
export interface BoundedMetric {
  readonly name: string;
  readonly item: Pick<ArtifactRecord, "kind" | "isInput" | "state" | "summary"> | null;
}

/**
 * Lists filter and sort by the least and the greatest value of a metric: brings what is indexed to what the items in the
 * lineage say. No name may come twice.
 */
export async function indexBounds(scope: UnitScope, run: BoundedRun, metrics: readonly BoundedMetric[]): Promise<void> {
  // All at once: they go as one question where that is quicker.
  const stored = await Promise.all(metrics.map(({ name }) => selectBounds(scope, { run: run.id, name })));
  const changes = metrics.flatMap(({ item, name }, index) => {
    const bounds = item === null ? null : metricBounds(item, run.uuid);
    return SCOPES.map((side): ValueChange => {
      const known = stored[index]?.find((row) => row.scope === side);
      const before = known === undefined ? null : numberScalar(known.number);
      const value = bounds?.[side] ?? null;
      return { scope: side, name, before, after: value === null ? null : numberScalar(value) };
    });
  });
  await writeValues(scope, run, changes);
}

const numberScalar = (number: number): Scalar => ({ type: 2, number, text: "" });

/** For a run of whose values nothing is indexed. */
export async function indexAllBounds(scope: UnitScope, run: BoundedRun): Promise<void> {
  const rows = await selectMetrics(scope, { run: run.id });
  const own = rows.filter(({ state }) => state === run.uuid);
  const metrics = own.map((row) => ({ name: row.name, item: artifactFromRow({ ...row, run_uuid: run.uuid }) }));
  await indexBounds(scope, run, metrics);
}

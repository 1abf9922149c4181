import type { Instant } from "@polyaxon/lifecycle";
import { statement } from "../statement.ts";
import { forFamily } from "./load.ts";
import type { UnitScope } from "./scope.ts";

const liveProject = statement<{ name: string }, { id: number }>((db, p) =>
  db.selectFrom("projects").select("id").where("name", "=", p.name).where("live_state", "<>", -1),
);
interface Move {
  readonly run: number;
  readonly project: number;
  readonly now: Instant;
}
const moveRun = statement<Move>((db, p) =>
  db
    .updateTable("runs")
    .set((eb) => ({ project_id: p.project, updated_at: p.now, version: eb("version", "+", 1) }))
    .where("id", "=", p.run),
);
/** What is indexed of a run stands under its project. */
const moveValues = statement<Move>((db, p) =>
  db.updateTable("run_values").set({ project_id: p.project }).where("run_id", "=", p.run),
);
const moveTags = statement<Move>((db, p) =>
  db.updateTable("run_tags").set({ project_id: p.project }).where("run_id", "=", p.run),
);

/** Moves runs with their children; those that are there already are left alone. */
export async function transferRuns(
  scope: UnitScope,
  { uuids, project, now }: { uuids: readonly string[]; project: string; now: Instant },
): Promise<"done" | "no-project"> {
  const [destination] = await liveProject(scope, { name: project });
  if (destination === undefined) return "no-project";
  const move = async (beside: UnitScope, row: { id: number; uuid: string; project_id: number }): Promise<void> => {
    if (row.project_id === destination.id) return;
    const change = { run: row.id, project: destination.id, now };
    await moveRun(beside, change);
    await moveValues(beside, change);
    await moveTags(beside, change);
    scope.announce.run(row.uuid);
  };
  await forFamily(scope, uuids, move);
  return "done";
}

import { type ProjectRow, selectProjectRows } from "../rows/project-row.ts";
import { statement } from "../statement.ts";
import type { UnitScope } from "./scope.ts";

type Kind = "run" | "project";

const insertBookmark = statement<{ kind: Kind; target: number }>((db, p) =>
  db
    .insertInto("bookmarks")
    .values({ kind: p.kind, target_id: p.target })
    .onConflict((conflict) => conflict.columns(["kind", "target_id"]).doNothing()),
);
const deleteBookmark = statement<{ kind: Kind; target: number }>((db, p) =>
  db.deleteFrom("bookmarks").where("kind", "=", p.kind).where("target_id", "=", p.target),
);
const runId = statement<{ uuid: string }, { id: number }>((db, p) =>
  db.selectFrom("runs").select("id").where("uuid", "=", p.uuid),
);
const projectByName = statement<{ name: string }, ProjectRow>((db, p) =>
  selectProjectRows(db).where("p.name", "=", p.name).where("p.live_state", "<>", -1),
);

export async function bookmarkRuns(
  scope: UnitScope,
  { uuids, bookmarked }: { uuids: readonly string[]; bookmarked: boolean },
): Promise<void> {
  for (const uuid of uuids) {
    const [run] = await runId(scope, { uuid });
    if (run !== undefined) await (bookmarked ? insertBookmark : deleteBookmark)(scope, { kind: "run", target: run.id });
  }
}

export async function bookmarkProject(
  scope: UnitScope,
  { name, bookmarked }: { name: string; bookmarked: boolean },
): Promise<"done" | "unchanged" | "not-found"> {
  const [project] = await projectByName(scope, { name });
  if (project === undefined) return "not-found";
  if ((project.bookmark !== null) === bookmarked) return "unchanged";
  await (bookmarked ? insertBookmark : deleteBookmark)(scope, { kind: "project", target: project.id });
  return "done";
}

import type { Instant } from "@polyaxon/lifecycle";
import type { ProjectRecord } from "@polyaxon/orchestrator";
import { cleanText, jsonText } from "../json.ts";
import { projectFromRow, type ProjectRow, selectProjectRows } from "../rows/project-row.ts";
import { statement } from "../statement.ts";
import { setLiveState } from "./run-commands.ts";
import type { UnitScope } from "./scope.ts";

const byName = statement<{ name: string }, ProjectRow>((db, p) => selectProjectRows(db).where("p.name", "=", p.name));
const lockByName = statement<{ name: string }>((db, p) =>
  db.selectFrom("projects").select("id").where("name", "=", p.name).forUpdate(),
);

/** Live or archived: archived projects can still be read, changed and restored. */
async function knownProject(scope: UnitScope, name: string): Promise<ProjectRow | undefined> {
  if (scope.dialect.locksRows) await lockByName(scope, { name });
  const [row] = await byName(scope, { name });
  return row?.live_state === -1 ? undefined : row;
}

export async function createProject(
  scope: UnitScope,
  { project }: { project: Omit<ProjectRecord, "liveState" | "bookmarked" | "updatedAt"> },
): Promise<{ kind: "created"; project: ProjectRecord } | { kind: "name-taken" }> {
  const name = cleanText(project.name);
  if ((await byName(scope, { name })).length > 0) return { kind: "name-taken" };
  await scope.db
    .insertInto("projects")
    .values({
      uuid: project.uuid,
      name,
      description: cleanText(project.description),
      tags: jsonText(project.tags),
      readme: cleanText(project.readme),
      username: project.user,
      created_at: project.createdAt,
      updated_at: project.createdAt,
      live_state: 1,
    })
    .execute();
  const row = await knownProject(scope, name);
  if (row === undefined) throw new Error(`The project ${name} was not there after its insertion.`);
  return { kind: "created", project: projectFromRow(row) };
}

export interface ProjectPatch {
  readonly name?: string;
  readonly description?: string | null;
  readonly readme?: string | null;
  readonly tags?: readonly string[];
}

export async function updateProject(
  scope: UnitScope,
  { name, patch, now }: { name: string; patch: ProjectPatch; now: Instant },
): Promise<{ kind: "updated"; project: ProjectRecord } | { kind: "not-found" } | { kind: "name-taken" }> {
  const row = await knownProject(scope, name);
  if (row === undefined) return { kind: "not-found" };
  const newName = cleanText(patch.name ?? name);
  if (newName !== name && (await byName(scope, { name: newName })).length > 0) return { kind: "name-taken" };
  await scope.db
    .updateTable("projects")
    .set({
      name: newName,
      updated_at: now,
      ...(patch.description === undefined ? {} : { description: cleanText(patch.description) }),
      ...(patch.readme === undefined ? {} : { readme: cleanText(patch.readme) }),
      ...(patch.tags === undefined ? {} : { tags: jsonText(patch.tags) }),
    })
    .where("id", "=", row.id)
    .execute();
  const updated = await knownProject(scope, newName);
  return updated === undefined ? { kind: "not-found" } : { kind: "updated", project: projectFromRow(updated) };
}

/** Archived projects keep their name; a deleted one gives it up at once, its uuid keeps the new one unique. */
export async function setProjectLiveState(
  scope: UnitScope,
  { name, liveState, now }: { name: string; liveState: 1 | 0 | -1; now: Instant },
): Promise<"done" | "not-found"> {
  const row = await knownProject(scope, name);
  if (row === undefined) return "not-found";
  const runs = await scope.db
    .selectFrom("runs")
    .select("uuid")
    .where("project_id", "=", row.id)
    .where("live_state", "<>", liveState)
    .execute();
  await setLiveState(scope, { uuids: runs.map(({ uuid }) => uuid), liveState, now });
  const newName = liveState === -1 ? `${name}~deleted~${row.uuid}` : name;
  await scope.db
    .updateTable("projects")
    .set({ name: newName, live_state: liveState, updated_at: now })
    .where("id", "=", row.id)
    .execute();
  return "done";
}

import type { Instant } from "@polyaxon/lifecycle";
import type { LiveState, ProjectRecord, RunId } from "@polyaxon/orchestrator";
import { forFamily, setLiveState } from "./commands.ts";
import { clean, cleanTags } from "./documents.ts";
import type { ProjectRow, Tables } from "./tables.ts";

type NewProject = Omit<ProjectRecord, "liveState" | "bookmarked" | "updatedAt">;

export const projectNamed = (tables: Tables, name: string): ProjectRow | undefined =>
  tables.projects.values().find((project) => project.name === name);

/** Live or archived. */
export function knownProject(tables: Tables, name: string): ProjectRow | undefined {
  const project = projectNamed(tables, name);
  return project?.liveState === -1 ? undefined : project;
}

export function projectRecord(tables: Tables, { id, ...project }: ProjectRow): ProjectRecord {
  return { ...project, bookmarked: tables.bookmarks.has(`project ${id}`) };
}

export function createProject(tables: Tables, project: NewProject) {
  const name = clean(project.name);
  if (projectNamed(tables, name) !== undefined) return { kind: "name-taken" } as const;
  const row: ProjectRow = {
    ...project,
    id: tables.nextId(),
    name,
    description: clean(project.description),
    readme: clean(project.readme),
    tags: cleanTags(project.tags),
    updatedAt: project.createdAt,
    liveState: 1,
  };
  tables.projects.set(row.id, row);
  return { kind: "created", project: projectRecord(tables, row) } as const;
}

export function transferRuns(
  tables: Tables,
  uuids: readonly RunId[],
  name: string,
  now: Instant,
): "done" | "no-project" {
  const project = knownProject(tables, name);
  if (project === undefined) return "no-project";
  forFamily(tables, uuids, false, (row) => {
    if (row.projectId === project.id) return;
    tables.runs.set(row.uuid, { ...row, projectId: project.id, updatedAt: now, version: row.version + 1 });
    tables.announced.runs.add(row.uuid);
  });
  return "done";
}

export function updateProject(
  tables: Tables,
  name: string,
  patch: { name?: string; description?: string | null; readme?: string | null; tags?: readonly string[] },
  now: Instant,
) {
  const row = knownProject(tables, name);
  if (row === undefined) return { kind: "not-found" } as const;
  const newName = clean(patch.name ?? name);
  if (newName !== name && projectNamed(tables, newName) !== undefined) return { kind: "name-taken" } as const;
  const { description = row.description, readme = row.readme, tags = row.tags } = patch;
  const updated: ProjectRow = {
    ...row,
    name: newName,
    updatedAt: now,
    description: clean(description),
    readme: clean(readme),
    tags: cleanTags(tags),
  };
  tables.projects.set(row.id, updated);
  return { kind: "updated", project: projectRecord(tables, updated) } as const;
}

export function setProjectLiveState(
  tables: Tables,
  name: string,
  liveState: LiveState,
  now: Instant,
): "done" | "not-found" {
  const row = knownProject(tables, name);
  if (row === undefined) return "not-found";
  const runs = tables.runs.values().filter((run) => run.projectId === row.id && run.liveState !== liveState);
  setLiveState(
    tables,
    runs.map(({ uuid }) => uuid),
    liveState,
    now,
  );
  const newName = liveState === -1 ? `${name}~deleted~${row.uuid}` : name;
  tables.projects.set(row.id, { ...row, name: newName, liveState, updatedAt: now });
  return "done";
}

export function bookmarkProject(tables: Tables, name: string, bookmarked: boolean): "done" | "unchanged" | "not-found" {
  const row = knownProject(tables, name);
  if (row === undefined) return "not-found";
  const key = `project ${row.id}`;
  if (tables.bookmarks.has(key) === bookmarked) return "unchanged";
  if (bookmarked) tables.bookmarks.set(key, true);
  else tables.bookmarks.delete(key);
  return "done";
}

import type { ArtifactRecord, ListOptions, Page, ProjectRecord, RunId, RunRecord } from "@polyaxon/orchestrator";
import { projectNamed, projectRecord } from "./projects.ts";
import { record } from "./read-run.ts";
import type { Tables } from "./tables.ts";

export function listRuns(tables: Tables, project: string, options: ListOptions): Page<RunRecord> {
  const owner = projectNamed(tables, project);
  const rows = tables.runs
    .values()
    .filter(({ projectId }) => projectId === owner?.id)
    .toSorted((a, b) => b.updatedAt - a.updatedAt || b.id - a.id)
    .map((row) => ({ ...record(tables, row), bookmarked: tables.bookmarks.has(`run ${row.uuid}`) }));
  return page(options.bookmarks === true ? rows.filter(({ bookmarked }) => bookmarked) : rows, options);
}

export function listProjects(tables: Tables, options: ListOptions): Page<ProjectRecord> {
  const rows = tables.projects.values().map((row) => projectRecord(tables, row));
  return page(options.bookmarks === true ? rows.filter(({ bookmarked }) => bookmarked) : rows, options);
}

export function listArtifacts(tables: Tables, run: RunId, options: ListOptions): Page<ArtifactRecord> {
  const own = tables.artifacts.values().filter((artifact) => artifact.run === run);
  return page(
    own.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    options,
  );
}

function page<T>(rows: readonly T[], { limit, offset, withCount }: ListOptions): Page<T> {
  return { results: rows.slice(offset, offset + limit), count: withCount ? rows.length : null };
}

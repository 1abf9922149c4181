import type { ArtifactRecord, ListOptions, Page, ProjectRecord, RunId, RunRecord } from "@polyaxon/orchestrator";
import type { SortKey } from "@polyaxon/query";
import { projectNamed, projectRecord } from "../projects.ts";
import { record } from "../read-run.ts";
import type { ProjectRow, RunRow, Tables } from "../tables.ts";
import { flag, instant, search, words, wordsOf } from "./filters.ts";
import { type Fields, holdsFor, sorted } from "./run-query.ts";
import { runFields, runOrder } from "./run-fields.ts";

export function listRuns(tables: Tables, project: string, options: ListOptions): Page<RunRecord> {
  const owner = projectNamed(tables, project);
  const own = tables.runs.values().filter(({ projectId }) => projectId === owner?.id);
  const keys = options.sort ?? [];
  const downwards = keys.at(-1)?.descending ?? true;
  const byAge = (a: RunRow, b: RunRow): number => (a.id - b.id) * (downwards ? -1 : 1);
  const newest = (a: RunRow, b: RunRow): number => b.updatedAt - a.updatedAt || b.id - a.id;
  const isOrdered = keys.some((key) => runOrder(key) !== null);
  const matching = own.filter(options.query ? holdsFor(options.query, "runs", runFields(tables)) : () => true);
  const rows = sorted(matching, keys, runOrder, isOrdered ? byAge : newest).map((row) => ({
    ...record(tables, row),
    bookmarked: tables.bookmarks.has(`run ${row.uuid}`),
  }));
  return page(options.bookmarks === true ? rows.filter(({ bookmarked }) => bookmarked) : rows, options);
}

const PROJECT_FIELDS: Fields<ProjectRow> = {
  id: search(({ uuid }) => uuid),
  uuid: search(({ uuid }) => uuid),
  name: search(({ name }) => name),
  description: search(({ description }) => description),
  created_at: instant(({ createdAt }) => createdAt),
  updated_at: instant(({ updatedAt }) => updatedAt),
  live_state: words(({ liveState }) => liveState, Number),
  tags: (condition) => wordsOf(condition, ({ tags }) => tags),
};

const projectOrder = ({ field }: SortKey) =>
  field === "name"
    ? [({ name }: ProjectRow) => name]
    : field === "created_at"
      ? [({ createdAt }: ProjectRow) => createdAt]
      : null;

export function listProjects(tables: Tables, options: ListOptions): Page<ProjectRecord> {
  const holds = options.query ? holdsFor(options.query, "projects", PROJECT_FIELDS) : () => true;
  const newest = (a: ProjectRow, b: ProjectRow): number => b.updatedAt - a.updatedAt || b.id - a.id;
  const rows = sorted(tables.projects.values().filter(holds), options.sort ?? [], projectOrder, newest).map((row) =>
    projectRecord(tables, row),
  );
  return page(options.bookmarks === true ? rows.filter(({ bookmarked }) => bookmarked) : rows, options);
}

const ARTIFACT_FIELDS: Fields<ArtifactRecord> = {
  name: search(({ name }) => name),
  kind: words(({ kind }) => kind),
  path: words(({ path }) => path),
  state: words(({ state }) => state),
  is_input: flag(({ isInput }) => isInput),
};

export function listArtifacts(tables: Tables, run: RunId, options: ListOptions): Page<ArtifactRecord> {
  const own = tables.artifacts.values().filter((artifact) => artifact.run === run);
  const matching = options.query ? own.filter(holdsFor(options.query, "lineage items", ARTIFACT_FIELDS)) : own;
  return page(
    matching.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.state < b.state ? -1 : 1)),
    options,
  );
}

function page<T>(rows: readonly T[], { limit, offset, withCount }: ListOptions): Page<T> {
  return { results: rows.slice(offset, offset + limit), count: withCount ? rows.length : null };
}

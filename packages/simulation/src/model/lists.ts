import {
  type ArtifactRecord,
  type ListOptions,
  metricBounds,
  NOTHING,
  type Page,
  type ProjectArtifact,
  type ProjectRecord,
  type RunEdge,
  type RunId,
  type RunRecord,
  type RunText,
} from "@polyaxon/orchestrator";
import {
  anyWord,
  type Asking,
  type Fields,
  flag,
  inOrder,
  instant,
  type Order,
  type QueryableRun,
  QueryError,
  queryTest,
  type RelatedRun,
  runFields,
  runOrder,
  search,
  type SortKey,
  words,
} from "@polyaxon/query";
import { edgeFields, edgeRecord, edgesOf } from "./edges.ts";
import { projectNamed, projectRecord } from "./projects.ts";
import { record } from "./read-run.ts";
import type { ProjectRow, RunRow, Tables } from "./tables.ts";

export function listRuns(tables: Tables, project: string, options: ListOptions, now: number): Page<RunRecord> {
  const owner = projectNamed(tables, project);
  const asking: Asking = { now, user: null, namespace: null, ...options.caller };
  const own = tables.runs.values().filter(({ projectId }) => projectId === owner?.id);
  const order = runOrder(asking);
  const known = (options.sort ?? []).filter((key) => order(key) !== null);
  const sort = known.length > 0 ? known : [{ field: "updated_at", key: null, descending: true }];
  const downwards = sort.at(-1)?.descending ?? true;
  const test = options.query ? queryTest(options.query, "runs", runFields(asking)) : () => true;
  const rows = own.map((row) => ({ row, ...queryable(tables, row) })).filter(test);
  const byAge = (a: (typeof rows)[number], b: (typeof rows)[number]) => (a.row.id - b.row.id) * (downwards ? -1 : 1);
  const records = inOrder(
    rows,
    sort,
    order as (key: SortKey) => readonly Order<(typeof rows)[number]>[] | null,
    byAge,
  ).map(({ row }) => ({ ...record(tables, row), bookmarked: tables.bookmarks.has(`run ${row.uuid}`) }));
  return page("runs", options.bookmarks === true ? records.filter(({ bookmarked }) => bookmarked) : records, options);
}

/** What a list shows of it, its documents as JSON text. */
export function textOf(run: RunRecord): RunText {
  const { project: _p, projectUuid: _u, description: _d, controller: _c, queue: _q, liveState: _l, ...shown } = run;
  const { version: _v, attempt: _a, claimedAt: _t, agent: _h, limits: _m, unreadable: _r, ...kept } = shown;
  return {
    ...kept,
    tags: JSON.stringify(run.tags),
    inputs: run.inputs === null ? null : JSON.stringify(run.inputs),
    outputs: run.outputs === null ? null : JSON.stringify(run.outputs),
    metaInfo: JSON.stringify(run.metaInfo),
    componentState: run.componentState ?? null,
    resources: run.resources ?? NOTHING,
    bookmarked: run.bookmarked ?? false,
  };
}

function queryable(tables: Tables, row: RunRow): QueryableRun {
  const related = (uuid: RunId | null): RelatedRun | null => {
    const run = uuid === null ? undefined : tables.runs.get(uuid);
    return uuid === null ? null : { uuid, name: run?.name ?? null, kind: run?.kind ?? null };
  };
  const ends = (towards: "upstream" | "downstream"): readonly RelatedRun[] =>
    edgesOf(tables, row.uuid, towards).map(({ other: { uuid, name, kind } }) => ({ uuid, name, kind }));
  const artifacts = tables.artifacts.values().filter(({ run }) => run === row.uuid);
  const bounds = (side: "least" | "most"): QueryableRun["least"] =>
    Object.fromEntries(
      artifacts.flatMap((item) => {
        const known = metricBounds(item, row.uuid);
        return known === null ? [] : [[item.name, known[side]]];
      }),
    );
  return {
    ...row,
    project: tables.projects.get(row.projectId)?.name ?? "",
    scheduleAt: null,
    original: related(row.original?.uuid ?? null),
    cloningKind: row.original?.kind ?? null,
    pipeline: related(row.pipeline),
    controller: related(row.controller),
    upstream: ends("upstream"),
    downstream: ends("downstream"),
    componentState: row.componentState ?? null,
    least: bounds("least"),
    most: bounds("most"),
    resources: {
      cpu: (row.resources?.cpuMillis ?? 0) / 1000,
      memory: row.resources?.memoryBytes ?? 0,
      gpu: row.resources?.gpus ?? 0,
    },
    artifacts,
  };
}

const projectFields = (now: number): Fields<ProjectRow> => ({
  id: search(({ uuid }) => uuid),
  uuid: search(({ uuid }) => uuid),
  name: search(({ name }) => name),
  description: search(({ description }) => description),
  created_at: instant(({ createdAt }) => createdAt, now),
  updated_at: instant(({ updatedAt }) => updatedAt, now),
  live_state: words(({ liveState }) => liveState, Number),
  tags: anyWord(({ tags }) => tags),
});

const projectOrder = ({ field, descending }: SortKey): readonly Order<ProjectRow>[] | null =>
  field === "name"
    ? [{ by: ({ name }) => name, descending }]
    : field === "created_at"
      ? [{ by: ({ createdAt }) => createdAt, descending }]
      : null;

export function listProjects(tables: Tables, options: ListOptions, now: number): Page<ProjectRecord> {
  const test = options.query ? queryTest(options.query, "projects", projectFields(now)) : () => true;
  const newest = (a: ProjectRow, b: ProjectRow): number => b.updatedAt - a.updatedAt || b.id - a.id;
  const rows = inOrder(tables.projects.values().filter(test), options.sort ?? [], projectOrder, newest).map((row) =>
    projectRecord(tables, row),
  );
  return page("projects", options.bookmarks === true ? rows.filter(({ bookmarked }) => bookmarked) : rows, options);
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
  return page("lineage items", byName(matching(own, options)), options);
}

export function listProjectArtifacts(tables: Tables, project: string, options: ListOptions): Page<ProjectArtifact> {
  const owner = projectNamed(tables, project);
  const all = matching(tables.artifacts.values(), options).flatMap((artifact) => {
    const run = tables.runs.get(artifact.run);
    const isListed = run !== undefined && run.projectId === owner?.id && run.liveState !== -1;
    return isListed ? [{ ...artifact, runName: run.name }] : [];
  });
  return page("lineage items", byName(all), options);
}

export function listEdges(
  tables: Tables,
  run: RunId,
  towards: "upstream" | "downstream",
  options: ListOptions,
): Page<RunEdge> {
  const all = edgesOf(tables, run, towards);
  const test = options.query ? queryTest(options.query, "edges", edgeFields) : () => true;
  return page("edges", all.filter(test).map(edgeRecord), options);
}

const matching = (artifacts: readonly ArtifactRecord[], { query }: ListOptions): readonly ArtifactRecord[] =>
  query ? artifacts.filter(queryTest(query, "lineage items", ARTIFACT_FIELDS)) : artifacts;

const byName = <A extends ArtifactRecord>(artifacts: readonly A[]): readonly A[] =>
  artifacts.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.state < b.state ? -1 : 1));

/** A cursor of the model is an offset with its list and sort: nothing changes behind it in its tests. */
function page<T>(
  list: "runs" | "projects" | "lineage items" | "edges",
  rows: readonly T[],
  { limit, offset, after, sort = [], withCount }: ListOptions,
): Page<T> {
  const sorted = JSON.stringify([list, sort]);
  if (typeof after === "string" && !after.startsWith(`${sorted}@`))
    throw new QueryError("The cursor does not belong to a list with this sort; begin again without one.", 0, "cursor");
  const start = typeof after === "string" ? Number(after.slice(sorted.length + 1)) : after === null ? 0 : offset;
  return {
    results: rows.slice(start, start + limit),
    count: withCount ? rows.length : null,
    next: after === undefined || start + limit >= rows.length ? null : `${sorted}@${start + limit}`,
  };
}

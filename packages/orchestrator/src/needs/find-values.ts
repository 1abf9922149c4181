import type { CompileNeed, ResolvedValues } from "@polyaxon/compiler";
import { parseQuery, parseSort, type Query, QueryError } from "@polyaxon/query";
import type { NewEdge } from "../ports/lineage-store.ts";
import { type ArtifactRecord, type Json, type JsonObject, parseRunId, type RunRecord } from "../ports/records.ts";
import type { Store } from "../ports/store.ts";
import { inStore, needsArtifacts, valueOfRun } from "./value-of-run.ts";

/** What was looked up for a run that could not be compiled without. */
export interface FoundValues {
  readonly values: ResolvedValues;
  /** From whom it was taken. */
  readonly edges: readonly NewEdge[];
  /** Why something cannot be had: the run ends with these. */
  readonly problems: readonly string[];
}

export const NOTHING_FOUND: FoundValues = { values: {}, edges: [], problems: [] };

type RefNeed = Extract<CompileNeed, { kind: "ref" }>;
type JoinNeed = Extract<CompileNeed, { kind: "join" }>;
/** A value of a run by its uuid, or of the runs that a query finds. */
export type ValueNeed = RefNeed | JoinNeed;

/** Whether the store alone can tell: others wait for runs that are yet to be, or for what no server keeps. */
export const isFindable = (need: CompileNeed): need is ValueNeed =>
  need.kind === "join" || (need.kind === "ref" && need.ref.startsWith("runs."));

/** Runs that one join takes values of; upstream's default and greatest. */
const MOST_JOINED = 5_000;
const MOST_ARTIFACTS = 1_000;

type Lookup = Pick<Store, "getRun" | "listRuns" | "listArtifacts">;

/** Looks up values in the run's own project. What was found before stays. */
export async function findValues(
  store: Lookup,
  run: Pick<RunRecord, "uuid" | "project">,
  needs: readonly ValueNeed[],
  before: FoundValues,
): Promise<FoundValues> {
  const refs: Record<string, Json> = { ...before.values.refs };
  const joins = [...(before.values.joins ?? [])];
  const edges = [...before.edges];
  const problems = [...before.problems];
  for (const need of needs) {
    const answer = await (need.kind === "ref" ? findRef(store, run, need) : findJoin(store, run, need));
    if (typeof answer === "string") {
      problems.push(answer);
      continue;
    }
    edges.push(...answer.edges);
    if (need.kind === "ref") refs[need.param] = answer.values[need.param] ?? null;
    else joins[need.index] = answer.values;
  }
  return { values: { ...before.values, refs, joins }, edges: merged(edges), problems };
}

interface Answer {
  readonly values: Readonly<Record<string, Json>>;
  readonly edges: readonly NewEdge[];
}

async function findRef(
  store: Lookup,
  run: Pick<RunRecord, "uuid" | "project">,
  { param, ref, value }: RefNeed,
): Promise<Answer | string> {
  const uuid = parseRunId(ref.slice("runs.".length));
  const other = uuid === null ? null : await store.getRun(uuid);
  if (other === null || other.project !== run.project || other.liveState === -1)
    return `params.${param}.ref: there is no run ${uuid ?? ref} in the project ${run.project}`;
  const found = valueOfRun(other, value, needsArtifacts(value) ? await artifactsOf(store, other) : []);
  if (found === null) return `params.${param}: the run ${other.uuid} (${other.status}) has no \`${value}\``;
  return { values: { [param]: found }, edges: [{ upstream: other.uuid, kind: "run", params: { [param]: value } }] };
}

async function findJoin(
  store: Lookup,
  run: Pick<RunRecord, "uuid" | "project">,
  need: JoinNeed,
): Promise<Answer | string> {
  let query: Query;
  try {
    query = liveOnly(parseQuery(need.query), need.query);
    const found = await store.listRuns(run.project, {
      query,
      sort: parseSort(need.sort ?? ""),
      limit: Math.min(need.limit ?? MOST_JOINED, MOST_JOINED),
      offset: need.offset ?? 0,
      withCount: false,
    });
    // A run may fit its own query; it has nothing to give to itself.
    const others = found.results.filter(({ uuid }) => uuid !== run.uuid);
    const lineage = Object.values(need.params).some((path) => typeof path === "string" && needsArtifacts(path));
    const artifacts = new Map<string, readonly ArtifactRecord[]>();
    if (lineage) for (const other of others) artifacts.set(other.uuid, await artifactsOf(store, other));
    const values = Object.entries(need.params).map(([name, path]): [string, Json] => [
      name,
      joinedValue(others, path, (uuid) => artifacts.get(uuid) ?? []),
    ]);
    const edges = others.map(({ uuid }): NewEdge => ({
      upstream: uuid,
      kind: "join",
      params: need.params as JsonObject,
    }));
    return { values: Object.fromEntries(values), edges };
  } catch (error) {
    if (error instanceof QueryError) return `joins[${need.index}].query: ${error.message}`;
    throw error;
  }
}

/** A list with one value for each run, or the files and folders of all of them. */
function joinedValue(
  runs: readonly RunRecord[],
  path: Json,
  artifactsOfRun: (uuid: string) => readonly ArtifactRecord[],
): Json {
  if (typeof path === "string") {
    const bare = path.replace(/^\{\{\s*|\s*\}\}$/g, "");
    return runs.map((run) => valueOfRun(run, bare, artifactsOfRun(run.uuid)));
  }
  const each = runs.map((run) => inStore(run, path) as JsonObject);
  const all = (key: "files" | "dirs"): readonly Json[] =>
    each.flatMap((one) => (Array.isArray(one[key]) ? (one[key] as readonly Json[]) : []));
  return { files: all("files"), dirs: all("dirs") };
}

const artifactsOf = async (store: Lookup, { uuid }: Pick<RunRecord, "uuid">): Promise<readonly ArtifactRecord[]> =>
  (await store.listArtifacts(uuid, { limit: MOST_ARTIFACTS, offset: 0, withCount: false })).results;

/** As in every list: archived and deleted runs only where the query speaks of them. */
function liveOnly(query: Query, text: string): Query {
  if (text.includes("live_state")) return query;
  const live = { kind: "values", values: ["1"] } as const;
  const condition = { kind: "condition", field: "live_state", key: null, negated: false, operation: live } as const;
  return { kind: "and", terms: [query, { ...condition, position: 0 }] };
}

/** One edge for each run and kind, with all that was taken. */
function merged(edges: readonly NewEdge[]): readonly NewEdge[] {
  const byKey = new Map<string, NewEdge>();
  for (const edge of edges) {
    const key = `${edge.kind} ${edge.upstream}`;
    const known = byKey.get(key);
    byKey.set(key, known === undefined ? edge : { ...edge, params: { ...known.params, ...edge.params } });
  }
  return [...byKey.values()];
}

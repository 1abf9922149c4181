import type { CompileNeed } from "@polyaxon/compiler";
import { parseQuery, parseSort, type Query, QueryError } from "@polyaxon/query";
import type { NewEdge } from "../ports/lineage-store.ts";
import type { ArtifactRecord, Json, JsonObject, RunRecord } from "../ports/records.ts";
import type { Store } from "../ports/store.ts";
import { inStore, needsArtifacts, valueOfRun } from "./value-of-run.ts";
import { tooMuch, type ValueRoom } from "./value-room.ts";

export type JoinNeed = Extract<CompileNeed, { kind: "join" }>;
export type Lookup = Pick<Store, "getRun" | "listRuns" | "listArtifacts">;

export interface Answer {
  readonly values: Readonly<Record<string, Json>>;
  readonly edges: readonly NewEdge[];
}

/** Runs that one join takes values of; upstream's default and greatest. */
const MOST_JOINED = 5_000;
const MOST_ARTIFACTS = 1_000;
/** Runs read at once, with their whole documents: few at first, then as many as have about this many characters. */
const FIRST_PAGE = 10;
const GREATEST_PAGE = 500;
const PAGE_CHARACTERS = 2_000_000;

/** What the runs that a query finds have under the join's paths. Text: why it cannot be had, with the join's place. */
export async function findJoin(
  store: Lookup,
  run: Pick<RunRecord, "uuid" | "project">,
  need: JoinNeed,
  room: ValueRoom,
): Promise<Answer | string> {
  const paths = Object.entries(need.params).map(([name, path]) => ({ name, path, taken: [] as Json[] }));
  const lineage = paths.some(({ path }) => typeof path === "string" && needsArtifacts(path));
  const edges: NewEdge[] = [];
  try {
    for await (const other of joinedRuns(store, run.project, need)) {
      // A run may fit its own query; it has nothing to give to itself.
      if (other.uuid === run.uuid) continue;
      const artifacts = lineage ? await artifactsOf(store, other) : [];
      for (const { path, taken } of paths) {
        const value = valueAt(other, path, artifacts);
        if (!room.takes(value))
          return `joins[${need.index}]: ${tooMuch(`the values of the first ${edges.length + 1} runs that it finds`)}`;
        taken.push(value);
      }
      edges.push({ upstream: other.uuid, kind: "join", params: need.params as JsonObject });
    }
  } catch (error) {
    if (error instanceof QueryError || isTooSlow(error)) return `joins[${need.index}].query: ${error.message}`;
    throw error;
  }
  const values = paths.map(({ name, path, taken }) => [name, typeof path === "string" ? taken : allFiles(taken)]);
  return { values: Object.fromEntries(values) as Record<string, Json>, edges };
}

/** In the order of the sort. Read in pages by cursor, so that many runs with large outputs are never in memory together. */
async function* joinedRuns(store: Lookup, project: string, need: JoinNeed): AsyncGenerator<RunRecord> {
  const asked = { query: liveOnly(parseQuery(need.query), need.query), sort: parseSort(need.sort ?? "") };
  let skipped = need.offset ?? 0;
  let left = skipped + Math.min(need.limit ?? MOST_JOINED, MOST_JOINED);
  let limit = FIRST_PAGE;
  let after: string | null = null;
  while (left > 0) {
    const page = await store.listRuns(project, {
      ...asked,
      limit: Math.min(limit, left),
      offset: 0,
      after,
      withCount: false,
    });
    const { next, results } = page;
    for (const run of results) {
      if (skipped > 0) skipped -= 1;
      else yield run;
    }
    if (next === null) return;
    left -= results.length;
    const characters = results.reduce((sum, run) => sum + sizeOf(run), 1);
    limit = Math.ceil((PAGE_CHARACTERS * results.length) / characters);
    limit = Math.max(1, Math.min(limit, GREATEST_PAGE));
    after = next;
  }
}

const sizeOf = ({ inputs, metaInfo, outputs }: RunRecord): number => JSON.stringify([inputs, metaInfo, outputs]).length;

const valueAt = (run: RunRecord, path: Json, artifacts: readonly ArtifactRecord[]): Json =>
  typeof path === "string"
    ? valueOfRun(run, path.replace(/^\{\{\s*|\s*\}\}$/g, ""), artifacts)
    : (inStore(run, path) as JsonObject);

/** The files and folders of all runs as one. */
function allFiles(each: readonly Json[]): Json {
  const all = (key: "files" | "dirs"): readonly Json[] =>
    each.flatMap((one) => {
      const listed = (one as JsonObject | null)?.[key];
      return Array.isArray(listed) ? (listed as readonly Json[]) : [];
    });
  return { files: all("files"), dirs: all("dirs") };
}

export const artifactsOf = async (
  store: Lookup,
  { uuid }: Pick<RunRecord, "uuid">,
): Promise<readonly ArtifactRecord[]> =>
  (await store.listArtifacts(uuid, { limit: MOST_ARTIFACTS, offset: 0, withCount: false })).results;

/** The store stopped reading; the same question would take as long again. */
const isTooSlow = (error: unknown): error is Error =>
  error instanceof Error && "code" in error && error.code === "too-slow";

/** As in every list: archived and deleted runs only where the query speaks of them. */
function liveOnly(query: Query, text: string): Query {
  if (text.includes("live_state")) return query;
  const live = { kind: "values", values: ["1"] } as const;
  const condition = { kind: "condition", field: "live_state", key: null, negated: false, operation: live } as const;
  return { kind: "and", terms: [query, { ...condition, position: 0 }] };
}

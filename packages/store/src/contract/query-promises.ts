import {
  type ArtifactRecord,
  type ManualEdge,
  metricBounds,
  type RunId,
  type RunRecord,
  type RunText,
} from "@polyaxon/orchestrator";
import {
  type Asking,
  inOrder,
  parseQuery,
  parseSort,
  type QueryableRun,
  QueryError,
  queryTest,
  type RelatedRun,
  runFields,
  runOrder,
} from "@polyaxon/query";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { queries, sorts } from "./generated-queries.ts";
import { generatedArtifacts, generatedEdges, generatedRuns } from "./generated-runs.ts";
import {
  create,
  leaseAll,
  newRun,
  type OpenedStore,
  openWithProject,
  PROJECT,
  runId,
  saveOf,
  type StoreHarness,
} from "./harness.ts";

const RUNS = 120;
/** What the last runs ask their host for. */
const ASKING = [
  { cpuMillis: 500, memoryBytes: 2 ** 30, gpus: 0 },
  { cpuMillis: 2_000, memoryBytes: 1, gpus: 2 },
];
const NOTHING = { cpuMillis: 0, memoryBytes: 0, gpus: 0 };
const CALLER = { user: "ada", namespace: "here" };
const EVERYTHING = { limit: 10_000, offset: 0, withCount: true, caller: CALLER };
const LONG = process.env["POLYAXON_TEST_LONG"] === "1";
const times = LONG ? 5_000 : 150;

/** Every answer of a store is the one that the rules give, read by another program: `packages/query/src/evaluate`. */
export function queryPromises(harness: StoreHarness): void {
  let opened: OpenedStore;
  /** In the order of their making. */
  let rows: readonly QueryableRun[];

  beforeAll(async () => {
    opened = await openWithProject(harness);
    const { store } = opened;
    const runs = generatedRuns(RUNS);
    const artifacts = generatedArtifacts(runs);
    const edges = generatedEdges(runs);
    await create(store, ...runs);
    await create(store, ...ASKING.map((_, index) => newRun(RUNS + index)));
    const leased = await leaseAll(store, 1_000);
    await store.saveAll(
      leased.map((item, index) =>
        saveOf(item, 1_001, {
          changes: [{ kind: "set", fields: { resources: ASKING[index] ?? NOTHING, componentState: `c${index}` } }],
        }),
      ),
    );
    await Promise.all([
      ...[...artifacts].map(([run, list]) => store.putArtifacts(run, list, { now: 1 })),
      ...[...edges].map(([run, list]) => store.setManualEdges(run, list, { now: 1 })),
      store.setLiveState([runId(20), runId(21)], 0, 5),
    ]);
    const { results } = await store.listRuns(PROJECT, { ...EVERYTHING, sort: parseSort("uuid") });
    rows = results.map((record) => queryable(record, results, artifacts.get(record.uuid) ?? [], edges));
    expect(rows).toHaveLength(RUNS + ASKING.length);
  });
  afterAll(() => opened.dispose());

  test("texts of runs say what their records say, in the same order, on pages of any size", async () => {
    const { store } = opened;
    await store.bookmarkRuns([runId(3)], true);
    for (const limit of [1, 2, 10, 50, 51, 1_000]) {
      const asked = { ...EVERYTHING, sort: parseSort("uuid"), offset: 1, limit };
      const records = await store.listRuns(PROJECT, asked);
      const texts = await store.listRunTexts(PROJECT, asked);
      expect(texts.results).toEqual(records.results.map(asText));
      expect({ ...texts, results: [] }).toEqual({ ...records, results: [] });
    }
    const bookmarked = await store.listRunTexts(PROJECT, { ...EVERYTHING, bookmarks: true });
    expect(bookmarked.results.map(({ uuid }) => uuid)).toEqual([runId(3)]);
    for (const { uuid } of rows.slice(0, 20)) {
      const run = await store.getRun(uuid as RunId);
      if (run === null) throw new Error("expected the run");
      const { project, description, liveState, readme, rawContent, content, ...record } = run;
      const own = { project, description, liveState, readme, rawContent, content };
      expect(await store.getRunText(uuid as RunId)).toEqual({ ...asText({ ...record, ...own }), ...own });
    }
    expect(await store.getRunText(runId(9_999))).toBeNull();
    await store.bookmarkRuns([runId(3)], false);
  });

  /** What the rules say: uuids in order, or that the query is refused. */
  function expected(query: string, sort: string): readonly string[] | "refused" {
    const asking: Asking = { now: Date.now(), ...CALLER };
    const order = runOrder(asking);
    const given = parseSort(sort).filter((key) => order(key) !== null);
    const keys = given.length === 0 ? parseSort("-updated_at") : given;
    const downwards = keys.at(-1)?.descending === true ? -1 : 1;
    try {
      const matching = rows.filter(queryTest(parseQuery(query), "runs", runFields(asking)));
      const place = (run: QueryableRun): number => rows.indexOf(run);
      return inOrder(matching, keys, order, (a, b) => (place(a) - place(b)) * downwards).map(({ uuid }) => uuid);
    } catch (error) {
      expect(error).toBeInstanceOf(QueryError);
      return "refused";
    }
  }

  async function answered(query: string, sort: string): Promise<readonly string[] | "refused"> {
    try {
      const options = { query: parseQuery(query), sort: parseSort(sort), caller: CALLER };
      const page = await opened.store.listRuns(PROJECT, { ...EVERYTHING, ...options });
      expect(page.count).toBe(page.results.length);
      return page.results.map(({ uuid }) => uuid);
    } catch (error) {
      expect(error).toBeInstanceOf(QueryError);
      return "refused";
    }
  }

  test("a query finds, in the order of its sort, exactly the runs that the rules say", async () => {
    await fc.assert(
      fc.asyncProperty(queries, sorts, async (query, sort) => {
        expect(await answered(query, sort)).toEqual(expected(query, sort));
      }),
      { numRuns: times },
    );
    if (LONG) console.info(`queries: ${times} found what the rules say`);
  }, 3_600_000);

  test("pages by offset and by cursor are slices of the same list", async () => {
    const page = fc.record({
      query: queries,
      sort: sorts,
      limit: fc.integer({ min: 1, max: 40 }),
      offset: fc.nat(130),
    });
    await fc.assert(
      fc.asyncProperty(page, async ({ query, sort, limit, offset }) => {
        const whole = expected(query, sort);
        fc.pre(whole !== "refused");
        const options = { query: parseQuery(query), sort: parseSort(sort), limit, withCount: false, caller: CALLER };
        const slice = await opened.store.listRuns(PROJECT, { ...options, offset });
        expect(slice.results.map(({ uuid }) => uuid)).toEqual(whole.slice(offset, offset + limit));
        expect(slice.next).toBeNull();

        const read: string[] = [];
        let after: string | null = null;
        do {
          const { results, next }: { results: readonly RunRecord[]; next: string | null } = await opened.store.listRuns(
            PROJECT,
            { ...options, offset: 0, after },
          );
          expect(results.length === limit || next === null).toBe(true);
          read.push(...results.map(({ uuid }) => uuid));
          after = next;
        } while (after !== null);
        expect(read).toEqual(whole);
      }),
      { numRuns: times / 5 },
    );
    if (LONG) console.info(`pages: ${times / 5} lists were read by offset and by cursor`);
  }, 3_600_000);

  test("a cursor of another sort or another kind of list, one that was cut or made up, and none at all, is refused", async () => {
    const options = { limit: 5, offset: 0, withCount: false };
    const { next } = await opened.store.listRuns(PROJECT, { ...options, sort: parseSort("name"), after: null });
    expect(next).not.toBeNull();
    const items = { limit: 1, offset: 0, withCount: false, sort: parseSort("name"), after: null };
    const foreign = (await opened.store.listProjectArtifacts(PROJECT, items)).next;
    expect(foreign).not.toBeNull();
    const madeUp = Buffer.from(JSON.stringify(["name", 0, "x", "y"])).toString("base64url");
    for (const [sort, after] of [
      ["name", foreign],
      ["name", next?.slice(0, -3) ?? ""],
      ["name", madeUp],
      ["-name", next],
      ["created_at", "e30"],
      ["name", "?"],
    ] as const) {
      const asked = opened.store.listRuns(PROJECT, { ...options, sort: parseSort(sort), after });
      await expect(asked).rejects.toThrow("The cursor does not belong to a list with this sort");
    }
  });
}

function queryable(
  record: RunRecord,
  all: readonly RunRecord[],
  artifacts: readonly Omit<ArtifactRecord, "run">[],
  edges: ReadonlyMap<string, readonly ManualEdge[]>,
): QueryableRun {
  const related = (uuid: string | undefined | null): RelatedRun | null => {
    const run = all.find((each) => each.uuid === uuid);
    return uuid == null ? null : { uuid, name: run?.name ?? null, kind: run?.kind ?? null };
  };
  const ends = (upstream: boolean): readonly RelatedRun[] =>
    [...edges]
      .flatMap(([hub, list]) => [
        ...(hub === record.uuid ? list.filter(({ isUpstream }) => isUpstream === upstream).map(({ run }) => run) : []),
        ...(list.some(({ isUpstream, run }) => run === record.uuid && isUpstream !== upstream) ? [hub] : []),
      ])
      .map(related)
      .filter((run) => run !== null);
  return {
    ...record,
    original: related(record.original?.uuid),
    cloningKind: record.original?.kind ?? null,
    pipeline: related(record.pipeline?.uuid),
    controller: related(record.controller),
    upstream: ends(true),
    downstream: ends(false),
    componentState: record.componentState ?? null,
    least: boundsOf(artifacts, "least", record.uuid),
    most: boundsOf(artifacts, "most", record.uuid),
    resources: {
      cpu: (record.resources?.cpuMillis ?? 0) / 1000,
      memory: record.resources?.memoryBytes ?? 0,
      gpu: record.resources?.gpus ?? 0,
    },
    artifacts,
  };
}

const boundsOf = (
  artifacts: readonly Omit<ArtifactRecord, "run">[],
  side: "least" | "most",
  run: string,
): QueryableRun["least"] =>
  Object.fromEntries(
    artifacts.flatMap((item) => {
      const known = metricBounds(item, run);
      return known === null ? [] : [[item.name, known[side]]];
    }),
  );

const asText = (run: RunRecord): RunText => ({
  uuid: run.uuid,
  name: run.name,
  user: run.user,
  kind: run.kind,
  runtime: run.runtime,
  managedBy: run.managedBy,
  pending: run.pending,
  status: run.status,
  createdAt: run.createdAt,
  updatedAt: run.updatedAt,
  startedAt: run.startedAt,
  finishedAt: run.finishedAt,
  scheduleAt: run.scheduleAt,
  waitTime: run.waitTime,
  duration: run.duration,
  original: run.original,
  pipeline: run.pipeline,
  tags: JSON.stringify(run.tags),
  inputs: run.inputs === null ? null : JSON.stringify(run.inputs),
  outputs: run.outputs === null ? null : JSON.stringify(run.outputs),
  metaInfo: JSON.stringify(run.metaInfo),
  componentState: run.componentState ?? null,
  resources: run.resources ?? NOTHING,
  bookmarked: run.bookmarked ?? false,
});

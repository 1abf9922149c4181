import { parseQuery, parseSort, QueryError } from "@polyaxon/query";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  create,
  newRun,
  type OpenedStore,
  openWithProject,
  patch,
  PROJECT,
  runId,
  type StoreHarness,
} from "./harness.ts";

const JAN = Date.UTC(2026, 0, 31, 10, 20, 30);
const FEB = Date.UTC(2026, 1, 1);

export function listPromises(harness: StoreHarness): void {
  let opened: OpenedStore;
  beforeAll(async () => {
    opened = await openWithProject(harness);
    const { store } = opened;
    await create(store, newRun(1, { name: "sweep", kind: "matrix", runtime: "grid", createdAt: JAN }));
    await create(
      store,
      newRun(2, {
        name: "Base_1",
        createdAt: JAN + 1,
        inputs: { lr: 0.1, opt: "adam", deep: true },
        tags: ["keep", "a"],
        pipeline: runId(1),
        user: "ada",
      }),
      newRun(3, {
        name: "base%2",
        createdAt: FEB,
        inputs: { lr: "0.1", opt: "sgd" },
        tags: ["keep"],
        metaInfo: { has_model: true, iteration: 2 },
      }),
      newRun(4, {
        name: null,
        createdAt: FEB + 1,
        inputs: { lr: 1 },
        managedBy: "user",
        runtime: null,
        pending: "approval",
        original: { uuid: runId(2), kind: "copy" },
      }),
    );
    await patch(store, runId(2), { outputs: { loss: 0.5, note: "x" } }, FEB + 10);
    await patch(store, runId(3), { outputs: { loss: -1 } }, FEB + 11);
    await patch(store, runId(4), { outputs: { loss: "diverged" } }, FEB + 12);
    await store.addCondition(runId(4), { type: "running" }, { now: FEB + 2001 });
    await store.addCondition(runId(4), { type: "failed" }, { now: FEB + 5001 });
    await store.putArtifacts(
      runId(3),
      [{ name: "m", kind: "model", path: null, state: "s", summary: {}, isInput: false }],
      { now: FEB },
    );
    await store.setLiveState([runId(1)], 1, FEB);
  });
  afterAll(() => opened.dispose());

  const list = async (query: string, sort = "created_at") => {
    const page = await opened.store.listRuns(PROJECT, {
      query: query === "" ? null : parseQuery(query),
      sort: parseSort(sort),
      limit: 100,
      offset: 0,
      withCount: true,
    });
    expect(page.count).toBe(page.results.length);
    return page.results.map(({ uuid }) => Number.parseInt(uuid, 16));
  };

  test.each<[string, readonly number[]]>([
    ["", [1, 2, 3, 4]],
    ["status:failed", [4]],
    ["status:created|failed", [1, 2, 3, 4]],
    ["status:~failed", [1, 2, 3]],
    ["kind:matrix", [1]],
    ["runtime:grid|job", [1, 2, 3]],
    ["runtime:nil", [4]],
    ["runtime:~grid", [2, 3, 4]],
    ["managed_by:user", [4]],
    ["is_managed:1", [1, 2, 3]],
    ["is_managed:false", [4]],
    ["pending:approval", [4]],
    ["pending:nil", [1, 2, 3]],
    ["user:ada", [2]],
    ["user:~ada", [1, 3, 4]],
    ["cloning_kind:copy", [4]],
    ["live_state:1", [1, 2, 3, 4]],
    ["live_state:0", []],
    [`uuid:${runId(2)}`, [2]],
    ["id:00000000-0000-0000-0000-000000000003", [3]],
    ["name:%base%", [2, 3]],
    ["name:base_%", [2]],
    ["name:base%2", [3]],
    ["name:%\\%%", []],
    ["name:%_1", [2]],
    ["name:sweep|Base_1", [1, 2]],
    ["name:nil", [4]],
    ["name:~%base%", [1, 4]],
    ["tags:keep", [2, 3]],
    ["tags:a|b", [2]],
    ["tags:~keep", [1, 4]],
    ["tags:nil", [1, 4]],
    [`pipeline:${runId(1)}`, [2]],
    ["pipeline.name:sweep", [2]],
    ["pipeline:nil", [1, 3, 4]],
    [`original:${runId(2)}`, [4]],
    [`project:${PROJECT}`, [1, 2, 3, 4]],
    ["created_at:2026-01-31", [1, 2]],
    ["created_at:~2026-01-31", [3, 4]],
    ["created_at:2026-01-31 10:20", [1, 2]],
    ["created_at:2026-01-31 10:21", []],
    ["created_at:>2026-01-31", [1, 2, 3, 4]],
    ["created_at:<2026-02-01", [1, 2]],
    ["created_at:2026-01-31..2026-02-01", [1, 2, 3]],
    ["created_at:_any_", [1, 2, 3, 4]],
    ["started_at:nil", [1, 2, 3]],
    ["finished_at:~nil", [4]],
    ["duration:>=3", [4]],
    ["duration:3", [4]],
    ["wait_time:<2", []],
    ["params.lr:0.1", [2]],
    ['params.lr:"0.1"', [3]],
    ["inputs.lr:>=0.1", [2, 4]],
    ["in.opt:adam|sgd", [2, 3]],
    ["in.opt:~adam", [1, 3, 4]],
    ["in.deep:true", [2]],
    ["params.lr:nil", [1]],
    ["metrics.loss:<0.3", [3]],
    ["metrics.loss:-1", [3]],
    ["metrics.loss:~nil", [2, 3, 4]],
    ["outputs.loss:diverged", [4]],
    ["out.note:>=w", [2]],
    ["metrics.unheard:>1", []],
    ["meta_flags.has_model:1", [3]],
    ["meta_flags.has_model:0", [1, 2, 4]],
    ["meta_values.iteration:2", [3]],
    ["out_artifact_kind:model", [3]],
    ["in_artifact_kind:model", []],
    ["(kind:matrix OR tags:a), created_at:2026-01-31", [1, 2]],
    ["kind:matrix OR tags:a AND user:nobody", [1]],
    ["name:x' union select 1 --", []],
  ])("%s", async (query, expected) => {
    expect(await list(query)).toEqual(expected);
  });

  describe("sorts", () => {
    test.each<[string, readonly number[]]>([
      ["-created_at", [4, 3, 2, 1]],
      ["name", [2, 3, 1, 4]],
      ["-name", [1, 3, 2, 4]],
      ["metrics.loss", [3, 2, 4, 1]],
      ["-metrics.loss", [2, 3, 4, 1]],
      ["params.opt,-created_at", [2, 3, 4, 1]],
      ["status,-uuid", [3, 2, 1, 4]],
      ["unheard_of,-created_at", [4, 3, 2, 1]],
      ["-duration,created_at", [4, 1, 2, 3]],
    ])("%s", async (sort, expected) => {
      expect(await list("", sort)).toEqual(expected);
    });

    test("newest change first when nothing is asked", async () => {
      expect(await list("", "")).toEqual([4, 3, 2, 1]);
    });
  });

  test("a run in which a condition holds twice is passed over once", async () => {
    const { store } = opened;
    const names = ["first", "second"].map((name) => ({ name, kind: "file", path: null, summary: {}, isInput: false }));
    await store.putArtifacts(
      runId(2),
      names.map((each) => ({ ...each, state: "twice" })),
      { now: FEB },
    );
    const page = async (query: string, sort: string, offset: number) => {
      const options = { query: parseQuery(query), sort: parseSort(sort), limit: 1, offset, withCount: false };
      return (await store.listRuns(PROJECT, options)).results.map(({ uuid }) => uuid);
    };
    for (const [query, sort] of [
      ["tags:keep|a, name:Base_1", "params.lr"],
      ["tags:keep|a, name:Base_1", "created_at"],
      ["artifacts:twice", "params.lr"],
      ["artifacts:twice", "updated_at"],
    ] as const)
      expect([query, sort, await page(query, sort, 0), await page(query, sort, 1)]).toEqual([
        query,
        sort,
        [runId(2)],
        [],
      ]);
  });

  test("pages carry the exact count when it is asked for", async () => {
    const options = { sort: parseSort("created_at"), limit: 2, offset: 1 };
    const page = await opened.store.listRuns(PROJECT, { ...options, withCount: true });
    expect(page.results.map(({ uuid }) => uuid)).toEqual([runId(2), runId(3)]);
    expect(page.count).toBe(4);
    expect((await opened.store.listRuns(PROJECT, { ...options, withCount: false })).count).toBeNull();
  });

  test.each([
    ["metric.loss:1", 'did you mean "metrics"'],
    ["a:1, stauts:running", 'have no field "a"'],
    ["tags:keep, stauts:running", 'did you mean "status"? at 11'],
    ["status:>1", '"status" does not take this operation'],
    ["status.x:1", "has no parts"],
    ["metrics:1", "needs a name"],
    ["metrics.loss:low", 'expected a number, found "low"'],
    ["metrics.loss:1|2", "expected one number"],
    ["created_at:today", 'found "today"'],
    ["created_at:2026-02-31", "expected a date"],
    ["is_managed:perhaps", "true or false"],
    ["live_state:7", "expected 1 (live)"],
  ])("%s is refused", async (query, problem) => {
    const error: unknown = await opened.store
      .listRuns(PROJECT, { query: parseQuery(query), limit: 1, offset: 0, withCount: false })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(QueryError);
    const [text = "", position] = problem.split(" at ");
    expect((error as QueryError).message).toContain(text);
    if (position !== undefined) expect((error as QueryError).position).toBe(Number(position));
  });

  // Last of all: it adds what the others count.
  test("the same words, asked again, find what has come since, also under a key that was unknown", async () => {
    const { store } = opened;
    const asked = async (words: string, sort: string, limit = 5): Promise<readonly string[]> => {
      const options = {
        query: parseQuery(words),
        sort: parseSort(sort),
        limit,
        offset: 0,
        withCount: true,
        after: null,
      };
      const { count, results } = await store.listRuns(PROJECT, options);
      expect(count).toBe(results.length);
      return results.map(({ uuid }) => uuid);
    };
    expect(await asked("metrics.late:>0", "-metrics.late")).toEqual([]);
    await patch(store, runId(2), { outputs: { late: 1 } }, FEB + 20);
    expect(await asked("metrics.late:>0", "-metrics.late")).toEqual([runId(2)]);
    await patch(store, runId(3), { outputs: { late: 2 } }, FEB + 21);
    expect(await asked("metrics.late:>0", "-metrics.late")).toEqual([runId(3), runId(2)]);
    expect(await asked("metrics.late:>1", "-metrics.late")).toEqual([runId(3)]);
    expect(await asked("params.late:>0", "-metrics.late")).toEqual([]);
    expect(await asked("metrics.late:>0", "metrics.late")).toEqual([runId(2), runId(3)]);
  });
}

import { type RunId, type Store } from "@polyaxon/orchestrator";
import { parseQuery, parseSort } from "@polyaxon/query";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  create,
  makeProject,
  newRun,
  type OpenedStore,
  openWithProject,
  patch,
  PROJECT,
  runId,
  type StoreHarness,
} from "./harness.ts";

/** Names of promises about the index of values itself, which a store that needs none cannot keep. */
export const ABOUT_THE_INDEX = [
  "are indexed after a second, by whoever comes first, and by nobody twice",
  "of more runs than a list can wait for are indexed at once",
  "are indexed at once while somebody reads them by lists",
  "that are few are indexed at once, also of a run that has changed just now",
] as const;

const NOW = Date.UTC(2026, 5, 1);
const COUNT = 100;

/** As many values as are not indexed with each change. */
const many = (value: number, names = "m"): Record<string, number> =>
  Object.fromEntries(Array.from({ length: COUNT }, (_, at) => [`${names}${at}`, value + at]));

/** Values of runs of which many change often: whatever reads by value sees the newest. */
export function manyValuesPromises(harness: StoreHarness): void {
  let opened: OpenedStore;
  let store: Store;
  beforeAll(async () => {
    opened = await openWithProject(harness);
    ({ store } = opened);
  });
  afterAll(() => opened.dispose());

  const list = async (query: string, { at = store, project = PROJECT, sort = "created_at" } = {}) => {
    const options = { query: parseQuery(query), sort: parseSort(sort), limit: 100, offset: 0, withCount: true };
    const page = await at.listRuns(project, options);
    expect(page.count).toBe(page.results.length);
    return page.results.map(({ uuid }) => Number.parseInt(uuid, 16));
  };
  const log = (run: RunId, value: number, now: number, names?: string): Promise<void> =>
    patch(store, run, { outputs: many(value, names), merge: true }, now);
  /** A run whose values changed twice within a second: the second time, the index may be left behind. */
  const behind = async (index: number, value: number, names?: string): Promise<RunId> => {
    const run = runId(index);
    await create(store, newRun(index, { managedBy: "user", createdAt: NOW }));
    await log(run, 1, NOW, names);
    await log(run, value, NOW + 1, names);
    return run;
  };
  const due = async (now: number): Promise<readonly RunId[]> => await store.runsToIndex({ now, limit: 1000 });

  test("are found, sorted and counted right after each of many changes", async () => {
    await behind(1, 1000, "a");
    await behind(2, 2500, "a");
    const request = { groupBy: null, measure: null, bucket: null, limit: 10 } as const;
    for (const step of [2, 3, 4]) {
      await log(runId(1), 1000 * step, NOW + step, "a");
      expect(await list(`metrics.a7:${1000 * step + 7}`)).toEqual([1]);
      expect(await list(`metrics.a7:${1000 * step - 993}`)).toEqual([]);
      expect(await list("metrics.a7:>0", { sort: "metrics.a7" })).toEqual(step === 2 ? [1, 2] : [2, 1]);
      await log(runId(1), 10_000 * step, NOW + step, "a");
      const query = parseQuery(`metrics.a7:>${10_000 * step}`);
      expect(await store.runStats(PROJECT, { ...request, query })).toMatchObject([{ count: 1 }]);
    }
    expect((await store.getRun(runId(1)))?.outputs).toEqual(many(40_000, "a"));
  });

  test("are found by names that were never seen, and no longer by those that are gone", async () => {
    const run = await behind(10, 5, "b");
    await patch(store, run, { outputs: { ...many(1, "c"), b1: "word" } }, NOW + 2);
    expect(await list("metrics.c99:100")).toEqual([10]);
    expect(await list("outputs.b1:word")).toEqual([10]);
    expect(await list("metrics.b2:>0")).toEqual([]);
    await patch(store, run, { outputs: null, inputs: many(1, "b") }, NOW + 3);
    expect(await list("metrics.c99:>0")).toEqual([]);
    expect(await list("params.b2:3")).toEqual([10]);
    await patch(store, run, { inputs: { b2: 4 } }, NOW + 4);
    expect(await list("params.b2:4")).toEqual([10]);
    expect(await list("params.b3:nil, params.b2:>0")).toEqual([10]);
  });

  test("are those of the newest change when several come at once, with lists between", async () => {
    const run = await behind(20, 0, "d");
    const lanes = [1, 2, 3, 4, 5, 6, 7, 8];
    await Promise.all(
      lanes.map(async (lane) => {
        for (let step = 1; step <= 5; step += 1) {
          await log(run, lane * 100_000 + step, NOW + step, `d${lane}x`);
          expect(await list(`metrics.d${lane}x3:${lane * 100_000 + step + 3}`)).toEqual([20]);
        }
      }),
    );
    const outputs = Object.assign(many(0, "d"), ...lanes.map((lane) => many(lane * 100_000 + 5, `d${lane}x`)));
    expect((await store.getRun(run))?.outputs).toEqual(outputs);
    for (const lane of lanes) expect(await list(`metrics.d${lane}x99:${lane * 100_000 + 104}`)).toEqual([20]);
  });

  test("move with their run to another project", async () => {
    await makeProject(store, "other");
    const run = await behind(30, 77, "e");
    expect(await store.transferRuns([run], "other", NOW + 2)).toBe("done");
    expect(await list("metrics.e0:77")).toEqual([]);
    expect(await list("metrics.e0:77", { project: "other" })).toEqual([30]);
  });

  test("are indexed after a second, by whoever comes first, and by nobody twice", async () => {
    const run = await behind(40, 9, "f");
    expect(await due(NOW + 999)).not.toContain(run);
    expect(await due(NOW + 1_000)).toContain(run);
    expect(await due(NOW - 100_000), "a clock that was set back").toContain(run);
    const { version, updatedAt } = (await store.getRun(run)) ?? {};
    await Promise.all([1, 2, 3].map(() => store.indexRun(run, NOW + 1_000)));
    expect(await due(NOW + 99_000)).not.toContain(run);
    expect(await store.getRun(run), "nothing of it has changed").toMatchObject({ version, updatedAt });
    expect(await list("metrics.f3:12")).toEqual([40]);

    await log(run, 20, NOW + 1_500, "f");
    expect(await due(NOW + 1_999)).not.toContain(run);
    expect(await due(NOW + 2_000)).toContain(run);
    expect(await list("metrics.f3:23")).toEqual([40]);
    expect(await due(NOW + 99_000), "a list has indexed it").not.toContain(run);
    await store.indexRun(runId(999), NOW);
  });

  test("that are few are indexed at once, also of a run that has changed just now", async () => {
    const run = await behind(45, 9, "h");
    await store.indexRun(run, NOW + 2);
    await patch(store, run, { outputs: { h3: -1 }, merge: true }, NOW + 3);
    expect(await due(NOW + 99_000)).not.toContain(run);
    expect(await list("metrics.h3:-1")).toEqual([45]);
    await log(run, 50, NOW + 4, "h");
    await patch(store, run, { outputs: { h3: -2 }, merge: true }, NOW + 5);
    expect(await due(NOW + 99_000), "it waits with the others").toContain(run);
    expect(await list("metrics.h3:-2, metrics.h4:54")).toEqual([45]);
  });

  test("are indexed at once while somebody reads them by lists", async () => {
    const before = Date.now();
    const run = runId(46);
    await create(store, newRun(46, { managedBy: "user" }));
    for (const value of [1, 2]) await log(run, value, before, "j");
    expect(await due(before + 99_000)).toContain(run);
    expect(await list("metrics.j0:2")).toEqual([46]);
    for (const value of [3, 4]) await log(run, value, before + value, "j");
    expect(await due(before + 99_000)).not.toContain(run);
    expect(await list("metrics.j0:4")).toEqual([46]);
    for (const value of [5, 6]) await log(run, value, before + 600_000, "j");
    expect(await due(before + 999_000), "nobody has read for a while").toContain(run);
  });

  test("of more runs than a list can wait for are indexed at once", async () => {
    for (const run of await due(NOW + 99_000)) await store.indexRun(run, NOW);
    const indices = Array.from({ length: 20 }, (_, at) => 50 + at);
    for (const index of indices) await behind(index, index, "g");
    const waiting = (await due(NOW + 99_000)).length;
    expect(waiting).toBeGreaterThan(4);
    expect(waiting).toBeLessThan(20);
    expect(await list("metrics.g0:>=50", { sort: "metrics.g0" })).toEqual(indices);
    expect(await due(NOW + 99_000)).toEqual([]);
  });

  test("are found on another server, and after a restart", async () => {
    await behind(80, 5, "i");
    if (opened.beside !== undefined) expect(await list("metrics.i0:5", { at: await opened.beside() })).toEqual([80]);
    await log(runId(80), 6, NOW + 2, "i");
    store = await opened.reopen();
    expect(await list("metrics.i0:6")).toEqual([80]);
  });
}

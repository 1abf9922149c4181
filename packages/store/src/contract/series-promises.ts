import type { RunId, SealingRule, SeriesPart, SeriesSummary, Store } from "@polyaxon/orchestrator";
import { parseQuery } from "@polyaxon/query";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  create,
  createRunning,
  finish,
  newRun,
  type OpenedStore,
  openWithProject,
  PROJECT,
  runId,
  type StoreHarness,
} from "./harness.ts";

const NEVER_SO_MANY = 2 ** 50;
const NEVER: Omit<SealingRule, "now"> = {
  limit: 100,
  blocks: NEVER_SO_MANY,
  points: NEVER_SO_MANY,
  bytes: NEVER_SO_MANY,
  ageMs: NEVER_SO_MANY,
  ageOfDoneMs: NEVER_SO_MANY,
};

const summary = (name: string, more: Partial<SeriesSummary> = {}): SeriesSummary => ({
  name,
  points: 2,
  firstStep: 0,
  lastStep: 1,
  firstTime: 1_000_000,
  lastTime: 2_000_000,
  min: 0.25,
  max: 0.5,
  last: 0.25,
  ...more,
});

const block = (text: string, ...summaries: readonly SeriesSummary[]) => ({
  points: summaries.reduce((sum, { points }) => sum + points, 0),
  bytes: new TextEncoder().encode(`\0${text}`),
  summaries,
});

const part = (name: string, arrival: number, more: Partial<SeriesPart> = {}): SeriesPart => ({
  name,
  attempt: 1,
  arrival,
  index: 0,
  chunk: "c1",
  position: 0,
  length: 10,
  points: 2,
  stepMin: -0.5,
  stepMax: 1,
  ...more,
});

export function seriesPromises(harness: StoreHarness): void {
  let opened: OpenedStore;
  let store: Store;
  beforeAll(async () => {
    opened = await openWithProject(harness);
    store = opened.store;
  });
  afterAll(() => opened.dispose());

  const blocks = async (run: RunId, after: number | null = null, maxPoints = 1_000_000) =>
    (await store.seriesBlocks(run, { after, maxPoints })).map(({ bytes, ...rest }) => ({
      ...rest,
      text: new TextDecoder().decode(bytes).slice(1),
    }));
  const sealed = async (run: RunId, ...names: string[]) => (await store.sealedSeries([run], names))[0]?.parts;
  const texts = async (run: RunId) => (await blocks(run)).map(({ text }) => text);
  const metric = async (run: RunId, name: string) =>
    (await store.listArtifacts(run, { limit: 100, offset: 0, withCount: false })).results.find(
      (each) => each.name === name,
    );

  const found = async (query: string) => {
    const page = { query: parseQuery(query), limit: 10, offset: 0, withCount: false };
    return (await store.listRuns(PROJECT, page)).results.map(({ uuid }) => uuid);
  };

  describe("points that are added", () => {
    test("come back as they were, in the order of their arrival, a piece at a time", async () => {
      await create(store, newRun(1));
      for (const text of ["a", "b", "c"]) await store.appendSeries(runId(1), block(text, summary("loss")), { now: 1 });
      const all = await blocks(runId(1));
      expect(all).toMatchObject([
        { text: "a", points: 2, attempt: 0 },
        { text: "b", points: 2 },
        { text: "c", points: 2 },
      ]);
      expect(await blocks(runId(1), null, 4)).toEqual(all.slice(0, 2));
      expect(await blocks(runId(1), null, 1)).toEqual(all.slice(0, 1));
      expect(await blocks(runId(1), all[1]?.arrival)).toEqual(all.slice(2));
      expect(await blocks(runId(99))).toEqual([]);
    });

    test("in parallel are all there", async () => {
      await create(store, newRun(2));
      const each = Array.from({ length: 40 }, (_, at) =>
        store.appendSeries(runId(2), block(`p${at}`, summary("loss"), summary(`of${at % 4}`)), { now: 1 }),
      );
      expect(new Set(await Promise.all(each))).toEqual(new Set(["done"]));
      expect((await texts(runId(2))).toSorted()).toEqual(each.map((_, at) => `p${at}`).toSorted());
      await store.settleSeries(runId(2), 2);
      expect(await metric(runId(2), "loss")).toMatchObject({ summary: { metric: { count: 80 } } });
    });

    test("leave their last values in the outputs and their summary in the lineage", async () => {
      await create(store, newRun(3, { outputs: { kept: 1 } }));
      await store.appendSeries(
        runId(3),
        block("a", summary("loss"), summary("bad", { min: NaN, max: NaN, last: NaN })),
        {
          now: 1,
        },
      );
      const more = summary("loss", {
        points: 3,
        firstStep: 2,
        lastStep: 4,
        lastTime: 3_500_000,
        min: -1,
        max: 0,
        last: -0.5,
      });
      await store.appendSeries(runId(3), block("b", more), { now: 1_001 });
      expect((await store.getRun(runId(3)))?.outputs).toEqual({ kept: 1, loss: -0.5, bad: "NaN" });
      expect(await metric(runId(3), "loss")).toEqual({
        run: runId(3),
        name: "loss",
        kind: "metric",
        path: null,
        state: runId(3),
        isInput: false,
        summary: {
          is_event: true,
          step: { count: 5, min: 0, max: 4 },
          timestamp: { min: "1970-01-01T00:00:01.000Z", max: "1970-01-01T00:00:03.500Z" },
          metric: { count: 5, min: -1, max: 0.5, last: -0.5 },
        },
      });
      const query = parseQuery("metrics.loss:<-0.4");
      const { results } = await store.listRuns(PROJECT, { query, limit: 10, offset: 0, withCount: false });
      expect(results.map(({ uuid }) => uuid)).toEqual([runId(3)]);
      expect(await found("metrics_min.loss:-1, metrics_max.loss:0.5, metrics_max.bad:nil")).toEqual([runId(3)]);
    });

    test("are fenced by the newest attempt, and belong to it", async () => {
      await createRunning(store, 10, newRun(4));
      expect(await store.appendSeries(runId(4), block("a", summary("x")), { fence: 0, now: 11 })).toBe("stale-attempt");
      expect(await store.appendSeries(runId(4), block("b", summary("x")), { fence: 1, now: 11 })).toBe("done");
      expect(await store.appendSeries(runId(99), block("c", summary("x")), { now: 11 })).toBe("not-found");
      expect(await blocks(runId(4))).toMatchObject([{ text: "b", attempt: 1 }]);
    });

    test("leave alone what a file of events says of the same name", async () => {
      await create(store, newRun(5));
      const item = { name: "loss", kind: "metric", path: "events/metric/loss.plx", state: runId(5), summary: {} };
      await store.putArtifacts(runId(5), [{ ...item, isInput: false }], { now: 1 });
      await store.appendSeries(runId(5), block("a", summary("loss")), { now: 2 });
      expect(await metric(runId(5), "loss")).toMatchObject({ path: "events/metric/loss.plx", summary: {} });
    });

    test("of more than 10,000 names are refused whole", async () => {
      await create(store, newRun(6));
      const names = Array.from({ length: 10_000 }, (_, at) => summary(`m${at}`));
      expect(await store.appendSeries(runId(6), block("a", ...names), { now: 1 })).toBe("done");
      expect(await store.appendSeries(runId(6), block("b", summary("m0"), summary("one-more")), { now: 2 })).toBe(
        "too-many-names",
      );
      expect(await store.appendSeries(runId(6), block("c", summary("m0")), { now: 3 })).toBe("done");
      expect(await texts(runId(6))).toEqual(["a", "c"]);
    }, 60_000);
  });

  describe("a run that logs all the time", () => {
    const values = async (run: RunId) => {
      const detail = await store.getRun(run);
      return { outputs: detail?.outputs, version: detail?.version };
    };
    const at = (value: number, more: Partial<SeriesSummary> = {}) =>
      block(`at ${value}`, summary("loss", { points: 1, last: value, min: value, max: value, ...more }));
    const waiting = async (before: number) =>
      (await store.seriesToSettle({ before, limit: 100 })).filter((run) => run >= runId(50) && run < runId(60));

    test("is told of its values once a second, and of all that came in between", async () => {
      await create(store, newRun(50));
      for (let now = 10_000; now < 11_000; now += 10) await store.appendSeries(runId(50), at(now), { now });
      expect(await values(runId(50))).toEqual({ outputs: { loss: 10_000 }, version: 2 });
      expect(await blocks(runId(50))).toHaveLength(100);
      const bad = { min: Number.NaN, max: Number.NaN, last: Number.NaN };
      await store.appendSeries(runId(50), at(0, bad), { now: 11_000 });
      expect(await values(runId(50))).toEqual({ outputs: { loss: "NaN" }, version: 3 });
      expect(await metric(runId(50), "loss")).toMatchObject({
        summary: { metric: { count: 101, min: 10_000, max: 10_990, last: "NaN" } },
      });
    });

    test("ends with its very last values, and tells its parent those", async () => {
      await create(store, newRun(51, { managedBy: "user" }));
      for (const now of [10_000, 10_001, 10_002]) await store.appendSeries(runId(51), at(now), { now });
      await store.addCondition(runId(51), { type: "succeeded" }, { now: 10_003 });
      expect((await values(runId(51))).outputs).toEqual({ loss: 10_002 });
      await store.appendSeries(runId(51), at(7), { now: 10_004 });
      expect((await values(runId(51))).outputs).toEqual({ loss: 7 });
      expect(await waiting(99_999)).toEqual([]);
    });

    test("is told by a sweep when nothing else comes, also after a restart", async () => {
      await create(store, newRun(52));
      for (const now of [10_000, 10_001]) await store.appendSeries(runId(52), at(now), { now });
      store = await opened.reopen();
      expect(await waiting(10_000)).toEqual([]);
      expect(await waiting(10_001)).toEqual([runId(52)]);
      await store.settleSeries(runId(52), 12_000);
      expect(await values(runId(52))).toEqual({ outputs: { loss: 10_001 }, version: 3 });
      expect(await waiting(99_999)).toEqual([]);
      await store.settleSeries(runId(52), 12_001);
      expect((await values(runId(52))).version).toBe(3);
    });

    test("keeps what is patched after its points", async () => {
      await create(store, newRun(53));
      for (const now of [10_000, 10_001]) await store.appendSeries(runId(53), at(now), { now });
      await store.patchRun(runId(53), { outputs: { best: 1 }, merge: true }, { now: 10_002 });
      expect((await values(runId(53))).outputs).toEqual({ loss: 10_001, best: 1 });
      await store.appendSeries(runId(53), at(3), { now: 10_003 });
      await store.patchRun(runId(53), { outputs: { loss: 0 } }, { now: 10_004 });
      await store.settleSeries(runId(53), 10_005);
      expect((await values(runId(53))).outputs).toEqual({ loss: 0 });
    });

    test("is told what was acknowledged, however many metrics its lineage has got meanwhile", async () => {
      await create(store, newRun(54, { managedBy: "user" }));
      const run = runId(54);
      await store.appendSeries(run, at(1), { now: 10_000 });
      expect(await store.appendSeries(run, block("new", summary("late", { last: 5 })), { now: 10_001 })).toBe("done");
      const of = { run, kind: "metric", path: null, state: run, isInput: false, summary: {} };
      const metrics = Array.from({ length: 9_999 }, (_, index) => ({ ...of, name: `m${index}` }));
      await store.putArtifacts(run, metrics, { now: 10_002 });

      expect(await store.appendSeries(run, at(2), { now: 12_000 }), "a known name").toBe("done");
      expect((await values(run)).outputs).toEqual({ loss: 2, late: 5 });
      expect(await store.appendSeries(run, block("more", summary("one-more")), { now: 14_000 })).toBe("too-many-names");
      expect(await store.appendSeries(run, at(3), { now: 14_001 })).toBe("done");
      await store.addCondition(run, { type: "succeeded" }, { now: 14_002 });
      expect((await values(run)).outputs).toEqual({ loss: 3, late: 5 });
      expect(await waiting(99_999)).toEqual([]);
    }, 60_000);
  });

  describe("sealing", () => {
    test("exchanges blocks for parts in one transaction", async () => {
      await create(store, newRun(20));
      for (const text of ["a", "b", "c"]) await store.appendSeries(runId(20), block(text, summary("loss")), { now: 1 });
      const [a, b] = await blocks(runId(20));
      if (a === undefined || b === undefined) throw new Error("expected blocks");
      const parts = [
        part("loss", b.arrival),
        part("loss", b.arrival, { index: 1, stepMax: 2.5 }),
        part("acc", b.arrival),
      ];
      expect(await store.sealSeries(runId(20), { arrivals: [a.arrival, b.arrival], parts })).toBe("sealed");
      expect(await texts(runId(20))).toEqual(["c"]);
      expect(await sealed(runId(20), "loss")).toEqual(parts.slice(0, 2));
      expect(await sealed(runId(20), "acc", "none")).toEqual(parts.slice(2));
      expect(await store.seriesChunks(runId(20))).toEqual(["c1"]);
    });

    test("is told of many runs at once, and which of them have blocks besides", async () => {
      for (const run of [60, 61, 62]) await create(store, newRun(run));
      for (const run of [60, 61])
        await store.appendSeries(runId(run), block("a", summary("loss"), summary("acc")), { now: 1 });
      const [first] = await blocks(runId(60));
      if (first === undefined) throw new Error("expected a block");
      const parts = ["acc", "loss"].map((name) => part(name, first.arrival));
      await store.sealSeries(runId(60), { arrivals: [first.arrival], parts });
      const found = await store.sealedSeries([runId(62), runId(61), runId(60), runId(99)], ["loss", "acc"]);
      expect(found.toSorted((a, b) => (a.run < b.run ? -1 : 1))).toEqual([
        { run: runId(60), parts, hasBlocks: false },
        { run: runId(61), parts: [], hasBlocks: true },
        { run: runId(62), parts: [], hasBlocks: false },
      ]);
      expect(await store.sealedSeries([], ["loss"])).toEqual([]);
    });

    test("by a second process of the same blocks changes nothing", async () => {
      await create(store, newRun(21));
      for (const text of ["a", "b"]) await store.appendSeries(runId(21), block(text, summary("loss")), { now: 1 });
      const [a, b] = await blocks(runId(21));
      if (a === undefined || b === undefined) throw new Error("expected blocks");
      await store.sealSeries(runId(21), { arrivals: [a.arrival], parts: [part("loss", a.arrival)] });
      const late = { arrivals: [a.arrival, b.arrival], parts: [part("loss", b.arrival, { chunk: "late" })] };
      expect(await store.sealSeries(runId(21), late)).toBe("conflict");
      expect(await texts(runId(21))).toEqual(["b"]);
      expect(await store.seriesChunks(runId(21))).toEqual(["c1"]);
    });

    test("is due by number, by points, by bytes, by age, and sooner when the run has ended", async () => {
      await createRunning(store, 50, newRun(30), newRun(31));
      for (const at of [100, 200]) await store.appendSeries(runId(30), block("a", summary("x")), { now: at });
      await store.appendSeries(runId(31), block("bb", summary("x", { points: 7 })), { now: 300 });
      await finish(store, runId(31), 310);
      const due = async (rule: Partial<SealingRule>) =>
        (await store.tailsToSeal({ ...NEVER, now: 1_000, ...rule }))
          .map(({ run }) => run)
          .filter((run) => run === runId(30) || run === runId(31));
      expect(await due({})).toEqual([]);
      expect(await due({ blocks: 2 })).toEqual([runId(30)]);
      expect(await due({ points: 5 })).toEqual([runId(31)]);
      expect(await due({ bytes: 4 })).toEqual([runId(30)]);
      expect(await due({ ageMs: 900 })).toEqual([runId(30)]);
      expect(await due({ ageMs: 700 })).toEqual([runId(30), runId(31)]);
      expect(await due({ ageOfDoneMs: 0 })).toEqual([runId(31)]);
      expect(await store.tailsToSeal({ ...NEVER, now: 1_000, points: 7, limit: 100 })).toContainEqual({
        run: runId(31),
        blocks: 1,
        points: 7,
        bytes: 3,
      });
    });

    test("of all that there is leaves nothing due, and a deleted run is left to its removal", async () => {
      await create(store, newRun(40));
      await store.appendSeries(runId(40), block("a", summary("x")), { now: 1 });
      const [only] = await blocks(runId(40));
      const seal = { arrivals: [only?.arrival ?? 0], parts: [part("x", only?.arrival ?? 0)] };
      await store.sealSeries(runId(40), seal);
      const dueRuns = async () => (await store.tailsToSeal({ ...NEVER, now: 9_999, ageMs: 0 })).map(({ run }) => run);
      expect(await dueRuns()).not.toContain(runId(40));
      await store.appendSeries(runId(40), block("b", summary("x")), { now: 5 });
      expect(await dueRuns()).toContain(runId(40));
      await store.deleteRuns([runId(40)], 10);
      expect(await dueRuns()).not.toContain(runId(40));
      const [later] = await blocks(runId(40));
      expect(await store.sealSeries(runId(40), { arrivals: [later?.arrival ?? 0], parts: [] })).toBe("conflict");
    });
  });
}

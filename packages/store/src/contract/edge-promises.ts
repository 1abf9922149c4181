import type { ManualEdge, RunEdge, RunId, Save, Store } from "@polyaxon/orchestrator";
import { parseQuery } from "@polyaxon/query";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  create,
  leaseAll,
  makeProject,
  newRun,
  type OpenedStore,
  openWithProject,
  PROJECT,
  runId,
  saveOf,
  type StoreHarness,
} from "./harness.ts";

const ALL = { limit: 100, offset: 0, withCount: true };

const from = (index: number, params: ManualEdge["params"] = null): ManualEdge => ({
  run: runId(index),
  isUpstream: true,
  params,
});
const to = (index: number): ManualEdge => ({ run: runId(index), isUpstream: false, params: null });
const other = (index: number, more: Partial<RunEdge> = {}): RunEdge => ({
  run: { uuid: runId(index), name: `run-${index}`, kind: "job", runtime: "job" },
  kind: "manual",
  params: null,
  statuses: null,
  ...more,
});

/** What runs took from each other. */
export function edgePromises(harness: StoreHarness): void {
  let opened: OpenedStore;
  let store: Store;
  beforeAll(async () => {
    opened = await openWithProject(harness);
    store = opened.store;
  });
  afterAll(() => opened.dispose());

  const edges = async (run: RunId, towards: "upstream" | "downstream", query?: string) =>
    (await store.listEdges(run, towards, query === undefined ? ALL : { ...ALL, query: parseQuery(query) })).results;
  const ends = async (run: RunId, towards: "upstream" | "downstream") =>
    (await edges(run, towards)).map(({ run: { uuid } }) => uuid);
  const found = async (query: string) => {
    const { results } = await store.listRuns(PROJECT, { ...ALL, query: parseQuery(query) });
    return results.map(({ uuid }) => uuid).toSorted();
  };
  const saveEdges = async (run: RunId, added: Extract<Save["changes"][number], { kind: "add-edges" }>["edges"]) => {
    const items = await leaseAll(store, 50);
    const saves = items.map((item) =>
      saveOf(item, 51, { changes: item.run.uuid === run ? [{ kind: "add-edges", edges: added }] : [], wakeAt: 52 }),
    );
    for (const outcome of await store.saveAll(saves)) expect(outcome.kind).toBe("saved");
  };

  test("an edge is seen from both of its runs, the newest other run first", async () => {
    await create(store, newRun(1), newRun(2), newRun(3));
    expect(await store.setManualEdges(runId(3), [from(1, { lr: "outputs.lr" }), from(2)], { now: 4 })).toBe("done");
    expect(await edges(runId(3), "upstream")).toEqual([other(2), other(1, { params: { lr: "outputs.lr" } })]);
    expect(await edges(runId(1), "downstream")).toEqual([other(3, { params: { lr: "outputs.lr" } })]);
    expect(await edges(runId(3), "downstream")).toEqual([]);
    expect(await edges(runId(99), "upstream")).toEqual([]);
    expect(await store.listEdges(runId(3), "upstream", { ...ALL, limit: 1, offset: 1 })).toMatchObject({
      count: 2,
      results: [other(1, { params: { lr: "outputs.lr" } })],
    });
  });

  test("manual edges take the place of those before, in both directions; unknown runs and the run itself are passed over", async () => {
    await create(store, newRun(10), newRun(11), newRun(12));
    await store.setManualEdges(runId(10), [from(11), to(12)], { now: 13 });
    expect(await ends(runId(12), "upstream")).toEqual([runId(10)]);
    expect(await store.setManualEdges(runId(10), [to(11), from(99), from(10)], { now: 14 })).toBe("done");
    expect(await ends(runId(10), "upstream")).toEqual([]);
    expect(await ends(runId(10), "downstream")).toEqual([runId(11)]);
    expect(await ends(runId(12), "upstream")).toEqual([]);
    expect(await store.setManualEdges(runId(99), [from(11)], { now: 15 })).toBe("not-found");
    expect(await store.setManualEdges(runId(10), [from(11)], { fence: 7, now: 15 })).toBe("stale-attempt");
    expect(await ends(runId(10), "downstream")).toEqual([runId(11)]);
  });

  test("edges that a decision adds stay when manual ones are set, and are there once however often they are added", async () => {
    await create(store, newRun(20), newRun(21));
    const taken = { upstream: runId(20), kind: "run" as const, params: { data: "outputs.path" } };
    await saveEdges(runId(21), [taken, { ...taken, kind: "join" }, { ...taken, upstream: runId(99) }]);
    await saveEdges(runId(21), [taken]);
    await store.setManualEdges(runId(21), [from(20)], { now: 60 });
    await store.setManualEdges(runId(21), [], { now: 61 });
    const kinds = (await edges(runId(21), "upstream")).map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(["join", "run"]);
    expect(await edges(runId(21), "upstream", "kind:run")).toEqual([other(20, { kind: "run", params: taken.params })]);
    expect(await edges(runId(21), "upstream", "kind:~run, values:~nil, statuses:nil")).toHaveLength(1);
    expect(await edges(runId(21), "upstream", `upstream:${runId(20)}, downstream:${runId(21)}`)).toHaveLength(2);
    expect(await edges(runId(21), "upstream", `upstream:${runId(21)}`)).toEqual([]);
  });

  test("runs are found by the runs at the other end", async () => {
    await create(store, newRun(30, { name: "data" }), newRun(31), newRun(32, { kind: "service" }));
    await store.setManualEdges(runId(31), [from(30), to(32)], { now: 33 });
    expect(await found(`upstream:${runId(30)}|${runId(98)}`)).toEqual([runId(31)]);
    expect(await found("upstream.name:data")).toEqual([runId(31)]);
    expect(await found("downstream.kind:service")).toEqual([runId(31)]);
    expect(await found(`upstream:nil, downstream:~nil, uuid:${runId(30)}|${runId(31)}`)).toEqual([runId(30)]);
  });

  test("they go with a run that is removed, are hidden while it is being deleted, and survive a move to another project", async () => {
    await makeProject(store, "elsewhere");
    await create(store, newRun(40, { managedBy: "user" }), newRun(41, { managedBy: "user" }), newRun(42));
    await store.setManualEdges(runId(41), [from(40), from(42)], { now: 43 });
    await store.transferRuns([runId(42)], "elsewhere", 44);
    expect(await ends(runId(41), "upstream")).toEqual([runId(42), runId(40)]);
    await store.addCondition(runId(40), { type: "succeeded" }, { now: 45 });
    await store.deleteRuns([runId(40)], 46);
    expect(await ends(runId(41), "upstream")).toEqual([runId(42)]);
    const cleanUps = await store.takeOutbox({ now: 50, limit: 10, leaseMs: 1_000 });
    await store.settleOutbox(cleanUps.map(({ id }) => id));
    expect(await store.removeDeleted({ before: 60, limit: 10 })).toBe(1);
    expect(await found("upstream.name:run-40")).toEqual([]);
  });
}

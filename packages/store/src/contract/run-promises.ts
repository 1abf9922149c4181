import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  create,
  makeProject,
  newRun,
  type OpenedStore,
  openWithProject,
  PROJECT,
  runId,
  type StoreHarness,
  typesOf,
} from "./harness.ts";

export function runPromises(harness: StoreHarness): void {
  let opened: OpenedStore;
  beforeAll(async () => {
    opened = await openWithProject(harness);
  });
  afterAll(() => opened.dispose());

  test("a run is given back as it was made, with its first condition", async () => {
    const { store } = opened;
    const run = newRun(1, {
      description: "first",
      readme: "# hello",
      tags: ["b", "a", "b"],
      user: "ada",
      rawContent: '{"kind":"operation"}',
      inputs: { lr: 0.5, deep: { list: [1, null, "x"] } },
      outputs: { loss: 1 },
      metaInfo: { iteration: 3 },
    });
    await create(store, run);
    expect(await store.placeOf(runId(1))).toEqual({ project: PROJECT, attempt: 0 });
    expect(await store.getRun(runId(1))).toEqual({
      uuid: runId(1),
      project: PROJECT,
      projectUuid: `uuid-of-${PROJECT}`,
      name: "run-1",
      description: "first",
      readme: "# hello",
      tags: ["b", "a"],
      user: "ada",
      kind: "job",
      runtime: "job",
      managedBy: "agent",
      pending: null,
      status: "created",
      createdAt: 1,
      updatedAt: 1,
      startedAt: null,
      finishedAt: null,
      scheduleAt: null,
      waitTime: null,
      duration: null,
      inputs: { lr: 0.5, deep: { list: [1, null, "x"] } },
      outputs: { loss: 1 },
      metaInfo: { iteration: 3 },
      original: null,
      pipeline: null,
      controller: null,
      queue: null,
      liveState: 1,
      bookmarked: false,
      version: 1,
      attempt: 0,
      agent: null,
      limits: { maxRetries: 0, timeoutSeconds: null, ttlSeconds: null },
      rawContent: '{"kind":"operation"}',
      content: null,
      lastCondition: {
        type: "created",
        status: true,
        reason: "OperationServiceInit",
        message: null,
        lastUpdateTime: 1,
        lastTransitionTime: 1,
        metaInfo: null,
      },
    });
    expect(await store.getRun(runId(999))).toBeNull();
    expect(await store.placeOf(runId(999))).toBeNull();
    expect(await store.getConditions(runId(999))).toEqual([]);
  });

  test("many are all or nothing", async () => {
    const { store } = opened;
    await create(store, newRun(10));
    expect(await store.createRuns([newRun(11), newRun(10)])).toEqual({ kind: "exists", uuid: runId(10) });
    expect(await store.createRuns([newRun(12), newRun(12)])).toEqual({ kind: "exists", uuid: runId(12) });
    expect(await store.createRuns([newRun(13), newRun(14, { project: "nowhere" })])).toEqual({ kind: "no-project" });
    for (const index of [11, 12, 13, 14]) expect(await store.getRun(runId(index))).toBeNull();
  });

  test("parents and originals are named", async () => {
    const { store } = opened;
    await create(store, newRun(20, { kind: "matrix", runtime: "grid", name: "sweep" }));
    await create(
      store,
      newRun(21, { pipeline: runId(20), controller: runId(20), original: { uuid: runId(20), kind: "restart" } }),
    );
    expect(await store.getRun(runId(21))).toMatchObject({
      pipeline: { uuid: runId(20), name: "sweep", kind: "matrix" },
      controller: runId(20),
      original: { uuid: runId(20), name: "sweep", kind: "restart" },
    });
  });

  test("a bad unit fails alone, whatever is committed with it", async () => {
    const { store } = opened;
    await create(store, newRun(29));
    const outcomes = await Promise.allSettled([
      store.createRuns([newRun(30)]),
      store.patchRun(runId(29), { description: "said before" }, { now: 9 }),
      store.createRuns([newRun(31), newRun(32, { pipeline: runId(98_765) })]),
      store.patchRun(runId(29), { name: "still here" }, { now: 9 }),
      store.createRuns([newRun(33)]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
      "fulfilled",
      "fulfilled",
    ]);
    expect(
      await Promise.all([30, 31, 32, 33].map(async (index) => (await store.getRun(runId(index))) !== null)),
    ).toEqual([true, false, false, true]);
    // And the others happened once, however often they were tried.
    expect(await store.getRun(runId(29))).toMatchObject({
      name: "still here",
      description: "said before",
      version: 3,
    });
  });

  test("an imported history is kept as sent and asks for nothing", async () => {
    const { store } = opened;
    const condition = {
      status: "True",
      reason: "x",
      message: null,
      lastUpdateTime: 5,
      lastTransitionTime: 6,
      metaInfo: { a: 1 },
    } as const;
    const conditions = [
      { type: "running", ...condition },
      { type: "succeeded", ...condition, status: true },
    ] as const;
    await create(
      store,
      newRun(40, {
        managedBy: "user",
        runtime: null,
        outputs: { loss: 0.25 },
        imported: { status: "succeeded", conditions, startedAt: 5, finishedAt: 9, waitTime: 0.5, duration: 2.25 },
      }),
    );
    expect(await store.getRun(runId(40))).toMatchObject({
      status: "succeeded",
      startedAt: 5,
      finishedAt: 9,
      waitTime: 0.5,
      duration: 2.25,
    });
    expect(await store.getConditions(runId(40))).toEqual(conditions);
  });

  describe("conditions", () => {
    test("go through the lifecycle: an equal one replaces the last, a guarded one is ignored and still done", async () => {
      const { store } = opened;
      await create(store, newRun(50, { managedBy: "user" }));
      const add = (type: "running" | "succeeded" | "created", now: number, message: string | null = null) =>
        store.addCondition(runId(50), { type, message }, { now });
      expect(await add("running", 100)).toBe("done");
      expect(await add("running", 200, "again")).toBe("done");
      expect(await typesOf(store, runId(50))).toEqual(["created", "running"]);
      expect((await store.getConditions(runId(50)))[1]).toMatchObject({ message: "again", lastUpdateTime: 200 });
      await add("succeeded", 1150);
      await add("running", 1300);
      await add("created", 1300);
      expect(await typesOf(store, runId(50))).toEqual(["created", "running", "succeeded"]);
      expect(await store.getRun(runId(50))).toMatchObject({
        status: "succeeded",
        startedAt: 100,
        finishedAt: 1150,
        duration: 1.05,
      });
      expect(await store.addCondition(runId(51), { type: "running" }, { now: 1 })).toBe("not-found");
    });

    test("keep the shape of `status` as it was sent", async () => {
      const { store } = opened;
      await create(store, newRun(52, { managedBy: "user" }));
      await store.addCondition(runId(52), { type: "starting", status: "True" }, { now: 1 });
      await store.addCondition(
        runId(52),
        { type: "running", status: false, metaInfo: { user: { username: "ada" } } },
        { now: 1 },
      );
      expect((await store.getConditions(runId(52))).map(({ status, metaInfo }) => [status, metaInfo])).toEqual([
        [true, null],
        ["True", null],
        [false, { user: { username: "ada" } }],
      ]);
    });

    test("nobody but its agent says of a run that it is under way, or it would never end", async () => {
      const { store } = opened;
      await create(store, newRun(54, { pending: "approval" }), newRun(55, { kind: "matrix", runtime: "grid" }));
      for (const type of ["queued", "scheduled", "running", "warning", "unknown", "retrying"] as const) {
        expect(await store.addCondition(runId(54), { type }, { now: 1 })).toBe("done");
        expect(await store.addCondition(runId(55), { type }, { force: true, now: 1 })).toBe("done");
      }
      expect(await store.getRun(runId(54))).toMatchObject({ status: "created", version: 1 });
      expect(await store.getRun(runId(55))).toMatchObject({ status: "created", version: 1 });
      await store.addCondition(runId(54), { type: "failed" }, { now: 2 });
      expect(await store.getRun(runId(54))).toMatchObject({ status: "failed" });
    });

    test("only force moves a finished run", async () => {
      const { store } = opened;
      await create(store, newRun(53, { managedBy: "user" }));
      await store.addCondition(runId(53), { type: "failed" }, { now: 1 });
      await store.addCondition(runId(53), { type: "succeeded" }, { now: 2 });
      expect(await store.getRun(runId(53))).toMatchObject({ status: "failed" });
      await store.addCondition(runId(53), { type: "succeeded" }, { force: true, now: 2 });
      expect(await store.getRun(runId(53))).toMatchObject({ status: "succeeded" });
    });
  });

  test("the version rises by one with every stored change, and only then", async () => {
    const { store } = opened;
    await create(store, newRun(60));
    const version = async () => (await store.getRun(runId(60)))?.version;
    await store.patchRun(runId(60), { name: "a", outputs: { x: 1 } }, { now: 1 });
    expect(await version()).toBe(2);
    await store.patchRun(runId(60), { name: "a" }, { now: 1 });
    expect(await version()).toBe(2);
    await store.addCondition(runId(60), { type: "created" }, { now: 1 });
    expect(await version()).toBe(2);
    await store.patchRun(runId(60), { readme: "new" }, { now: 1 });
    expect(await version()).toBe(3);
  });

  test("subscribers hear after the commit, once for what was committed together", async () => {
    const { store } = opened;
    const heard: string[][] = [];
    const seenByListener: Promise<unknown>[] = [];
    const unsubscribe = store.subscribe((change) => {
      heard.push([...change.runs].sort());
      seenByListener.push(store.getRun(runId(70)));
    });
    await Promise.all([store.createRuns([newRun(70)]), store.createRuns([newRun(71)]), store.createRuns([newRun(72)])]);
    unsubscribe();
    await create(store, newRun(73));
    expect(heard.flat().sort()).toEqual([runId(70), runId(71), runId(72)]);
    expect(await seenByListener[0]).toMatchObject({ uuid: runId(70) });
  });

  test("projects do not see each other's runs", async () => {
    const { store } = opened;
    await makeProject(store, "other");
    await create(store, newRun(80, { project: "other" }));
    const page = await store.listRuns("other", { limit: 100, offset: 0, withCount: true });
    expect(page).toMatchObject({ count: 1, results: [{ uuid: runId(80), project: "other" }] });
    expect(await store.listRuns("unheard-of", { limit: 100, offset: 0, withCount: true })).toEqual({
      count: 0,
      next: null,
      results: [],
    });
  });

  test("the health check writes and reads", async () => {
    await expect(opened.store.ping()).resolves.toBeUndefined();
  });
}

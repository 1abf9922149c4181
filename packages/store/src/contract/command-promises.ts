import { parseQuery } from "@polyaxon/query";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  create,
  createQueued,
  createRunning,
  finish,
  leaseAll,
  makeProject,
  newRun,
  type OpenedStore,
  openWithProject,
  PROJECT,
  queueAll,
  runId,
  saveOf,
  statusOf,
  type StoreHarness,
} from "./harness.ts";

export function commandPromises(harness: StoreHarness): void {
  let opened: OpenedStore;
  beforeEach(async () => {
    opened = await openWithProject(harness);
  });
  afterEach(() => opened.dispose());

  const stop = (...indexes: number[]) =>
    opened.store.stopRuns(indexes.map(runId), { reason: "EventHandler", user: "ada", now: 100 });

  describe("stop", () => {
    test("ends at once what nothing executes, and asks the agent about the rest", async () => {
      const { store } = opened;
      await createRunning(store, 10, newRun(1));
      await createQueued(store, 10, newRun(2));
      await create(store, newRun(3), newRun(4, { managedBy: "user" }));
      await store.addCondition(runId(4), { type: "running" }, { now: 50 });
      await stop(1, 2, 3, 4, 999);
      expect(await Promise.all([1, 2, 3, 4].map((index) => statusOf(store, runId(index))))).toEqual([
        "stopping",
        "stopped",
        "stopped",
        "stopped",
      ]);
      expect(await store.stopping("agent-1")).toEqual([{ run: runId(1), attempt: 1, timedOut: false }]);
      expect((await store.getRun(runId(2)))?.lastCondition).toMatchObject({
        reason: "EventHandler",
        metaInfo: { user: { username: "ada" } },
      });
      expect(await store.claim({ agent: "agent-1", limit: 10, queues: [], now: 110 })).toEqual([]);
      await stop(1);
      expect(await finish(store, runId(1), 120)).toBe("accepted");
      expect(await store.getRun(runId(1))).toMatchObject({
        status: "stopped",
        agent: null,
        lastCondition: { reason: "EventHandler" },
      });
    });

    test("a run that somebody calls finished is ended on its agent, and keeps the status it was given", async () => {
      const { store } = opened;
      const heard: boolean[] = [];
      await createRunning(store, 10, newRun(1));
      store.subscribe(({ stopping }) => heard.push(stopping));
      await store.addCondition(runId(1), { type: "succeeded" }, { now: 20 });
      expect(heard).toContain(true);
      expect(await store.stopping("agent-1")).toEqual([{ run: runId(1), attempt: 1, timedOut: false }]);
      expect(await store.resumeRun(runId(1), {}, 25)).toBe("not-final");
      const reopened = await opened.reopen();
      expect(await reopened.stopping("agent-1")).toMatchObject([{ run: runId(1), attempt: 1 }]);
      expect(await finish(reopened, runId(1), 30, 143)).toBe("accepted");
      expect(await reopened.getRun(runId(1))).toMatchObject({ status: "succeeded", agent: null });
      expect(await reopened.stopping("agent-1")).toEqual([]);
    });

    test("takes the children of a pipeline along, and the parent hears of their ends", async () => {
      const { store } = opened;
      await createQueued(store, 5, newRun(1, { kind: "matrix", runtime: "grid" }));
      await createRunning(store, 10, newRun(2, { pipeline: runId(1) }));
      await create(store, newRun(3, { pipeline: runId(1) }));
      await stop(1);
      expect(await Promise.all([1, 2, 3].map((index) => statusOf(store, runId(index))))).toEqual([
        "stopping",
        "stopping",
        "stopped",
      ]);
      const parent = (await leaseAll(store, 200)).find(({ run }) => run.uuid === runId(1));
      expect(parent?.inbox).toMatchObject([{ child: runId(3), status: "stopped" }]);
    });

    test("a run whose time is up while nobody holds it ends at once", async () => {
      const { store } = opened;
      await createQueued(store, 10, newRun(1));
      await store.addCondition(
        runId(1),
        { type: "stopping", reason: "DeadlineExceeded", message: "60 s" },
        { now: 20 },
      );
      expect(await store.getRun(runId(1))).toMatchObject({
        status: "failed",
        lastCondition: { reason: "DeadlineExceeded", message: "60 s" },
      });
    });
  });

  test("skip works only before anything runs", async () => {
    const { store } = opened;
    await createQueued(store, 10, newRun(1));
    await create(store, newRun(2));
    await store.skipRuns([runId(1), runId(2)], { reason: "StateManager", now: 20 });
    expect([await statusOf(store, runId(1)), await statusOf(store, runId(2))]).toEqual(["queued", "skipped"]);
  });

  test("approve clears what holds a run and wakes it; files that arrived still wait for a person who wants to be asked", async () => {
    const { store } = opened;
    await create(
      store,
      newRun(1, { pending: "approval" }),
      newRun(2, { pending: "upload", rawContent: '{"isApproved":false}' }),
      newRun(3, { pending: "upload" }),
      newRun(4, { pending: "cache", original: { uuid: runId(1), kind: "cache" } }),
      newRun(5, { pending: "build" }),
    );
    await store.saveAll((await leaseAll(store, 10)).map((item) => saveOf(item, 10)));
    expect(await leaseAll(store, 20)).toEqual([]);
    await store.approveRuns([1, 2, 3, 4].map(runId), { now: 30 });
    await store.approveRuns([runId(5)], { only: ["approval", "cache"], now: 30 });
    const pending = await Promise.all(
      [1, 2, 3, 4, 5].map(async (index) => (await store.getRun(runId(index)))?.pending),
    );
    expect(pending).toEqual([null, "approval", null, null, "build"]);
    expect((await store.getRun(runId(4)))?.original).toBeNull();
    expect((await leaseAll(store, 30)).map(({ run }) => run.uuid).sort()).toEqual([runId(1), runId(3), runId(4)]);
  });

  test("resume: only a finished run, same uuid, due again", async () => {
    const { store } = opened;
    await createRunning(store, 10, newRun(1, { tags: ["old"] }));
    expect(await store.resumeRun(runId(1), {}, 20)).toBe("not-final");
    await finish(store, runId(1), 30, 1);
    expect(await store.resumeRun(runId(1), { rawContent: '{"new":1}', tags: ["new"], name: null }, 40)).toBe("resumed");
    expect(await store.resumeRun(runId(9), {}, 40)).toBe("not-found");
    expect(await store.getRun(runId(1))).toMatchObject({
      status: "resuming",
      rawContent: '{"new":1}',
      tags: ["new"],
      name: null,
      finishedAt: null,
      duration: null,
    });
    await queueAll(store, 50);
    const [claim] = await store.claim({ agent: "agent-1", limit: 1, queues: [], now: 60 });
    expect(claim).toMatchObject({ attempt: 2, run: { uuid: runId(1), status: "scheduled" } });
  });

  test("delete marks a family, stops it, and orders the clean-up once nothing of a run is alive", async () => {
    const { store } = opened;
    await create(store, newRun(1, { kind: "matrix", runtime: "grid" }));
    await createRunning(store, 10, newRun(2, { pipeline: runId(1) }));
    await create(store, newRun(3, { pipeline: runId(1) }));
    await store.deleteRuns([runId(1)], 20);
    expect(await Promise.all([1, 2, 3].map(async (index) => (await store.getRun(runId(index)))?.liveState))).toEqual([
      -1, -1, -1,
    ]);
    const take = (now: number) => store.takeOutbox({ now, limit: 10, leaseMs: 1_000 });
    const first = await take(20);
    expect(first.map(({ payload }) => payload["run"]).sort()).toEqual([runId(1), runId(3)]);
    expect(await take(30)).toEqual([]);
    await store.settleOutbox(first.slice(0, 1).map(({ id }) => id));
    await finish(store, runId(2), 40);
    const second = await take(2_000);
    expect(second.map(({ payload, tries }) => [payload["run"], tries])).toEqual([
      [runId(2), 1],
      [first[1]?.payload["run"], 2],
    ]);
    await store.deleteRuns([runId(1)], 50);
    await store.setLiveState([runId(1)], 1, 60);
    expect((await store.getRun(runId(1)))?.liveState).toBe(-1);
  });

  test("archive stops what is unfinished and restore brings it back to the lists", async () => {
    const { store } = opened;
    await create(store, newRun(1));
    await store.setLiveState([runId(1)], 0, 10);
    expect(await store.getRun(runId(1))).toMatchObject({ liveState: 0, status: "stopped" });
    await store.setLiveState([runId(1)], 1, 20);
    expect(await store.getRun(runId(1))).toMatchObject({ liveState: 1, status: "stopped" });
  });

  test("tags are added once; bookmarks leave the run as it is", async () => {
    const { store } = opened;
    await create(store, newRun(1, { tags: ["a"] }), newRun(2));
    await store.tagRuns([runId(1), runId(2), runId(9)], ["b", "a"], 10);
    expect((await store.getRun(runId(1)))?.tags).toEqual(["a", "b"]);
    expect((await store.getRun(runId(2)))?.tags).toEqual(["b", "a"]);
    await store.bookmarkRuns([runId(1), runId(9)], true);
    await store.bookmarkRuns([runId(1)], true);
    expect(await store.getRun(runId(1))).toMatchObject({ bookmarked: true, version: 2, updatedAt: 10 });
    const starred = await store.listRuns("digits", { limit: 5, offset: 0, withCount: true, bookmarks: true });
    expect(starred).toMatchObject({ count: 1, results: [{ uuid: runId(1), bookmarked: true }] });
    await store.bookmarkRuns([runId(1)], false);
    expect((await store.getRun(runId(1)))?.bookmarked).toBe(false);
  });

  test("runs move to another project with their children and what is indexed of them", async () => {
    const { store } = opened;
    await makeProject(store, "other");
    await create(
      store,
      newRun(1, { kind: "matrix", tags: ["a"], inputs: { lr: 1 } }),
      newRun(2, { pipeline: runId(1), controller: runId(1), inputs: { lr: 2 } }),
      newRun(3),
    );
    await store.patchRun(runId(2), { outputs: { loss: 1 } }, { now: 40 });
    expect(await store.transferRuns([runId(1), runId(9)], "other", 50)).toBe("done");
    const found = async (project: string, query: string) =>
      (await store.listRuns(project, { query: parseQuery(query), limit: 10, offset: 0, withCount: false })).results.map(
        ({ uuid }) => uuid,
      );
    expect(await found("other", "params.lr:>0")).toEqual(expect.arrayContaining([runId(1), runId(2)]));
    expect(await found("other", "tags:a")).toEqual([runId(1)]);
    expect(await found(PROJECT, "params.lr:>0")).toEqual([]);
    expect(await found(PROJECT, "status:created")).toEqual([runId(3)]);
    expect(await store.getRun(runId(2))).toMatchObject({ project: "other", updatedAt: 50 });
    await store.patchRun(runId(2), { outputs: { accuracy: 1 } }, { now: 55 });
    expect(await found("other", "metrics.accuracy:1")).toEqual([runId(2)]);
    expect(await found(PROJECT, "metrics.accuracy:1")).toEqual([]);

    const { version } = (await store.getRun(runId(1))) ?? {};
    expect(await store.transferRuns([runId(1)], "other", 60)).toBe("done");
    expect(await store.getRun(runId(1))).toMatchObject({ version, updatedAt: 50 });
    expect(await store.transferRuns([runId(3)], "nowhere", 60)).toBe("no-project");
  });

  test("lineage is upserted by name and state", async () => {
    const { store } = opened;
    await createRunning(store, 10, newRun(1));
    const artifact = {
      name: "model",
      kind: "model",
      path: "out/m.bin",
      state: runId(1),
      summary: { hash: "x" },
      isInput: false,
    };
    const put = (more: object, fence?: number) =>
      store.putArtifacts(runId(1), [{ ...artifact, ...more }], { now: 1, ...(fence === undefined ? {} : { fence }) });
    expect(await put({})).toBe("done");
    expect(await put({ kind: "file", summary: { hash: "y" } }, 1)).toBe("done");
    expect(await put({ name: "late" }, 2)).toBe("stale-attempt");
    expect(await put({ name: "data", isInput: true, path: null })).toBe("done");
    const page = await store.listArtifacts(runId(1), { limit: 10, offset: 0, withCount: true });
    expect(page).toEqual({
      count: 2,
      next: null,
      results: [
        { ...artifact, name: "data", isInput: true, path: null, run: runId(1) },
        { ...artifact, kind: "file", summary: { hash: "y" }, run: runId(1) },
      ],
    });
    await create(store, newRun(2));
    await store.putArtifacts(runId(2), [{ ...artifact, name: "other", state: runId(2) }], { now: 1 });
    const options = { limit: 10, offset: 0, withCount: true };
    const all = await store.listProjectArtifacts(PROJECT, options);
    expect(all.results.map(({ name, run, runName }) => [name, run, runName])).toEqual([
      ["data", runId(1), "run-1"],
      ["model", runId(1), "run-1"],
      ["other", runId(2), "run-2"],
    ]);
    const inputs = await store.listProjectArtifacts(PROJECT, { ...options, query: parseQuery("is_input:1") });
    expect(inputs).toMatchObject({ count: 1, results: [{ name: "data" }] });
    expect(await store.listProjectArtifacts("nowhere", options)).toMatchObject({ count: 0, results: [] });
    expect(await store.deleteArtifact(runId(1), "model")).toBe("deleted");
    expect(await store.deleteArtifact(runId(1), "model")).toBe("not-found");
    expect(await store.putArtifacts(runId(9), [], { now: 1 })).toBe("not-found");
  });
}

import type { RunId, Store } from "@polyaxon/orchestrator";
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
  runId,
  saveOf,
  statusOf,
  type StoreHarness,
} from "./harness.ts";

/** Archive, restore and delete, from the moment somebody asks until nothing is left. */
export function removalPromises(harness: StoreHarness): void {
  let opened: OpenedStore;
  let store: Store;
  beforeEach(async () => {
    opened = await openWithProject(harness);
    store = opened.store;
  });
  afterEach(() => opened.dispose());

  const liveStates = async (...runs: readonly number[]) =>
    Promise.all(runs.map(async (index) => (await store.getRun(runId(index)))?.liveState));
  const statuses = (...runs: readonly number[]) => Promise.all(runs.map((index) => statusOf(store, runId(index))));
  const listed = async () =>
    (await store.listRuns(PROJECT, { limit: 50, offset: 0, withCount: false })).results.map(({ uuid }) => uuid).sort();
  const take = (now: number) => store.takeOutbox({ now, limit: 50, leaseMs: 1_000 });
  /** As the worker does when nothing kills it. */
  async function cleanUp(now: number): Promise<readonly unknown[]> {
    const entries = await take(now);
    await store.settleOutbox(entries.map(({ id }) => id));
    return entries.map(({ payload }) => payload["run"]);
  }
  const remove = (before: number, limit = 100) => store.removeDeleted({ before, limit });

  /** Sweep 1 under way, its child 2 running, 3 waiting, 4 finished. */
  async function family(): Promise<void> {
    await create(store, newRun(1, { kind: "matrix", runtime: "grid" }));
    await createRunning(store, 10, newRun(4, { pipeline: runId(1) }), newRun(2, { pipeline: runId(1) }));
    await finish(store, runId(4), 12);
    await createQueued(store, 14, newRun(3, { pipeline: runId(1) }));
    const item = (await leaseAll(store, 15)).find(({ run }) => run.uuid === runId(1));
    if (item === undefined) throw new Error("the sweep was not due");
    const counts = { succeeded: 1, failed: 0, upstreamFailed: 0, stopped: 0, skipped: 0 };
    await store.saveAll([
      saveOf(item, 15, {
        changes: [
          { kind: "forget-inbox", upToSeq: item.inbox.at(-1)?.seq ?? 0 },
          { kind: "status", condition: { type: "running" } },
          { kind: "pipeline", state: { total: 3, created: 3, concurrency: null, ...counts } },
        ],
      }),
    ]);
  }

  describe("archive", () => {
    test("takes a family out of the lists and asks what is alive of it to stop; the slot is held until it has", async () => {
      await family();
      await store.setLiveState([runId(1)], 0, 20);
      expect(await liveStates(1, 2, 3, 4)).toEqual([0, 0, 0, 0]);
      expect(await statuses(1, 2, 3, 4)).toEqual(["stopping", "stopping", "stopped", "succeeded"]);
      expect(await store.stopping("agent-1")).toMatchObject([{ run: runId(2) }]);
      expect((await store.getRun(runId(2)))?.agent).toBe("agent-1");
      await finish(store, runId(2), 30, 143);
      expect(await store.getRun(runId(2))).toMatchObject({ status: "stopped", agent: null, liveState: 0 });
      expect(await take(99), "nothing of it is removed").toEqual([]);
      expect(await remove(99)).toBe(0);
    });

    test("a restored family is as it was left, and nothing of it starts again", async () => {
      await family();
      await store.setLiveState([runId(1)], 0, 20);
      store = await opened.reopen();
      await finish(store, runId(2), 30, 143);
      await store.setLiveState([runId(1)], 1, 40);
      expect(await liveStates(1, 2, 3, 4)).toEqual([1, 1, 1, 1]);
      expect(await statuses(2, 3, 4)).toEqual(["stopped", "stopped", "succeeded"]);
      expect(await store.claim({ agent: "agent-1", limit: 9, queues: [], now: 50 })).toEqual([]);
    });
  });

  describe("delete", () => {
    test("of a run that is alive orders the clean-up only when its executor has confirmed the end", async () => {
      await createRunning(store, 10, newRun(1));
      await store.deleteRuns([runId(1)], 20);
      expect(await statuses(1)).toEqual(["stopping"]);
      expect(await cleanUp(30)).toEqual([]);
      expect(await remove(99)).toBe(0);
      await finish(store, runId(1), 40, 143);
      expect(await cleanUp(50)).toEqual([runId(1)]);
      expect(await remove(99)).toBe(1);
      expect(await store.getRun(runId(1))).toBeNull();
    });

    test("is for good: nothing that was deleted is resumed", async () => {
      await family();
      await finish(store, runId(2), 30, 143);
      await store.deleteRuns([runId(1)], 40);
      expect(await store.resumeRun(runId(4), {}, 50)).toBe("deleted");
      expect(await statuses(2, 3, 4)).toEqual(["failed", "stopped", "succeeded"]);
      expect((await leaseAll(store, 60)).map(({ run }) => run.uuid)).not.toContain(runId(4));
      expect(await store.claim({ agent: "agent-1", limit: 9, queues: [], now: 70 })).toEqual([]);
    });

    test("forgets a run only after its files are gone, however often it is begun anew", async () => {
      await create(store, newRun(1, { tags: ["a"], inputs: { lr: 1 } }), newRun(2));
      await store.bookmarkRuns([runId(1)], true);
      const artifact = { name: "m", kind: "model", path: null, state: "s", summary: {}, isInput: false };
      await store.putArtifacts(runId(1), [artifact], { now: 5 });
      await store.deleteRuns([runId(1)], 20);
      expect((await take(30)).length, "performed, and killed before it is settled").toBe(1);
      store = await opened.reopen();
      expect(await remove(99)).toBe(0);
      expect(await cleanUp(5_000)).toEqual([runId(1)]);
      store = await opened.reopen();
      expect(await remove(99)).toBe(1);
      expect(await store.getRun(runId(1))).toBeNull();
      expect(await store.getConditions(runId(1))).toEqual([]);
      expect(await listed()).toEqual([runId(2)]);
      const page = await store.listArtifacts(runId(1), { limit: 9, offset: 0, withCount: false });
      expect(page.results).toEqual([]);
      expect(await remove(99), "there is nothing left to do").toBe(0);
      await create(store, newRun(1));
      expect(await store.getRun(runId(1)), "nothing of the old one shows in a new one").toMatchObject({
        tags: [],
        bookmarked: false,
      });
    });

    test("is kept for a while, for those who still ask", async () => {
      await create(store, newRun(1));
      await store.deleteRuns([runId(1)], 20);
      await cleanUp(30);
      expect(await remove(19)).toBe(0);
      expect(await liveStates(1)).toEqual([-1]);
      expect(await remove(20)).toBe(1);
    });

    test("a child of a sweep that goes on stays counted until the sweep has ended", async () => {
      await family();
      await store.deleteRuns([runId(4)], 20);
      expect(await cleanUp(30)).toEqual([runId(4)]);
      expect(await remove(99)).toBe(0);
      await store.addCondition(runId(1), { type: "stopped" }, { force: true, now: 40 });
      expect(await remove(99)).toBe(1);
      expect(await store.getRun(runId(4))).toBeNull();
      expect(await statuses(1, 2)).toEqual(["stopped", "stopping"]);
    });

    test("a few at a time, until nothing is left of a family", async () => {
      await family();
      await store.deleteRuns([runId(1)], 20);
      await finish(store, runId(2), 30, 143);
      const sweep = (await leaseAll(store, 40)).find(({ run }) => run.uuid === runId(1));
      if (sweep === undefined) throw new Error("the sweep was not due");
      await store.saveAll([saveOf(sweep, 40, { changes: [{ kind: "status", condition: { type: "stopped" } }] })]);
      expect([...(await cleanUp(50))].sort()).toEqual([1, 2, 3, 4].map(runId));
      expect(await remove(99, 3)).toBe(3);
      expect(await remove(99, 3)).toBe(1);
      expect(await remove(99, 3)).toBe(0);
      const left = await Promise.all([1, 2, 3, 4].map((index) => store.getRun(runId(index) as RunId)));
      expect(left).toEqual([null, null, null, null]);
      expect(await store.nextWakeAt()).toBeNull();
    });

    test("a deleted project goes when its last run has gone", async () => {
      await create(store, newRun(1));
      await store.deleteProject(PROJECT, 20);
      expect(await remove(99)).toBe(0);
      expect((await store.getRun(runId(1)))?.project).toContain("~deleted~");
      await cleanUp(30);
      expect(await remove(99)).toBe(1);
      await remove(99);
      await makeProject(store);
      expect(await listed()).toEqual([]);
    });
  });

  describe("a pipeline that somebody ends", () => {
    test("stops what is unfinished of it, whatever end it was given", async () => {
      await family();
      await store.addCondition(runId(1), { type: "succeeded", reason: "ByHand" }, { force: true, now: 20 });
      expect(await statuses(1, 2, 3, 4)).toEqual(["succeeded", "stopping", "stopped", "succeeded"]);
      expect((await store.getRun(runId(2)))?.lastCondition).toMatchObject({
        reason: "PipelineStopping",
        message: "its pipeline was said to be succeeded",
      });
      expect(await store.stopping("agent-1")).toMatchObject([{ run: runId(2) }]);
      await finish(store, runId(2), 30, 143);
      expect(await statuses(1, 2)).toEqual(["succeeded", "stopped"]);
    });

    test("also one that reports something at the same moment: the order is not lost, nor what it says", async () => {
      for (let reports = 16; reports < 24; reports += 1) {
        const [parent, child] = [reports * 100, reports * 100 + 1];
        await create(store, newRun(parent, { kind: "matrix", runtime: "grid", createdAt: 1 }));
        const children = Array.from({ length: 14 }, (_, index) =>
          newRun(child + index, { pipeline: runId(parent), createdAt: 1 }),
        );
        await createRunning(store, 10, ...children);
        const said = Array.from({ length: reports }, (_, step) =>
          store.patchRun(runId(child), { outputs: { [`loss_${step}`]: step }, merge: true }, { now: 20 }),
        );
        await Promise.all([store.addCondition(runId(parent), { type: "failed" }, { force: true, now: 20 }), ...said]);
        const run = await store.getRun(runId(child));
        expect([run?.status, Object.keys(run?.outputs ?? {}).length]).toEqual(["stopping", reports]);
      }
    });

    test("also when it was only said to be stopping; and nothing happens when the guards ignore the word", async () => {
      await family();
      await store.addCondition(runId(1), { type: "running" }, { now: 20 });
      expect(await statuses(2, 3)).toEqual(["running", "queued"]);
      await store.addCondition(runId(1), { type: "stopping" }, { now: 21 });
      expect(await statuses(1, 2, 3)).toEqual(["stopping", "stopping", "stopped"]);
      await store.addCondition(runId(4), { type: "failed" }, { now: 22 });
      expect(await statuses(4)).toEqual(["succeeded"]);
    });
  });
}

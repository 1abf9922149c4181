import type { RunId, Store } from "@polyaxon/orchestrator";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  create,
  createRunning,
  finish,
  COMPILED_AND_QUEUED,
  leaseAll,
  newRun,
  type OpenedStore,
  openWithProject,
  runId,
  saveOf,
  statusOf,
  type StoreHarness,
  typesOf,
} from "./harness.ts";

const STATE = {
  total: null,
  created: 0,
  succeeded: 0,
  failed: 0,
  upstreamFailed: 0,
  stopped: 0,
  skipped: 0,
  concurrency: null,
};

export function workPromises(harness: StoreHarness): void {
  let opened: OpenedStore;
  let store: Store;
  beforeEach(async () => {
    opened = await openWithProject(harness);
    store = opened.store;
  });
  afterEach(() => opened.dispose());

  const leased = async (now: number) => (await leaseAll(store, now)).map(({ run }) => run.uuid);

  test("a new run is due at its creation; a lease hides it until it is saved, given back or runs out", async () => {
    expect(await store.nextWakeAt()).toBeNull();
    await create(store, newRun(1, { createdAt: 100 }));
    expect(await store.nextWakeAt()).toBe(100);
    expect(await leased(99)).toEqual([]);
    expect(await leased(100)).toEqual([runId(1)]);
    expect(await leased(1_099)).toEqual([]);
    expect(await store.nextWakeAt()).toBe(1_100);
    const [item] = await leaseAll(store, 1_100, "second");
    expect(item?.run.uuid).toBe(runId(1));
    await store.releaseLease(runId(1), "lease", 1_200);
    expect(await leased(1_200)).toEqual([]);
    await store.releaseLease(runId(1), "second", 1_500);
    expect(await leased(1_499)).toEqual([]);
    expect(await leased(1_500)).toEqual([runId(1)]);
  });

  test("runs that nobody here manages are never due", async () => {
    await create(store, newRun(1, { managedBy: "user" }));
    await store.addCondition(runId(1), { type: "running" }, { now: 10 });
    expect(await leased(1_000)).toEqual([]);
  });

  test("oldest first, at most so many of one parent", async () => {
    await create(store, newRun(1, { kind: "matrix", createdAt: 5_000 }));
    await create(
      store,
      ...[2, 3, 4].map((index) => newRun(index, { pipeline: runId(1), createdAt: index })),
      newRun(9, { createdAt: 50 }),
    );
    const lease = async (limit: number, perPipeline: number) =>
      (await store.leaseDue({ now: 100, limit, perPipeline, leaseMs: 1_000, token: "t" })).map(({ run }) => run.uuid);
    expect(await lease(10, 2)).toEqual([runId(2), runId(3), runId(9)]);
    expect(await lease(10, 2)).toEqual([runId(4)]);
    expect(await lease(10, 2)).toEqual([]);
  });

  test("a wide parent does not hide others behind it", async () => {
    await create(store, newRun(1, { kind: "matrix", createdAt: 90 }));
    await create(
      store,
      ...Array.from({ length: 400 }, (_, index) => newRun(index + 100, { pipeline: runId(1), createdAt: 1 })),
      newRun(9, { createdAt: 50 }),
    );
    const items = await store.leaseDue({ now: 100, limit: 10, perPipeline: 3, leaseMs: 1_000, token: "t" });
    expect(items.map(({ run }) => run.uuid)).toEqual([runId(100), runId(101), runId(102), runId(9), runId(1)]);
  });

  describe("save", () => {
    test("stores all of a decision, and the next wake-up", async () => {
      await create(store, newRun(1));
      const [item] = await leaseAll(store, 10);
      if (item === undefined) throw new Error("nothing was due");
      const limits = { maxRetries: 2, timeoutSeconds: 60, ttlSeconds: 5 };
      const fields = {
        kind: "service",
        runtime: "service",
        inputs: { lr: 1 },
        metaInfo: { m: 1 },
        tags: ["t"],
        name: "n",
        description: "d",
        queue: "gpu",
        limits,
      } as const;
      const [outcome] = await store.saveAll([
        saveOf(item, 20, { changes: [...COMPILED_AND_QUEUED, { kind: "set", fields }], wakeAt: 500 }),
      ]);
      expect(outcome).toEqual({ kind: "saved", version: 2 });
      expect(await store.getRun(runId(1))).toMatchObject({
        ...fields,
        content: '{"compiled":true}',
        status: "queued",
        version: 2,
      });
      expect(await typesOf(store, runId(1))).toEqual(["created", "compiled", "queued"]);
      expect(await store.nextWakeAt()).toBe(500);
    });

    test("is refused when the run moved or the lease was lost; the run is due at once", async () => {
      await create(store, newRun(1), newRun(2), newRun(3));
      const [first, second, third] = await leaseAll(store, 10);
      if (first === undefined || second === undefined || third === undefined) throw new Error("not all were due");
      await store.patchRun(runId(1), { name: "moved" }, { now: 15 });
      const changes = COMPILED_AND_QUEUED;
      const outcomes = await store.saveAll([
        saveOf(first, 20, { changes }),
        saveOf(second, 20, { changes, leaseToken: "stolen" }),
        saveOf(third, 20, { changes }),
        saveOf({ ...first, run: { ...first.run, uuid: runId(99) } }, 20),
      ]);
      expect(outcomes.map(({ kind }) => kind)).toEqual(["conflict", "conflict", "saved", "conflict"]);
      expect([
        await statusOf(store, runId(1)),
        await statusOf(store, runId(2)),
        await statusOf(store, runId(3)),
      ]).toEqual(["created", "created", "queued"]);
      expect(await leased(20)).toEqual([runId(1)]);
    });

    test("that cannot be stored fails alone", async () => {
      await create(store, newRun(1), newRun(2));
      const [first, second] = await leaseAll(store, 10);
      if (first === undefined || second === undefined) throw new Error("not all were due");
      const orphan = newRun(50, { project: "nowhere" });
      const outcomes = await store.saveAll([
        saveOf(first, 20, { changes: [...COMPILED_AND_QUEUED, { kind: "create-children", runs: [orphan] }] }),
        saveOf(second, 20, { changes: COMPILED_AND_QUEUED }),
      ]);
      expect(outcomes).toMatchObject([{ kind: "failed", error: expect.any(Error) as Error }, { kind: "saved" }]);
      expect(await statusOf(store, runId(1))).toBe("created");
      expect(await leased(20), "its lease stays").not.toContain(runId(1));
      await store.releaseLease(runId(1), first.leaseToken, 30);
      expect(await leased(30)).toContain(runId(1));
    });

    test("keeps an earlier wake-up that came during the lease", async () => {
      await create(store, newRun(1, { pending: "approval" }));
      const [item] = await leaseAll(store, 10);
      if (item === undefined) throw new Error("nothing was due");
      await store.approveRuns([runId(1)], { now: 30 });
      const [fresh] = [await store.getRun(runId(1))];
      await store.saveAll([saveOf(item, 40, { expectedVersion: fresh?.version ?? 0, wakeAt: 9_000 })]);
      expect(await store.nextWakeAt()).toBe(30);
    });

    test("drives a pipeline: state, children once, inbox in order and forgotten, children stopped", async () => {
      await create(store, newRun(1, { kind: "matrix" }));
      const lease = async (now: number) => {
        const item = (await leaseAll(store, now)).find(({ run }) => run.uuid === runId(1));
        if (item === undefined) throw new Error("the parent was not due");
        return item;
      };
      const children = [2, 3, 4].map((index) =>
        newRun(index, { pipeline: runId(1), controller: runId(1), createdAt: 20 }),
      );
      const state = { ...STATE, total: 3, created: 3, concurrency: 2 };
      await store.saveAll([
        saveOf(await lease(10), 20, {
          changes: [
            { kind: "status", condition: { type: "running" } },
            { kind: "pipeline", state },
            { kind: "create-children", runs: children },
          ],
          wakeAt: 25,
        }),
      ]);
      const again = await lease(25);
      expect(again).toMatchObject({ pipelineState: state, inbox: [] });
      expect(
        await store.saveAll([saveOf(again, 26, { changes: [{ kind: "create-children", runs: children }] })]),
      ).toMatchObject([{ kind: "saved" }]);
      await store.patchRun(runId(3), { outputs: { loss: 3 } }, { now: 30 });
      await store.skipRuns([runId(3), runId(2)], { reason: "x", now: 30 });
      const woken = await lease(30);
      expect(woken.inbox).toMatchObject([
        { child: runId(3), status: "skipped", outputs: { loss: 3 } },
        { child: runId(2), status: "skipped", outputs: null },
      ]);
      const seen = woken.inbox[0]?.seq ?? 0;
      await store.saveAll([
        saveOf(woken, 40, {
          changes: [
            { kind: "forget-inbox", upToSeq: seen },
            { kind: "stop-children", reason: "PipelineStopping", message: "why" },
          ],
        }),
      ]);
      expect(await store.getRun(runId(4))).toMatchObject({
        status: "stopped",
        lastCondition: { reason: "PipelineStopping", message: "why" },
      });
      expect((await lease(40)).inbox).toMatchObject([{ child: runId(2) }, { child: runId(4), status: "stopped" }]);
    });

    test("a child that is resumed takes its end back, also from a parent that has ended", async () => {
      await create(store, newRun(1, { kind: "matrix" }));
      await create(store, newRun(2, { pipeline: runId(1), createdAt: 10 ** 12 }));
      const heard = async (now: number) => {
        const item = (await leaseAll(store, now)).find(({ run }) => run.uuid === runId(1));
        if (item === undefined) throw new Error("the parent was not due");
        const upToSeq = item.inbox.at(-1)?.seq ?? 0;
        await store.saveAll([saveOf(item, now, { changes: [{ kind: "forget-inbox", upToSeq }] })]);
        return item.inbox.map(({ status, takenBack }) => [status, takenBack === true]);
      };
      expect(await heard(10)).toEqual([]);
      await store.skipRuns([runId(2)], { reason: "x", now: 20 });
      expect(await heard(20)).toEqual([["skipped", false]]);
      await store.addCondition(runId(1), { type: "failed" }, { now: 30 });
      expect(await heard(30)).toEqual([]);
      await store.resumeRun(runId(2), {}, 40);
      expect(await heard(40)).toEqual([["skipped", true]]);
      await store.stopRuns([runId(2)], { reason: "x", user: null, now: 50 });
      await store.addCondition(runId(2), { type: "failed" }, { force: true, now: 60 });
      expect(await heard(60)).toEqual([
        ["stopped", false],
        ["stopped", true],
        ["failed", false],
      ]);
    });

    test("a finished run that is forced to go on is on the work list again: its time limit counts", async () => {
      await createRunning(store, 10, newRun(1));
      await store.addCondition(runId(1), { type: "failed" }, { force: true, now: 20 });
      expect(await leased(20)).toEqual([]);
      await store.addCondition(runId(1), { type: "running" }, { force: true, now: 30 });
      expect(await leased(30)).toEqual([runId(1)]);
    });

    test("a sweep that failed is resumed with the children that did not succeed, and their ends are taken back", async () => {
      const children = [2, 3, 4, 5].map((index) => newRun(index, { pipeline: runId(1) }));
      await create(store, newRun(1, { kind: "matrix", runtime: "grid" }), ...children);
      for (const [index, type] of [
        [2, "succeeded"],
        [3, "failed"],
        [4, "stopped"],
        [5, "skipped"],
        [1, "failed"],
      ] as const)
        await store.addCondition(runId(index), { type }, { now: 20 });
      const parent = async (now: number) => (await leaseAll(store, now)).find(({ run }) => run.uuid === runId(1));
      const ended = await parent(20);
      if (ended === undefined) throw new Error("the parent was not due");
      const upToSeq = ended.inbox.at(-1)?.seq ?? 0;
      await store.saveAll([saveOf(ended, 20, { changes: [{ kind: "forget-inbox", upToSeq }] })]);

      expect(await store.resumeRun(runId(1), {}, 2_000)).toBe("resumed");
      const statuses = await Promise.all([1, 2, 3, 4, 5].map((index) => statusOf(store, runId(index))));
      expect(statuses).toEqual(["resuming", "succeeded", "resuming", "resuming", "skipped"]);
      const due = await leaseAll(store, 2_000);
      expect(due.map(({ run }) => run.uuid).sort()).toEqual([runId(1), runId(3), runId(4)]);
      expect(due.find(({ run }) => run.uuid === runId(1))?.inbox).toMatchObject([
        { child: runId(3), status: "failed", takenBack: true },
        { child: runId(4), status: "stopped", takenBack: true },
      ]);
    });

    test("a final leaf leaves the work list", async () => {
      await create(store, newRun(1), newRun(2));
      await store.skipRuns([runId(1)], { reason: "x", now: 5 });
      const [item] = await leaseAll(store, 10);
      if (item === undefined) throw new Error("nothing was due");
      await store.saveAll([saveOf(item, 10, { changes: [{ kind: "status", condition: { type: "failed" } }] })]);
      expect(await store.nextWakeAt()).toBeNull();
    });
  });

  test("when the clock was set back, what lies in the future comes earlier by as much; what is due stays due", async () => {
    await create(store, newRun(1, { createdAt: 100 }), newRun(2, { createdAt: 90_000 }));
    await create(store, newRun(4));
    await store.deleteRuns([runId(4)], 100);
    expect((await store.takeOutbox({ now: 100, limit: 9, leaseMs: 70_000 })).length).toBe(1);
    await store.bringForward(60_000, 200);
    expect(await leased(199)).toEqual([runId(1)]);
    expect(await store.takeOutbox({ now: 10_099, limit: 9, leaseMs: 70_000 })).toEqual([]);
    expect((await store.takeOutbox({ now: 10_100, limit: 9, leaseMs: 70_000 })).length).toBe(1);
    expect(await leased(1_198), "the lease").toEqual([]);
    await store.bringForward(1_000, 1_198);
    expect(await leased(1_198), "ends earlier as well").toEqual([runId(1)]);
    expect(await leased(28_999)).toEqual([runId(1)]);
    expect(await leased(29_000)).toEqual([runId(2)]);
  });

  test("tells when the newest change of a run that waits was stored", async () => {
    expect(await store.latestChange()).toBeNull();
    await create(store, newRun(1, { createdAt: 100 }), newRun(2, { createdAt: 90_000 }));
    expect(await store.latestChange()).toBe(90_000);
    await store.skipRuns([runId(2)], { reason: "x", now: 99_000 });
    expect(await store.latestChange(), "what is over counts no more").toBe(100);
  });

  test("leases of a process that is gone are broken at once", async () => {
    await create(store, newRun(1), newRun(2));
    await leaseAll(store, 10);
    const reopened = await opened.reopen();
    expect(await reopened.breakAllLeases()).toBe(2);
    expect(await reopened.breakAllLeases()).toBe(0);
    expect((await leaseAll(reopened, 11)).length).toBe(2);
  });

  test("no wake-up is lost, however children's ends fall between lease and save", async () => {
    type Step = "end" | "lease" | "save" | "expire";
    let index = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom<Step>("end", "end", "lease", "save", "expire"), { minLength: 4, maxLength: 24 }),
        async (steps) => {
          const parent = ++index * 1_000;
          const ends = steps.filter((step) => step === "end").length;
          await create(store, newRun(parent, { kind: "matrix", createdAt: 0 }));
          if (ends > 0)
            await create(
              store,
              ...Array.from({ length: ends }, (_, child) =>
                newRun(parent + child + 1, { pipeline: runId(parent), createdAt: 10 ** 12 }),
              ),
            );
          const heard: RunId[] = [];
          let next = parent;
          let now = 1;
          const waiting: Parameters<typeof saveOf>[0][] = [];
          const lease = async () => {
            const items = await store.leaseDue({ now, limit: 10, perPipeline: 10, leaseMs: 100, token: `t${now}` });
            waiting.push(...items.filter(({ run }) => run.uuid === runId(parent)));
          };
          const save = async () => {
            const item = waiting.shift();
            if (item === undefined) return;
            const upToSeq = item.inbox.at(-1)?.seq ?? 0;
            const [outcome] = await store.saveAll([
              saveOf(item, now, { changes: [{ kind: "forget-inbox", upToSeq }] }),
            ]);
            if (outcome?.kind === "saved") heard.push(...item.inbox.map(({ child }) => child));
          };
          for (const step of steps) {
            now += 1;
            if (step === "end") await store.skipRuns([runId(++next)], { reason: "x", now });
            if (step === "lease") await lease();
            if (step === "save") await save();
            if (step === "expire") now += 100;
          }
          for (let round = 0; round < 50 && ((await store.nextWakeAt()) ?? 10 ** 12) < 10 ** 12; round++) {
            now += 101;
            await lease();
            while (waiting.length > 0) await save();
          }
          expect([...heard].sort()).toEqual(
            Array.from({ length: ends }, (_, child) => runId(parent + child + 1)).sort(),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  test("a timed run is due when it starts, a retry after its back-off", async () => {
    await create(store, newRun(1));
    const [item] = await leaseAll(store, 10);
    if (item === undefined) throw new Error("nothing was due");
    const limits = { maxRetries: 1, timeoutSeconds: 60, ttlSeconds: null };
    await store.saveAll([saveOf(item, 10, { changes: [{ kind: "set", fields: { limits } }, ...COMPILED_AND_QUEUED] })]);
    expect(await store.nextWakeAt()).toBeNull();
    await store.claim({ agent: "agent-1", limit: 1, queues: [], now: 20 });
    expect(await leased(20)).toEqual([runId(1)]);
    await store.releaseLease(runId(1), "lease", 60_020);
    expect(await finish(store, runId(1), 30, 1)).toBe("accepted");
    expect(await statusOf(store, runId(1))).toBe("retrying");
    expect(await store.nextWakeAt()).toBe(1_030);
  });
}

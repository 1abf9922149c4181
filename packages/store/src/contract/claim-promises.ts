import type { AttemptReport, Store } from "@polyaxon/orchestrator";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  COMPILED_AND_QUEUED,
  create,
  createQueued,
  createRunning,
  finish,
  leaseAll,
  newRun,
  type OpenedStore,
  openWithProject,
  queueAll,
  runId,
  saveOf,
  statusOf,
  type StoreHarness,
  typesOf,
} from "./harness.ts";

export function claimPromises(harness: StoreHarness): void {
  let opened: OpenedStore;
  let store: Store;
  beforeEach(async () => {
    opened = await openWithProject(harness);
    store = opened.store;
  });
  afterEach(() => opened.dispose());

  const claim = async (limit: number, queues: readonly string[] = [], agent = "agent-1") =>
    (await store.claim({ agent, limit, queues, now: 100 })).map(({ run }) => run.uuid);

  /** A matrix with children that wait in the queue. */
  async function createSweep(parent: number, concurrency: number, children: number): Promise<void> {
    await create(store, newRun(parent, { kind: "matrix", runtime: "grid", createdAt: 1 }));
    const item = (await leaseAll(store, 10)).find(({ run }) => run.uuid === runId(parent));
    if (item === undefined) throw new Error("the parent was not due");
    const state = {
      total: children,
      created: children,
      succeeded: 0,
      failed: 0,
      upstreamFailed: 0,
      stopped: 0,
      skipped: 0,
      concurrency,
    };
    const runs = Array.from({ length: children }, (_, index) =>
      newRun(parent + index + 1, { pipeline: runId(parent), createdAt: 10 }),
    );
    await store.saveAll([
      saveOf(item, 10, {
        changes: [
          { kind: "status", condition: { type: "running" } },
          { kind: "pipeline", state },
          { kind: "create-children", runs },
        ],
      }),
    ]);
    await queueAll(store, 20);
  }

  test("a claim hands out the compiled operation, a new attempt, and the status `scheduled`", async () => {
    await createQueued(store, 10, newRun(1, { inputs: { lr: 1 } }));
    const [claimed] = await store.claim({ agent: "agent-1", limit: 5, queues: [], now: 100 });
    expect(claimed).toMatchObject({
      attempt: 1,
      content: '{"compiled":true}',
      run: { uuid: runId(1), status: "scheduled", attempt: 1, agent: "agent-1", inputs: { lr: 1 }, startedAt: 100 },
    });
    expect(claimed?.run).toEqual(
      await store.getRun(runId(1)).then((run) => {
        if (run === null) throw new Error("the run is gone");
        const { readme: _r, rawContent: _w, content: _c, lastCondition: _l, bookmarked: _b, ...record } = run;
        return record;
      }),
    );
    expect(await claim(5)).toEqual([]);
  });

  test("oldest first; a named queue only to an agent that serves it, no queue to all", async () => {
    await create(store, newRun(1), newRun(2), newRun(3));
    const items = await leaseAll(store, 10);
    await store.saveAll(
      items.map((item) =>
        saveOf(item, 10, {
          changes: [
            ...(item.run.uuid === runId(1) ? [{ kind: "set", fields: { queue: "gpu" } } as const] : []),
            ...COMPILED_AND_QUEUED,
          ],
        }),
      ),
    );
    expect(await claim(1, ["cpu"])).toEqual([runId(2)]);
    expect(await claim(5, ["cpu", "gpu"])).toEqual([runId(1), runId(3)]);
  });

  test("runs that no agent may execute are not handed out", async () => {
    await create(store, newRun(1, { managedBy: "user" }));
    await store.addCondition(runId(1), { type: "queued" }, { now: 1 });
    await createQueued(store, 10, newRun(2, { kind: "matrix" }));
    expect(await claim(5)).toEqual([]);
  });

  test("a run whose first attempt still holds its slot is not handed out again", async () => {
    await createRunning(store, 10, newRun(1));
    await store.addCondition(runId(1), { type: "queued" }, { now: 20 });
    expect(await claim(5)).toEqual([]);
    expect(await finish(store, runId(1), 30)).toBe("accepted");
    expect(await statusOf(store, runId(1))).toBe("succeeded");
    expect(await claim(5)).toEqual([]);
  });

  test("an agent never holds more than its slots, and hears what it holds when it comes back", async () => {
    await createQueued(store, 10, newRun(1), newRun(2), newRun(3));
    const agent = { name: "agent-1", version: "1", slots: 2, queues: [] };
    expect(await store.registerAgent(agent, 1)).toEqual([]);
    expect(await claim(10)).toEqual([runId(1), runId(2)]);
    expect(await claim(10)).toEqual([]);
    const held = await store.registerAgent({ ...agent, version: "2" }, 5);
    expect(held.map(({ run, attempt, content }) => [run.uuid, attempt, content])).toEqual([
      [runId(1), 1, '{"compiled":true}'],
      [runId(2), 1, '{"compiled":true}'],
    ]);
    await store.heartbeat("agent-1", 9);
    await finish(store, runId(1), 30);
    expect(await claim(10)).toEqual([runId(3)]);
  });

  describe("reports", () => {
    test("move the status; the exit code decides the end; a repeat is stale", async () => {
      await createRunning(store, 10, newRun(1), newRun(2));
      expect(await finish(store, runId(1), 20, 0)).toBe("accepted");
      expect(await finish(store, runId(1), 20, 0)).toBe("stale");
      expect(await finish(store, runId(2), 20, 7)).toBe("accepted");
      expect(await typesOf(store, runId(1))).toEqual([
        "created",
        "compiled",
        "queued",
        "scheduled",
        "running",
        "succeeded",
      ]);
      expect(await store.getRun(runId(2))).toMatchObject({
        status: "failed",
        agent: null,
        lastCondition: { reason: "ExitCode", message: "exit code 7" },
      });
      expect(await finish(store, runId(99), 20)).toBe("stale");
    });

    test("a final word in a status report is only a hint", async () => {
      await createRunning(store, 10, newRun(1));
      const hint: AttemptReport = { kind: "status", run: runId(1), attempt: 1, condition: { type: "succeeded" } };
      expect(await store.report("agent-1", [hint], 20)).toMatchObject([{ kind: "accepted" }]);
      expect(await statusOf(store, runId(1))).toBe("running");
      await finish(store, runId(1), 30, 1);
      expect(await statusOf(store, runId(1))).toBe("failed");
    });

    test("of another agent or an older attempt are stale", async () => {
      await create(store, newRun(1));
      const [item] = await leaseAll(store, 10);
      if (item === undefined) throw new Error("nothing was due");
      const limits = { maxRetries: 1, timeoutSeconds: null, ttlSeconds: null };
      await store.saveAll([
        saveOf(item, 10, { changes: [{ kind: "set", fields: { limits } }, ...COMPILED_AND_QUEUED] }),
      ]);
      await claim(1);
      expect(await finish(store, runId(1), 20, 1, 1, "agent-2")).toBe("stale");
      expect(await finish(store, runId(1), 20, 1)).toBe("accepted");
      const [retry] = await leaseAll(store, 5_000);
      if (retry === undefined) throw new Error("the retry was not due");
      await store.saveAll([saveOf(retry, 5_000, { changes: [{ kind: "status", condition: { type: "queued" } }] })]);
      const [second] = await store.claim({ agent: "agent-1", limit: 1, queues: [], now: 5_100 });
      expect(second?.attempt).toBe(2);
      expect(await finish(store, runId(1), 5_200, 0, 1)).toBe("stale");
      expect(await store.patchRun(runId(1), { name: "late" }, { fence: 1, now: 5_200 })).toBe("stale-attempt");
      expect(await finish(store, runId(1), 5_300, 1, 2)).toBe("accepted");
      expect(await statusOf(store, runId(1))).toBe("failed");
    });

    test("timed-out attempts are told so", async () => {
      await createRunning(store, 10, newRun(1));
      await store.addCondition(runId(1), { type: "stopping", reason: "DeadlineExceeded" }, { now: 20 });
      expect(await store.stopping("agent-1")).toEqual([{ run: runId(1), attempt: 1, timedOut: true }]);
      const outcome = { kind: "stopped" } as const;
      await store.report("agent-1", [{ kind: "finished", run: runId(1), attempt: 1, outcome }], 30);
      expect(await store.getRun(runId(1))).toMatchObject({
        status: "failed",
        lastCondition: { reason: "DeadlineExceeded" },
      });
      expect(await store.stopping("agent-1")).toEqual([]);
    });
  });

  test("a slot of a pipeline is held from the claim until the end is confirmed", async () => {
    await createSweep(1_000, 2, 4);
    expect(await claim(10)).toEqual([runId(1_001), runId(1_002)]);
    await store.stopRuns([runId(1_001)], { reason: "x", user: null, now: 110 });
    expect(await claim(10)).toEqual([]);
    await finish(store, runId(1_001), 120);
    expect(await claim(10)).toEqual([runId(1_003)]);
    await finish(store, runId(1_001), 120);
    expect(await claim(10)).toEqual([]);
  });

  test("limits are never exceeded and everything ends, whatever the order", async () => {
    let base = 0;
    const op = fc.oneof(
      fc.record({
        kind: fc.constant("claim" as const),
        agent: fc.constantFrom("a", "b"),
        limit: fc.integer({ min: 1, max: 6 }),
      }),
      fc.record({ kind: fc.constant("finish" as const), pick: fc.nat(50) }),
      fc.record({ kind: fc.constant("stop" as const), pick: fc.nat(50) }),
    );
    const slots: Readonly<Record<string, number>> = { a: 2, b: 3 };
    for (const [name, count] of Object.entries(slots))
      await store.registerAgent({ name, version: "1", slots: count, queues: [] }, 1);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        fc.array(op, { maxLength: 15 }),
        async (one, two, ops) => {
          base += 10_000;
          await createSweep(base, one, 5);
          await createSweep(base + 5_000, two, 5);
          const held = new Map<string, { agent: string; parent: string; attempt: number }>();
          const check = (): void => {
            const count = (test: (of: { agent: string; parent: string }) => boolean) =>
              [...held.values()].filter(test).length;
            for (const [agent, limit] of Object.entries(slots))
              expect(count((of) => of.agent === agent)).toBeLessThanOrEqual(limit);
            expect(count((of) => of.parent === runId(base))).toBeLessThanOrEqual(one);
            expect(count((of) => of.parent === runId(base + 5_000))).toBeLessThanOrEqual(two);
          };
          const take = async (agent: string, limit: number) => {
            // Two requests at once, as from an agent whose first answer was lost.
            const both = await Promise.all([
              store.claim({ agent, limit, queues: [], now: 100 }),
              store.claim({ agent, limit, queues: [], now: 100 }),
            ]);
            for (const { run, attempt } of both.flat()) {
              expect(held.has(run.uuid)).toBe(false);
              held.set(run.uuid, { agent, parent: run.pipeline?.uuid ?? "", attempt });
            }
            check();
          };
          const end = async (pick: number) => {
            const [uuid, of] = [...held][pick % Math.max(held.size, 1)] ?? [];
            if (uuid === undefined || of === undefined) return;
            expect(await finish(store, uuid as ReturnType<typeof runId>, 120, 0, of.attempt, of.agent)).toBe(
              "accepted",
            );
            held.delete(uuid);
          };
          for (const each of ops) {
            if (each.kind === "claim") await take(each.agent, each.limit);
            if (each.kind === "finish") await end(each.pick);
            if (each.kind === "stop")
              await store.stopRuns([runId(base + 1 + (each.pick % 5))], { reason: "x", user: null, now: 110 });
          }
          for (let round = 0; round < 40; round++) {
            await take("a", 6);
            await take("b", 6);
            if (held.size === 0) break;
            while (held.size > 0) await end(0);
          }
          const all = await Promise.all(
            [1, 2, 3, 4, 5].flatMap((child) => [
              statusOf(store, runId(base + child)),
              statusOf(store, runId(base + 5_000 + child)),
            ]),
          );
          expect(all.every((status) => status === "succeeded" || status === "stopped")).toBe(true);
        },
      ),
      { numRuns: 15 },
    );
  });
}

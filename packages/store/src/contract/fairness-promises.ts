import type { Store } from "@polyaxon/orchestrator";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  COMPILED_AND_QUEUED,
  create,
  finish,
  leaseAll,
  newRun,
  type OpenedStore,
  openWithProject,
  runId,
  saveOf,
  type StoreHarness,
} from "./harness.ts";

const SWEEP = 1_000_000;
/** The turn that a run takes does not depend on how many stand behind it; the long form shows that as well. */
const CHILDREN = process.env["POLYAXON_TEST_LONG"] === "1" ? 10_000 : 2_000;

/** Who comes first when there is more than can run: for the databases, whose indexes must answer it. */
export function fairnessPromises(harness: StoreHarness): void {
  let opened: OpenedStore;
  let store: Store;
  beforeEach(async () => {
    opened = await openWithProject(harness);
    store = opened.store;
    await store.registerAgent({ name: "agent-1", version: "1", slots: 100_000, queues: [] }, 1);
  });
  afterEach(() => opened.dispose());

  const STATE = { total: null, succeeded: 0, failed: 0, upstreamFailed: 0, stopped: 0, skipped: 0, concurrency: null };

  async function sweep(parent: number, children: number): Promise<void> {
    await create(store, newRun(parent, { kind: "matrix", runtime: "grid", createdAt: 1 }));
    const item = (await leaseAll(store, 10)).find(({ run }) => run.uuid === runId(parent));
    if (item === undefined) throw new Error("the parent was not due");
    const runs = Array.from({ length: children }, (_, index) =>
      newRun(parent + index + 1, { pipeline: runId(parent), createdAt: 10 }),
    );
    await store.saveAll([
      saveOf(item, 10, {
        changes: [
          { kind: "status", condition: { type: "running" } },
          { kind: "pipeline", state: { ...STATE, created: children } },
          { kind: "create-children", runs },
        ],
      }),
    ]);
  }

  /** As the scheduler does: so many at a time, so many of one parent. */
  async function decide(now: number): Promise<readonly string[]> {
    const items = await store.leaseDue({ now, limit: 64, perPipeline: 32, leaseMs: 600_000, token: `t${now}` });
    const isLeaf = ({ run }: (typeof items)[number]): boolean => run.kind === "job";
    await store.saveAll(items.map((item) => saveOf(item, now, isLeaf(item) ? { changes: COMPILED_AND_QUEUED } : {})));
    return items.filter(isLeaf).map(({ run }) => run.uuid);
  }

  const claim = async (limit: number) =>
    (await store.claim({ agent: "agent-1", limit, queues: [], now: 100 })).map(({ run }) => run.uuid);

  test(
    `a pipeline of ${CHILDREN.toLocaleString("en")} does not starve a single run`,
    { timeout: 600_000 },
    async () => {
      await sweep(SWEEP, CHILDREN);
      let decided = 0;
      while (decided < CHILDREN) decided += (await decide(20)).length;
      for (const uuid of await claim(10)) await finish(store, uuid, 110);
      await create(store, newRun(1, { createdAt: 200 }));
      expect(await decide(200)).toEqual([runId(1)]);
      const next = await claim(2);
      expect(next).toContain(runId(1));
      expect(next.length).toBe(2);
    },
  );

  test("nor while its children wait to be decided", { timeout: 600_000 }, async () => {
    await sweep(SWEEP, CHILDREN);
    await create(store, newRun(1, { createdAt: 15 }));
    expect(await decide(20)).toContain(runId(1));
  });

  test("two sweeps take turns", async () => {
    await sweep(1_000, 20);
    while ((await decide(20)).length > 0);
    await sweep(2_000, 20);
    while ((await decide(30)).length > 0);
    const order = await claim(40);
    const ofFirst = order.slice(0, 20).filter((uuid) => uuid < runId(2_000));
    expect(ofFirst.length).toBe(10);
  });
}

import { allowAll, createScheduler } from "@polyaxon/orchestrator";
import { expect, test } from "vitest";
import { modelStore } from "../model/model-store.ts";

const START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;

/** The scheduler alone, with clocks and timers that move by hand. */
test("a clock that is set back makes no wake-up later, and the decision is told of it", async () => {
  const store = modelStore();
  const project = { uuid: "p", name: "p", description: null, tags: [], readme: null, user: null };
  await store.createProject({ ...project, createdAt: START });
  const uuid = "1".repeat(32) as never;
  const empty = { description: null, tags: [], user: null, pending: null, inputs: null, metaInfo: {}, original: null };
  const run = { ...empty, uuid, project: "p", name: null, kind: "job", runtime: "job", managedBy: "agent" } as const;
  await store.createRuns([{ ...run, rawContent: "{}", pipeline: null, controller: null, createdAt: START }]);

  let [wall, monotonic] = [START, 0];
  const pending = new Set<() => void>();
  const seen: { readonly now: number; readonly jumped: number }[] = [];
  const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const scheduler = createScheduler({
    store,
    checkAccess: allowAll,
    clock: { now: () => wall, monotonic: () => monotonic },
    timers: {
      set(callback) {
        pending.add(callback);
        return () => pending.delete(callback);
      },
    },
    ids: { runId: () => uuid, uuid: () => "u", token: () => `token-${seen.length}` },
    logger: quiet,
    advance(_item, now, jumps) {
      seen.push({ now, jumped: jumps.reduce((all, { ms }) => all + ms, 0) });
      return { changes: [], wakeAt: START + 60_000 };
    },
  });
  const pass = async (wallMs: number, monotonicMs: number): Promise<void> => {
    await expect.poll(() => pending.size).toBe(1);
    wall += wallMs;
    monotonic += monotonicMs;
    for (const fire of [...pending]) fire();
    pending.clear();
    await expect.poll(() => pending.size).toBe(1);
  };
  scheduler.start();
  await pass(2_000, 2_000);
  expect(seen.length, "it waits for its time").toBe(1);

  await pass(-HOUR, 1_000);
  expect(await store.nextWakeAt()).toBe(START + 60_000 - HOUR - 1_000);
  // A pause of two seconds that took a minute would be taken for sleep.
  for (let seconds = 0; seconds < 56; seconds += 4) await pass(4_000, 4_000);
  expect(seen.length, "59 s have really passed").toBe(1);
  wall += 1_000;
  monotonic += 1_000;
  for (const fire of [...pending]) fire();
  await expect.poll(() => seen.length).toBeGreaterThan(1);
  expect(seen[1]).toEqual({ now: START - HOUR + 59_000, jumped: -HOUR - 1_000 });
  await scheduler.stop();
});

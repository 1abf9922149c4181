import { allowAll, createScheduler } from "@polyaxon/orchestrator";
import { expect, test } from "vitest";
import { modelStore } from "../model/model-store.ts";

const START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;

/** The scheduler alone, with clocks and timers that move by hand. */
async function schedulerAlone(wakeAt: number) {
  const store = modelStore();
  const project = { uuid: "p", name: "p", description: null, tags: [], readme: null, user: null };
  await store.createProject({ ...project, createdAt: START });
  const uuid = "1".repeat(32) as never;
  const empty = { description: null, tags: [], user: null, pending: null, inputs: null, metaInfo: {}, original: null };
  const run = { ...empty, uuid, project: "p", name: null, kind: "job", runtime: "job", managedBy: "agent" } as const;
  await store.createRuns([{ ...run, rawContent: "{}", pipeline: null, controller: null, createdAt: START }]);

  const time = { wall: START, monotonic: 0 };
  const pending = new Set<() => void>();
  const seen: { readonly now: number; readonly jumped: number }[] = [];
  const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const begin = () =>
    createScheduler({
      store,
      checkAccess: allowAll,
      clock: { now: () => time.wall, monotonic: () => time.monotonic },
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
        return { changes: [], wakeAt };
      },
    });
  const fire = (): void => {
    for (const callback of [...pending]) callback();
  };
  const pass = async (wallMs: number, monotonicMs: number): Promise<void> => {
    await expect.poll(() => pending.size).toBe(1);
    time.wall += wallMs;
    time.monotonic += monotonicMs;
    fire();
    pending.clear();
    await expect.poll(() => pending.size).toBe(1);
  };
  return { store, time, seen, begin, pass, fire };
}

test("a clock that is set back makes no wake-up later, and the decision is told of it", async () => {
  const { store, time, seen, begin, pass, fire } = await schedulerAlone(START + 60_000);
  const scheduler = begin();
  scheduler.start();
  await pass(2_000, 2_000);
  expect(seen.length, "it waits for its time").toBe(1);

  await pass(-HOUR, 1_000);
  expect(await store.nextWakeAt()).toBe(START + 60_000 - HOUR - 1_000);
  // A pause of two seconds that took a minute would be taken for sleep.
  for (let seconds = 0; seconds < 56; seconds += 4) await pass(4_000, 4_000);
  expect(seen.length, "59 s have really passed").toBe(1);
  time.wall += 1_000;
  time.monotonic += 1_000;
  fire();
  await expect.poll(() => seen.length).toBeGreaterThan(1);
  expect(seen[1]).toEqual({ now: START - HOUR + 59_000, jumped: -HOUR - 1_000 });
  await scheduler.stop();
});

test("a clock that was set back while no scheduler ran does so neither", async () => {
  const { store, time, seen, begin, pass, fire } = await schedulerAlone(START + 60_000);
  const before = begin();
  before.start();
  await expect.poll(() => seen.length).toBe(1);
  await before.stop();
  expect(await store.nextWakeAt()).toBe(START + 60_000);

  time.wall = START - HOUR;
  const scheduler = begin();
  scheduler.start();
  await expect.poll(() => store.nextWakeAt()).toBe(START + 60_000 - HOUR);
  for (let seconds = 0; seconds < 56; seconds += 4) await pass(4_000, 4_000);
  expect(seen.length, "56 s have really passed").toBe(1);
  time.wall += 4_000;
  time.monotonic += 4_000;
  fire();
  await expect.poll(() => seen.length).toBeGreaterThan(1);
  expect(seen[1]?.jumped).toBe(-HOUR);
  await scheduler.stop();
});

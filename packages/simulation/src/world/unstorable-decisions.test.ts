import { type Advance, allowAll, createScheduler, type Decision, type RunId } from "@polyaxon/orchestrator";
import { expect, test } from "vitest";
import { modelStore } from "../model/model-store.ts";

const START = Date.UTC(2026, 0, 1);
const uuid = "1".repeat(32) as RunId;
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const empty = { description: null, tags: [], user: null, pending: null, inputs: null, metaInfo: {}, original: null };
const run = { ...empty, uuid, project: "p", name: null, kind: "job", runtime: "job", managedBy: "agent" } as const;
const submitted = { ...run, rawContent: "{}", pipeline: null, controller: null, createdAt: START };

/** Children in a project that is none: no store takes that. */
const unstorable: Decision = {
  changes: [{ kind: "create-children", runs: [{ ...submitted, uuid: "2".repeat(32) as RunId, project: "nowhere" }] }],
  wakeAt: null,
};

/** The scheduler alone, with a clock that jumps to whatever it waits for. */
async function world(advance: Advance) {
  const store = modelStore();
  const project = { uuid: "p", name: "p", description: null, tags: [], readme: null, user: null };
  await store.createProject({ ...project, createdAt: START });
  await store.createRuns([submitted]);
  let now = START;
  let tokens = 0;
  const scheduler = createScheduler({
    store,
    checkAccess: allowAll,
    clock: { now: () => now, monotonic: () => now },
    timers: {
      set(callback, ms) {
        const timer = setImmediate(() => {
          now += ms;
          callback();
        });
        return () => clearImmediate(timer);
      },
    },
    ids: { runId: () => uuid, uuid: () => "u", token: () => `token-${(tokens += 1)}` },
    logger: quiet,
    advance,
  });
  scheduler.start();
  return { store, stop: () => scheduler.stop() };
}

test("I6: a decision that cannot be stored is tried again ever later, and in the end the run fails with the reason", async () => {
  const asked: number[] = [];
  const { store, stop } = await world((_item, at) => {
    asked.push(at - START);
    return unstorable;
  });
  await expect.poll(async () => (await store.getRun(uuid))?.status).toBe("failed");
  await stop();
  expect(asked).toHaveLength(5);
  const told = await store.getConditions(uuid);
  expect(told.map(({ reason, type }) => `${type} ${reason}`)).toEqual([
    "created OperationServiceInit",
    "on_schedule DecisionNotStored",
    "failed DecisionNotStored",
  ]);
  const pauses = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
  for (const [index, pause] of pauses.entries()) expect(pause).toBeGreaterThanOrEqual(1_000 * 2 ** index);
  expect((await store.getRun(uuid))?.lastCondition).toMatchObject({
    reason: "DecisionNotStored",
    message: expect.stringMatching(/could not be stored: .*nowhere.*5 times/) as string,
  });
});

test("I6: one of which something runs goes on, and says what is wrong", async () => {
  let asked = 0;
  const { store, stop } = await world((item, at) => {
    if (item.run.status === "created")
      return { changes: [{ kind: "status", condition: { type: "running" } }], wakeAt: at };
    asked += 1;
    return unstorable;
  });
  await expect.poll(() => asked).toBeGreaterThan(6);
  await stop();
  expect(await store.getRun(uuid)).toMatchObject({
    status: "running",
    lastCondition: { reason: "DecisionNotStored", message: expect.stringContaining("nowhere") as string },
  });
});

test("I6: a decision that fails again and again is tried ever more rarely, and its run says so until it is made", async () => {
  const asked: number[] = [];
  let isMended = false;
  const { store, stop } = await world((_item, at) => {
    asked.push(at - START);
    if (!isMended) throw new Error("a query took too long");
    return { changes: [], wakeAt: at + 1_000 };
  });
  await expect.poll(() => asked.length).toBeGreaterThan(6);
  expect(await store.getRun(uuid)).toMatchObject({
    status: "on_schedule",
    lastCondition: {
      reason: "DecisionFailed",
      message: expect.stringMatching(/could not be decided: a query took too long\. It is tried again/) as string,
    },
  });
  for (const [index, at] of asked.slice(1).entries())
    expect(at - (asked[index] ?? 0)).toBeGreaterThanOrEqual(Math.min(1_000 * 2 ** index, 3_600_000));
  isMended = true;
  await expect.poll(async () => (await store.getRun(uuid))?.lastCondition?.reason).toBe("DecidedAgain");
  await stop();
  const conditions = await store.getConditions(uuid);
  expect(conditions.map(({ type }) => type)).toEqual(["created", "on_schedule"]);
});

test("I6: what fails once or twice is not told", async () => {
  let asked = 0;
  const { store, stop } = await world((_item, at) => {
    asked += 1;
    if (asked < 3) throw new Error("a passing trouble");
    return { changes: [], wakeAt: at + 1_000 };
  });
  await expect.poll(() => asked).toBeGreaterThan(4);
  await stop();
  expect((await store.getRun(uuid))?.lastCondition?.reason ?? null).not.toMatch(/Decision|Decided/);
});

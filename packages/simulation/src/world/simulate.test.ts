import { type AgentProtocol, advance } from "@polyaxon/orchestrator";
import { describe, expect, test } from "vitest";
import { SimulationFailure, type SimulationOptions, simulate } from "./simulate.ts";

const LONG = process.env["POLYAXON_TEST_LONG"] === "1";
const SEEDS = LONG ? 100_000 : 2_000;
const REPLAY = process.env["POLYAXON_SIM_SEED"];

test("the same seed gives the same history", async () => {
  for (const seed of [1, 2, 3]) expect(await simulate(seed)).toEqual(await simulate(seed));
  expect((await simulate(1)).hash).not.toBe((await simulate(2)).hash);
});

test(`nothing that may never break breaks in ${SEEDS} worlds`, { timeout: LONG ? 7_200_000 : 1_200_000 }, async () => {
  const begun = performance.now();
  const seeds = REPLAY === undefined ? Array.from({ length: SEEDS }, (_, seed) => seed) : [Number(REPLAY)];
  const total = { events: 0, runs: 0, jobs: 0 };
  for (const seed of seeds) {
    const { events, runs, jobs } = await simulate(seed);
    total.events += events;
    total.runs += runs;
    total.jobs += jobs;
  }
  const seconds = (performance.now() - begun) / 1_000;
  console.log(
    `simulation: ${seeds.length} seeds in ${seconds.toFixed(1)} s (${(seeds.length / seconds).toFixed(0)}/s), ` +
      `${total.events} events, ${total.runs} runs, ${total.jobs} jobs`,
  );
  expect(total.jobs).toBeGreaterThan(0);
});

/** Orders to stop never reach an agent. */
const deaf = (protocol: AgentProtocol): AgentProtocol => ({
  ...protocol,
  poll: async (request, signal) => ({ ...(await protocol.poll(request, signal)), stop: [] }),
});

/** Proof that the simulation can fail: each must be noticed, and named, within so many seeds; the rare ones from where they are near. */
describe("something broken on purpose is noticed", () => {
  test.each<[string, SimulationOptions, string, number, number?]>([
    ["a claim that ignores the agent's slots", { defects: ["claims-ignore-agent-slots"] }, "I4", 200],
    ["a claim that ignores the concurrency", { defects: ["claims-ignore-concurrency"] }, "I4", 50],
    ["a claim that ignores the host's resources", { defects: ["claims-ignore-resources"] }, "I4", 20],
    ["a claim that forgets who holds which GPU", { defects: ["gpus-are-not-remembered"] }, "I4", 100],
    ["a run that stays in the queue when it is claimed", { defects: ["claimed-runs-stay-in-the-queue"] }, "I4", 20],
    ["a lost wake-up of a parent", { defects: ["parents-are-not-woken"] }, "I5", 20],
    [
      "a pipeline that is ended by hand and leaves its children",
      { defects: ["ended-pipelines-leave-their-children"] },
      "children",
      200,
      70,
    ],
    ["a report that is accepted from a stale attempt", { defects: ["stale-reports-are-accepted"] }, "I[45]", 200],
    [
      "a save that ignores the version",
      { defects: ["saves-ignore-the-version"], interference: 60 },
      "I\\d|inbox",
      1_000,
      30,
    ],
    ["an agent that never asks what it holds", { agents: { asksAgain: false } }, "I5", 1_000, 400],
    ["an agent that hears no order to stop", { protocol: deaf, agents: { asksAgain: false } }, "I5", 100],
    ["a retry that forgets its deadline", { advance: forgetful }, "I5", 100],
    [
      "a decision that believes a clock that jumped",
      { advance: (item, now) => advance(item, now) },
      "clock",
      1_500,
      150,
    ],
    ["a decision that depends on chance", { advance: fickle() }, "I7", 20],
  ])("%s", { timeout: 600_000 }, async (_what, options, invariant, within, from = 0) => {
    let caught: unknown = null;
    for (let seed = from; seed < from + within && caught === null; seed++) {
      caught = await simulate(seed, options).then(
        () => null,
        (error: unknown) => error,
      );
    }
    expect(caught).toBeInstanceOf(SimulationFailure);
    expect((caught as SimulationFailure).message).toMatch(new RegExp(`^seed \\d+: (${invariant}): `));
    expect((caught as SimulationFailure).message).toContain("POLYAXON_SIM_SEED=");
  });
});

function forgetful(...[item, now, jumps]: Parameters<typeof advance>): ReturnType<typeof advance> {
  const decision = advance(item, now, jumps);
  return item.run.status === "retrying" ? { ...decision, wakeAt: null } : decision;
}

function fickle(): typeof advance {
  let count = 0;
  return (item, now, jumps) => {
    count += 1;
    const decision = advance(item, now, jumps);
    return { ...decision, wakeAt: decision.wakeAt ?? now + 1_000 * (count % 3) };
  };
}

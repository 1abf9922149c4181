import { describe, expect, it } from "vitest";
import { lostMessage, silentAgents, timeWasCut } from "./lost-agents.ts";
import type { AgentRecord } from "./ports/store.ts";

const agent = (heartbeatAt: number, held = 1): AgentRecord => ({
  name: "gpu-box",
  version: "1",
  slots: 2,
  queues: [],
  registeredAt: 0,
  heartbeatAt,
  lostAt: null,
  revoked: false,
  held,
  resources: null,
  taken: { cpuMillis: 0, memoryBytes: 0, gpus: 0 },
});
const HOUR = 3_600_000;
const names = (agents: readonly AgentRecord[], now: number, listeningSince = 0, giveUpMs: number | null = null) =>
  silentAgents(agents, { now, listeningSince, silentMs: 60_000, giveUpMs }).map(({ giveUp }) =>
    giveUp ? "give up" : "lost",
  );

describe("an agent is lost", () => {
  it("after the set silence, and not before", () => {
    expect(names([agent(HOUR)], HOUR + 59_999)).toEqual([]);
    expect(names([agent(HOUR)], HOUR + 60_000)).toEqual(["lost"]);
  });
  it("only while it holds something", () => expect(names([agent(HOUR, 0)], 2 * HOUR)).toEqual([]));
  it("not for silence that the server could not hear: it was down, or asleep", () => {
    expect(names([agent(HOUR)], 9 * HOUR, 9 * HOUR - 30_000)).toEqual([]);
    expect(names([agent(HOUR)], 9 * HOUR, 9 * HOUR - 60_000)).toEqual(["lost"]);
  });
  it("not at once, and not never, when the clock was set back", () => {
    const now = HOUR;
    expect(names([agent(9 * HOUR)], now, now - 30_000)).toEqual([]);
    expect(names([agent(9 * HOUR)], now, now - 60_000)).toEqual(["lost"]);
    expect(names([agent(now + 1_000)], now, 0), "a second ahead is another machine's clock").toEqual([]);
  });
});

describe("an agent is given up", () => {
  it("only when the operator set a time for it", () => {
    expect(names([agent(0)], 1_000 * HOUR, 0, null)).toEqual(["lost"]);
    expect(names([agent(0)], 60_000 + HOUR - 1, 0, HOUR)).toEqual(["lost"]);
    expect(names([agent(0)], 60_000 + HOUR, 0, HOUR)).toEqual(["give up"]);
  });
});

describe("time was cut", () => {
  const before = { wall: HOUR, monotonic: 0 };
  it.each([
    ["an ordinary look", 5_000, 5_000, false],
    ["a look that came a little late", 9_000, 9_000, false],
    ["a sleep that the monotonic clock did not count", HOUR, 5_000, true],
    ["a sleep that it did count", HOUR, HOUR, true],
    ["a clock set back", -HOUR, 5_000, true],
  ])("%s", (_, wall, monotonic, cut) => {
    expect(timeWasCut(before, { wall: HOUR + wall, monotonic }, 5_000)).toBe(cut);
  });
});

it("says who is silent and since when", () => {
  expect(lostMessage(agent(Date.UTC(2026, 10, 22)))).toContain("gpu-box has not called in since 2026-11-22T00:00:00");
});

import { describe, expect, it } from "vitest";
import { type ClockJump, createClockWatch, jumpBetween, jumpedSince, unwatchedJump } from "./clock-jumps.ts";

const HOUR = 3_600_000;
const start = { wall: 100 * HOUR, monotonic: 5_000 };
const later = (wallMs: number, monotonicMs: number) => ({
  wall: start.wall + wallMs,
  monotonic: start.monotonic + monotonicMs,
});

describe("a jump of the clock", () => {
  it.each<[string, number, number, number | null, number | null]>([
    ["time that passes", 2_000, 2_000, 2_000, null],
    ["a step that is drift", 3_900, 2_000, 2_000, null],
    ["a sleep that the monotonic clock did not count", 8 * HOUR, 2_000, 2_000, 8 * HOUR - 2_000],
    ["a sleep that both clocks counted", 8 * HOUR, 8 * HOUR, 2_000, 8 * HOUR - 2_000],
    ["a clock set back", -HOUR, 1_000, 2_000, -HOUR - 1_000],
    ["a long decision, which nobody meant to take so long", 60_000, 60_000, null, null],
    ["a pause that was cut short", 100, 100, 2_000, null],
  ])("%s", (_, wallMs, monotonicMs, meantMs, expected) => {
    expect(jumpBetween(start, later(wallMs, monotonicMs), meantMs)?.ms ?? null).toBe(expected);
  });

  it("moves what was reckoned from before it, and nothing else", () => {
    const jumps: readonly ClockJump[] = [{ at: 9 * HOUR, ms: 8 * HOUR }];
    expect(jumpedSince(jumps, HOUR - 1, 9 * HOUR)).toBe(8 * HOUR);
    expect(jumpedSince(jumps, 9 * HOUR, 9 * HOUR + 5)).toBe(0);
  });

  it("set back: what lies in the future was stored before it", () => {
    const jumps: readonly ClockJump[] = [{ at: 5 * HOUR, ms: -HOUR }];
    expect(jumpedSince(jumps, 6 * HOUR, 5 * HOUR + 1)).toBe(-HOUR);
    expect(jumpedSince(jumps, 4 * HOUR, 5 * HOUR + 1)).toBe(-HOUR);
    expect(jumpedSince(jumps, 5 * HOUR + 1, 5 * HOUR + 2)).toBe(0);
  });

  it("that nobody watched shows in what is stored from the future", () => {
    const now = 5 * HOUR;
    const jump = unwatchedJump(now + HOUR, now);
    expect(jump?.ms).toBe(-HOUR);
    const jumps = jump === null ? [] : [jump];
    expect(jumpedSince(jumps, now + HOUR, now)).toBe(-HOUR);
    expect(jumpedSince(jumps, now - HOUR, now)).toBe(-HOUR);
    expect(jumpedSince(jumps, now + 1, now + 2)).toBe(0);
    expect(unwatchedJump(null, now)).toBeNull();
    expect(unwatchedJump(now - 1, now)).toBeNull();
    expect(unwatchedJump(now + 59_000, now), "another server's clock").toBeNull();
  });

  it("does not move what began after it, before anybody noticed it", () => {
    const jump = jumpBetween(start, later(8 * HOUR, 2_000), 2_000);
    const jumps = jump === null ? [] : [jump];
    const now = start.wall + 8 * HOUR + 60_000;
    expect(jumpedSince(jumps, start.wall + 1_999, now)).toBe(8 * HOUR - 2_000);
    expect(jumpedSince(jumps, start.wall + 8 * HOUR - 1_999, now)).toBe(0);
    const back = jumpBetween(start, later(-HOUR, 2_000), 2_000);
    expect(jumpedSince(back === null ? [] : [back], start.wall - HOUR - 7_001, start.wall - HOUR)).toBe(-HOUR - 2_000);
  });

  it("is noticed between two looks, and added up", () => {
    let [wall, monotonic] = [0, 0];
    const watch = createClockWatch({ now: () => wall, monotonic: () => monotonic });
    expect(watch.look()).toBeNull();
    [wall, monotonic] = [HOUR, 1_000];
    expect(watch.look()).toEqual({ at: HOUR / 2, ms: HOUR - 1_000 });
    [wall, monotonic] = [HOUR + 1_000, 2_000];
    expect(watch.look()).toBeNull();
    [wall, monotonic] = [3 * HOUR, 3_000];
    watch.look();
    expect(jumpedSince(watch.jumps, 0, wall)).toBe(3 * HOUR - 3_000);
  });
});

import { describe, expect, it } from "vitest";
import { isLineDue } from "./watch-sweep.ts";

const counts = { succeeded: 0, failed: 0, stopped: 0, running: 2, queued: 4 };
const sweep = { counts, status: "running", total: 12 };
const nothing = { done: null, at: 0 };

describe("the lines of a sweep's progress where nothing is redrawn", () => {
  it("begin when it is known of how many runs, as the first that were created are not all", () => {
    expect(isLineDue({ ...sweep, total: null }, nothing, 1_000)).toBe(false);
    expect(isLineDue(sweep, nothing, 1_000)).toBe(true);
  });

  it("begin without it when a run has ended, the sweep has, or half a minute is over", () => {
    const uncounted = { ...sweep, total: null };
    expect(isLineDue({ ...uncounted, counts: { ...counts, failed: 1 } }, nothing, 1_000)).toBe(true);
    expect(isLineDue({ ...uncounted, status: "failed" }, nothing, 1_000)).toBe(true);
    expect(isLineDue(uncounted, nothing, 30_000)).toBe(true);
  });

  it("come when a run ended, at the end, and else each half minute", () => {
    const last = { done: 3, at: 0 };
    const three = { ...sweep, counts: { ...counts, succeeded: 3 } };
    expect(isLineDue(three, last, 29_999)).toBe(false);
    expect(isLineDue(three, last, 30_000)).toBe(true);
    expect(isLineDue({ ...three, counts: { ...three.counts, succeeded: 4 } }, last, 1)).toBe(true);
    expect(isLineDue({ ...three, status: "succeeded" }, last, 1)).toBe(true);
  });
});

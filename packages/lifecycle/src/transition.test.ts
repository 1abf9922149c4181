import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ALLOWED,
  type Condition,
  DONE,
  type LifecycleState,
  STATUSES,
  type Status,
  conditionFrom,
  transition,
} from "./index.ts";

const T0 = 1_700_000_000_000;

function stateIn(status: Status, overrides: Partial<LifecycleState> = {}): LifecycleState {
  const lastCondition: Condition = conditionFrom({ type: status }, T0);
  return {
    status,
    lastCondition,
    createdAt: T0,
    startedAt: null,
    finishedAt: null,
    waitTime: null,
    duration: null,
    ...overrides,
  };
}

function changed(state: LifecycleState, type: Status, now = T0, force = false) {
  const result = transition(state, { type }, now, { force });
  if (result.kind !== "changed") throw new Error(`expected a change to ${type}, was ignored: ${result.reason}`);
  return result;
}

const nonFinal = STATUSES.filter((status) => !DONE.has(status));

describe("guards (I1, runtime reference 1.2)", () => {
  it("ignores `created`: it exists only as the initial condition", () => {
    for (const from of STATUSES) {
      expect(transition(stateIn(from), { type: "created" }, T0, { force: true })).toEqual({
        kind: "ignored",
        reason: "created-is-initial",
      });
    }
  });

  it("lets any non-final status follow any non-final one but `stopping`, because executors report out of order", () => {
    for (const from of nonFinal.filter((s) => s !== "stopping")) {
      for (const to of STATUSES.filter((s) => s !== "created")) {
        expect(transition(stateIn(from), { type: to }, T0).kind, `${from} -> ${to}`).toBe("changed");
      }
    }
  });

  it("lets only final statuses follow `stopping`", () => {
    for (const to of STATUSES.filter((s) => s !== "created")) {
      const result = transition(stateIn("stopping"), { type: to }, T0);
      expect(result.kind, `stopping -> ${to}`).toBe(DONE.has(to) ? "changed" : "ignored");
    }
  });

  it("keeps a finished run as it is (I2)", () => {
    for (const from of DONE) {
      for (const to of STATUSES.filter((s) => s !== "created")) {
        expect(transition(stateIn(from), { type: to }, T0), `${from} -> ${to}`).toEqual({
          kind: "ignored",
          reason: "run-is-final",
        });
      }
    }
  });

  it("a finished run that is forced to go on has no end any more", () => {
    const failed = changed(stateIn("running", { startedAt: T0 }), "failed", T0 + 2_000).next;
    expect(failed).toMatchObject({ finishedAt: T0 + 2_000, duration: 2 });
    const running = changed(failed, "running", T0 + 5_000, true).next;
    expect(running).toMatchObject({ startedAt: T0, finishedAt: null, duration: null });
    expect(changed(running, "succeeded", T0 + 9_000).next).toMatchObject({ finishedAt: T0 + 9_000, duration: 9 });
  });

  it("moves a finished run only by force (I2)", () => {
    for (const from of DONE) expect(changed(stateIn(from), "resuming", T0, true).next.status).toBe("resuming");
  });

  it("decides by the table, and the table is what the function does", () => {
    for (const from of STATUSES) {
      for (const to of STATUSES) {
        expect(transition(stateIn(from), { type: to }, T0).kind === "changed").toBe(ALLOWED[from].has(to));
      }
    }
  });
});

describe("conditions", () => {
  it("replaces the last condition in place when type and status are the same", () => {
    const first = changed(stateIn("queued"), "running", T0 + 5);
    const again = transition(first.next, { type: "running", reason: "Again" }, T0 + 9);
    expect(again).toMatchObject({ kind: "changed", replacesLast: true });
    expect(first.replacesLast).toBe(false);
  });

  it("takes `True` and true as the same status", () => {
    const state = stateIn("running", { lastCondition: conditionFrom({ type: "running", status: "True" }, T0) });
    expect(transition(state, { type: "running", status: true }, T0)).toMatchObject({ replacesLast: true });
  });

  it("keeps the times of the request and defaults them to now", () => {
    const given = transition(stateIn("queued"), { type: "running", lastUpdateTime: T0 + 1 }, T0 + 7);
    expect(given).toMatchObject({
      next: { lastCondition: { lastUpdateTime: T0 + 1, lastTransitionTime: T0 + 7 } },
    });
  });
});

describe("times (runtime reference 1.4)", () => {
  it("starts at the first status of the running group and measures the wait to two decimals", () => {
    const scheduled = changed(stateIn("queued"), "scheduled", T0 + 1234).next;
    expect(scheduled).toMatchObject({ startedAt: T0 + 1234, waitTime: 1.23 });
    expect(changed(scheduled, "running", T0 + 9000).next).toMatchObject({ startedAt: T0 + 1234, waitTime: 1.23 });
  });

  it("finishes at the first final status and measures the duration from the start", () => {
    const running = changed(stateIn("queued"), "running", T0 + 1000).next;
    expect(changed(running, "succeeded", T0 + 3500).next).toMatchObject({ finishedAt: T0 + 3500, duration: 2.5 });
  });

  it("takes the creation as the start of a run that never started", () => {
    expect(changed(stateIn("created"), "stopped", T0 + 2000).next).toMatchObject({ startedAt: T0, duration: 2 });
  });

  it("forgets start and end of a resumed run, so that its second life is measured anew", () => {
    const ended = changed(changed(stateIn("queued"), "running", T0).next, "failed", T0 + 1000).next;
    const resumed = changed(ended, "resuming", T0 + 5000, true).next;
    expect(resumed).toMatchObject({ startedAt: null, finishedAt: null, duration: null });
    const running = changed(resumed, "running", T0 + 6000).next;
    expect(changed(running, "succeeded", T0 + 9000).next).toMatchObject({ finishedAt: T0 + 9000, duration: 3 });
  });

  it("never measures a negative time when the clock was set back", () => {
    expect(changed(stateIn("queued"), "running", T0 - 60_000).next.waitTime).toBe(0);
  });
});

describe("events (runtime reference 1.5)", () => {
  it("tells of a new status, and of the end", () => {
    expect(changed(stateIn("queued"), "running").events).toEqual(["run.new_status"]);
    expect(changed(stateIn("running"), "failed").events).toEqual(["run.new_status", "run.failed", "run.done"]);
    expect(changed(stateIn("running"), "upstream_failed").events).toEqual(["run.new_status", "run.done"]);
  });

  it("tells nothing of `stopping` nor of a repeated status", () => {
    expect(changed(stateIn("running"), "stopping").events).toEqual([]);
    expect(changed(stateIn("running"), "running").events).toEqual([]);
  });
});

it("under any sequence of reports: one end, an end only after a start, no change after it", () => {
  const reports = fc.array(fc.record({ type: fc.constantFrom(...STATUSES), after: fc.nat(5000) }), { maxLength: 30 });
  fc.assert(
    fc.property(reports, (sequence) => {
      let state = stateIn("created");
      let now = T0;
      let ends = 0;
      for (const { type, after } of sequence) {
        now += after;
        const result = transition(state, { type }, now);
        if (result.kind === "ignored") continue;
        expect(DONE.has(state.status)).toBe(false);
        state = result.next;
        if (DONE.has(state.status)) ends += 1;
      }
      expect(ends).toBeLessThanOrEqual(1);
      expect(state.finishedAt !== null).toBe(ends === 1);
      if (state.finishedAt !== null) expect(state.startedAt).toBeLessThanOrEqual(state.finishedAt);
    }),
  );
});

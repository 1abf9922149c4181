import { type ConditionRequest, conditionFrom } from "@polyaxon/lifecycle";
import { describe, expect, it } from "vitest";
import { type Change, type RunDetail, type RunId, type WorkItem, advance, prepareSubmission } from "./index.ts";

const NOW = 1_750_000_000_000;
const UUID = "0123456789abcdef0123456789abcdef" as RunId;

const operation = (more: object = {}, container: object = { command: ["true"] }): string =>
  JSON.stringify({
    version: 1.1,
    kind: "operation",
    component: { inputs: [{ name: "lr", type: "float", value: 0.1 }], run: { kind: "job", container } },
    ...more,
  });

/** A run as the store gives it right after its submission. */
function submitted(content: string, overrides: Partial<RunDetail> = {}): RunDetail {
  const prepared = prepareSubmission({ uuid: UUID, project: "p", content, managedBy: "agent", user: "me", now: NOW });
  if (prepared.kind === "refused") throw new Error(prepared.messages.join("\n"));
  const { run } = prepared;
  return {
    ...run,
    readme: null,
    projectUuid: "f".repeat(32),
    pipeline: null,
    original: null,
    status: "created",
    updatedAt: NOW,
    startedAt: null,
    finishedAt: null,
    scheduleAt: null,
    waitTime: null,
    duration: null,
    outputs: null,
    queue: null,
    liveState: 1,
    version: 1,
    attempt: 0,
    agent: null,
    limits: { maxRetries: 0, timeoutSeconds: null, ttlSeconds: null },
    content: null,
    lastCondition: conditionFrom({ type: "created" }, NOW),
    ...overrides,
  };
}

const item = (run: RunDetail, more: Partial<WorkItem> = {}): WorkItem => ({
  run,
  leaseToken: "lease",
  seq: 1,
  pipelineState: null,
  inbox: [],
  ...more,
});

const statuses = (changes: readonly Change[]): ConditionRequest[] =>
  changes.flatMap((change) => (change.kind === "status" ? [change.condition] : []));

/** The run after a decision was stored. */
function after(run: RunDetail, changes: readonly Change[]): RunDetail {
  let next = run;
  for (const change of changes) {
    if (change.kind === "set") next = { ...next, ...(change.fields as Partial<RunDetail>) };
    if (change.kind === "status") {
      next = { ...next, status: change.condition.type, lastCondition: conditionFrom(change.condition, NOW) };
    }
  }
  return next;
}

describe("a single run", () => {
  it("is compiled and queued in one decision; then its agent is who wakes it", () => {
    const { changes, wakeAt } = advance(item(submitted(operation({ params: { lr: { value: "0.5" } } }))), NOW);
    expect(statuses(changes).map((c) => c.type)).toEqual(["compiled", "queued"]);
    expect(changes[0]).toMatchObject({ kind: "set", fields: { inputs: { lr: 0.5 }, kind: "job", runtime: "job" } });
    expect(wakeAt).toBeNull();
  });

  it("leaves a run that a command line executes itself compiled: no agent may claim it", () => {
    const run = submitted(operation(), { managedBy: "cli" });
    const { changes } = advance(item(run), NOW);
    expect(statuses(changes).map(({ type }) => type)).toEqual(["compiled"]);
    expect(advance(item({ ...after(run, changes), status: "compiled" }), NOW)).toEqual({ changes: [], wakeAt: null });
  });

  it("fails with the reason when it cannot be compiled, and nothing else happens", () => {
    const { changes } = advance(item(submitted(operation({ params: { unknown: { value: 1 } } }))), NOW);
    expect(statuses(changes)).toMatchObject([{ type: "failed", reason: "SchedulerPrepare" }]);
    expect(statuses(changes)[0]?.message).toContain("unknown");
  });

  it("says in its history which sections have no effect", () => {
    const hooks = [{ hubRef: "notify", trigger: "succeeded" }];
    const { changes } = advance(item(submitted(operation({ hooks }))), NOW);
    expect(statuses(changes)[0]).toMatchObject({ type: "compiled", message: "`hooks` is kept but has no effect yet" });
  });

  it("is skipped when its conditions come out false", () => {
    const { changes } = advance(item(submitted(operation({ conditions: "{{ lr > 1 }}" }))), NOW);
    expect(statuses(changes).map((c) => c.type)).toEqual(["compiled", "skipped"]);
  });

  it("gives the same bytes for the same run (I7)", () => {
    const run = submitted(operation());
    expect(JSON.stringify(advance(item(run), NOW))).toBe(JSON.stringify(advance(item(run), NOW)));
  });

  it.each(["approval", "upload"] as const)("waits while it is held for %s", (pending) => {
    expect(advance(item(submitted(operation(), { pending })), NOW)).toEqual({ changes: [], wakeAt: null });
  });

  it("needs one approval only", () => {
    const held = submitted(operation({ isApproved: false }));
    expect(held.pending).toBe("approval");
    const { changes } = advance(item({ ...held, pending: null }), NOW);
    expect(statuses(changes).map((c) => c.type)).toEqual(["compiled", "queued"]);
  });

  it("queues again after a back-off without compiling again", () => {
    const { changes } = advance(item(submitted(operation(), { status: "retrying" })), NOW);
    expect(changes).toMatchObject([{ kind: "status", condition: { type: "queued" } }]);
  });

  it("leaves runs that a client tracks itself alone", () => {
    expect(advance(item(submitted(operation(), { managedBy: "user" })), NOW).changes).toEqual([]);
  });

  describe("with a timeout", () => {
    const running = submitted(operation(), {
      status: "running",
      startedAt: NOW,
      limits: { maxRetries: 0, timeoutSeconds: 60, ttlSeconds: null },
    });
    it("asks to be looked at when the time is up", () => {
      expect(advance(item(running), NOW + 1_000)).toEqual({ changes: [], wakeAt: NOW + 60_000 });
    });
    it("is stopped then, counted from the first start", () => {
      const { changes } = advance(item(running), NOW + 60_000);
      expect(statuses(changes)).toMatchObject([{ type: "stopping", reason: "DeadlineExceeded" }]);
    });
    it("waits out its back-off, however early something wakes it, but not beyond its timeout", () => {
      const failed = conditionFrom({ type: "retrying" }, NOW);
      const retrying = { ...running, status: "retrying", attempt: 2, lastCondition: failed } as const;
      const wait = (run: RunDetail, after: number) => advance(item(run), NOW + after);
      expect(wait(retrying, 17)).toEqual({ changes: [], wakeAt: NOW + 2_000 });
      expect(statuses(wait(retrying, 2_000).changes)).toMatchObject([{ type: "queued" }]);
      const short = { ...retrying, limits: { ...retrying.limits, timeoutSeconds: 1 }, startedAt: NOW };
      expect(wait(short, 17)).toEqual({ changes: [], wakeAt: NOW + 1_000 });
      expect(statuses(wait(short, 1_000).changes)).toMatchObject([{ type: "stopping", reason: "DeadlineExceeded" }]);
      expect(statuses(wait(retrying, -5).changes)).toMatchObject([{ type: "queued" }]);
    });

    describe("when the clock jumped", () => {
      const HOUR = 3_600_000;
      const limits = { maxRetries: 1, timeoutSeconds: 60, ttlSeconds: null };
      const woke = NOW + 8 * HOUR;
      const slept = [{ at: woke, ms: 8 * HOUR - 1_000 }];

      it("what a machine slept through counts against no time limit", () => {
        const run = submitted(operation(), { status: "running", startedAt: NOW, limits, agent: "a", attempt: 1 });
        expect(advance(item(run), woke, slept)).toEqual({ changes: [], wakeAt: woke + 59_000 });
        expect(statuses(advance(item(run), woke + 59_000, slept).changes)).toMatchObject([
          { type: "stopping", reason: "DeadlineExceeded" },
        ]);
        const late = { ...run, startedAt: woke + 1_000 };
        expect(advance(item(late), woke + 2_000, slept).wakeAt, "a run that began after it").toBe(woke + 61_000);
      });

      it("a clock that was set back makes no time limit longer", () => {
        const run = submitted(operation(), { status: "running", startedAt: NOW, limits, agent: "a", attempt: 1 });
        const back = [{ at: NOW + 10_000 - HOUR, ms: -HOUR }];
        expect(advance(item(run), NOW + 11_000 - HOUR, back).wakeAt).toBe(NOW + 60_000 - HOUR);
      });

      it("nor does a back-off end early, or take an hour longer", () => {
        const lastCondition = conditionFrom({ type: "retrying" }, NOW);
        const run = submitted(operation(), { status: "retrying", limits, attempt: 3, lastCondition });
        expect(advance(item(run), woke, slept)).toEqual({ changes: [], wakeAt: woke + 3_000 });
        const back = [{ at: NOW + 1_000 - HOUR, ms: -HOUR }];
        expect(advance(item(run), NOW + 1_001 - HOUR, back).wakeAt).toBe(NOW + 4_000 - HOUR);
      });
    });

    it("keeps its deadline through a retry, which nothing else would remember", () => {
      const decision = advance(item({ ...running, status: "retrying" }), NOW + 5_000);
      expect(statuses(decision.changes)).toMatchObject([{ type: "queued" }]);
      expect(decision.wakeAt).toBe(NOW + 60_000);
    });
  });
});

describe("a matrix", () => {
  const sweep = (more: object = {}): string =>
    operation({
      matrix: { kind: "grid", concurrency: 2, params: { lr: { kind: "choice", value: [1, 2, 3] } }, ...more },
    });
  const begun = (content = sweep()) => {
    const run = submitted(content);
    const { changes, wakeAt } = advance(item(run), NOW);
    const state = changes.find((change) => change.kind === "pipeline");
    return { run: after(run, changes), state: state?.kind === "pipeline" ? state.state : null, wakeAt };
  };
  const ended = (seq: number, status: "succeeded" | "failed", outputs: object = {}) => ({
    seq,
    child: UUID,
    status,
    outputs: outputs as Record<string, number>,
  });

  it("starts running with its counters and is due at once", () => {
    const { run, state, wakeAt } = begun();
    expect(run).toMatchObject({ status: "running", kind: "matrix", runtime: "grid" });
    expect(state).toMatchObject({ total: 3, created: 0, concurrency: 2 });
    expect(wakeAt).toBe(NOW);
  });

  it("creates its children with the suggestions as params, and the same children when decided twice", () => {
    const { run, state } = begun();
    const decide = () =>
      advance(item(run, { pipelineState: state }), NOW).changes.find((c) => c.kind === "create-children");
    const first = decide();
    const children = first?.kind === "create-children" ? first.runs : [];
    expect(children.map((child) => child.inputs)).toEqual([{ lr: 1 }, { lr: 2 }, { lr: 3 }]);
    expect(new Set(children.map((child) => child.uuid)).size).toBe(3);
    expect(children.every((child) => child.pipeline === UUID && !child.rawContent?.includes("matrix"))).toBe(true);
    expect(decide()).toEqual(first);
  });

  it("resumed, goes on from what it has counted: children that ended are not awaited again", () => {
    const { run, state } = begun();
    const counted = { ...state!, created: 2, failed: 1, stopped: 1 };
    const resumed = advance(item({ ...run, status: "resuming" }, { pipelineState: counted }), NOW);
    expect(resumed.changes).toContainEqual({ kind: "pipeline", state: counted });
    const next = advance(item(after(run, resumed.changes), { pipelineState: counted }), NOW);
    const created = next.changes.find((change) => change.kind === "create-children");
    expect(created?.kind === "create-children" ? created.runs.map(({ inputs }) => inputs) : []).toEqual([{ lr: 3 }]);
  });

  it("resumed with children of its own, waits for them and makes those that are missing", () => {
    const { run, state } = begun();
    const counted = { ...state!, created: 2, failed: 1, stopped: 1 };
    const back = (seq: number, status: "failed" | "stopped") => ({ ...ended(seq, "failed"), status, takenBack: true });
    const inbox = [back(7, "failed"), back(8, "stopped")];
    const resumed = advance(item({ ...run, status: "resuming" }, { pipelineState: counted, inbox }), NOW);
    const next = advance(item(after(run, resumed.changes), { pipelineState: counted, inbox }), NOW);
    expect(next.changes).toContainEqual({ kind: "pipeline", state: { ...counted, created: 3, failed: 0, stopped: 0 } });
    expect(statuses(next.changes)).toEqual([]);
  });

  it("consumes its inbox, and ends when the last child has ended", () => {
    const { run, state } = begun();
    const full = { ...state!, created: 3 };
    const some = advance(item(run, { pipelineState: full, inbox: [ended(7, "succeeded")] }), NOW);
    expect(some.changes).toContainEqual({ kind: "forget-inbox", upToSeq: 7 });
    expect(statuses(some.changes)).toEqual([]);
    const all = [ended(7, "succeeded"), ended(8, "succeeded"), ended(9, "failed")];
    const last = advance(item(run, { pipelineState: full, inbox: all }), NOW);
    expect(statuses(last.changes)).toMatchObject([{ type: "failed", message: "2 succeeded, 1 failed" }]);
  });

  it("stopped early by a metric ends as succeeded, also after a restart in between", () => {
    const rule = { kind: "metric_early_stopping", metric: "acc", value: 0.9, optimization: "maximize" };
    const { run, state } = begun(sweep({ earlyStopping: [rule] }));
    const full = { ...state!, created: 3 };
    const hit = advance(item(run, { pipelineState: full, inbox: [ended(1, "succeeded", { acc: 0.95 })] }), NOW);
    expect(statuses(hit.changes)).toMatchObject([{ type: "stopping", reason: "PipelineEarlyStopping" }]);
    expect(hit.changes).toContainEqual(expect.objectContaining({ kind: "stop-children" }));
    const stopping = after(run, hit.changes);
    const counters = hit.changes.find((change) => change.kind === "pipeline");
    const rest = [
      { ...ended(2, "failed"), status: "stopped" as const },
      { ...ended(3, "failed"), status: "stopped" as const },
    ];
    const last = advance(
      item(stopping, { pipelineState: counters?.kind === "pipeline" ? counters.state : null, inbox: rest }),
      NOW,
    );
    expect(statuses(last.changes)).toMatchObject([{ type: "succeeded", reason: "PipelineEarlyStopping" }]);
  });

  it("is refused when it suggests nothing", () => {
    const { changes } = advance(item(submitted(operation({ matrix: { kind: "mapping", values: [] } }))), NOW);
    expect(statuses(changes)).toMatchObject([{ type: "failed" }]);
  });
});

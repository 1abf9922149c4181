import { type Instant, COMPILABLE, DONE } from "@polyaxon/lifecycle";
import type { PipelineState } from "@polyaxon/pipelines";
import { type FoundValues, NOTHING_FOUND } from "./needs/find-values.ts";
import type { RunDetail } from "./ports/records.ts";
import type { Change, WorkItem } from "./ports/store.ts";
import { type ClockJump, jumpedSince } from "./clock-jumps.ts";
import { compileRun } from "./compile-run.ts";
import { retryDelayMs } from "./decide-attempt-end.ts";
import type { Decision } from "./scheduler.ts";
import { advanceMatrix } from "./advance-matrix.ts";

/** Nothing to do until somebody named (an agent, a person, a child) wakes the run. */
const WAIT: Decision = { changes: [], wakeAt: null };

/**
 * What happens next to one run. Pure: same snapshot, same instant, same answer (I7). Every kind of run starts here;
 * a matrix goes on in `advanceMatrix`.
 *
 * @param jumps of the wall clock that were noticed: what they skipped counts against no time limit and no back-off
 * @param found what an earlier answer said it needs
 */
export function advance(
  item: WorkItem,
  now: Instant,
  jumps: readonly ClockJump[] = [],
  found: FoundValues = NOTHING_FOUND,
): Decision {
  const { run } = item;
  if (run.managedBy === "user") return WAIT;
  if (DONE.has(run.status)) return run.kind === "matrix" ? advanceMatrix(item, now) : WAIT;
  if (run.status === "retrying") return backOff(item, now, jumps);
  if (COMPILABLE.has(run.status)) return run.pending === null ? start(item, now, found) : WAIT;
  if (run.kind === "matrix") return advanceMatrix(item, now);
  if (run.status === "compiled") {
    return run.pending === null && isQueued(run) ? { changes: [enqueue()], wakeAt: null } : WAIT;
  }
  return leafUnderWay(item, now, jumps);
}

/** Stage one of compilation, and the first status after it. */
function start(item: WorkItem, now: Instant, found: FoundValues): Decision {
  const compiled = compileRun(item.run, now, found);
  if (compiled.kind === "wanting") return { changes: [], wakeAt: now, needs: compiled.needs };
  if (compiled.kind === "refused") {
    return {
      changes: [
        {
          kind: "status",
          condition: { type: "failed", reason: "SchedulerPrepare", message: compiled.message },
        },
      ],
      wakeAt: null,
    };
  }
  const taken: readonly Change[] = found.edges.length === 0 ? [] : [{ kind: "add-edges", edges: found.edges }];
  const changes: Change[] = [compiled.set, ...taken, compiledStatus(now, compiled.notices)];
  if (compiled.skip) return { changes: [...changes, skipped], wakeAt: null };
  if (compiled.pending !== null) return { changes, wakeAt: null };
  if (compiled.matrix !== null) {
    return {
      changes: [
        ...changes,
        { kind: "status", condition: { type: "running", reason: "SchedulerPipeline" } },
        { kind: "pipeline", state: goingOn(item.pipelineState, compiled.matrix) },
      ],
      wakeAt: now,
    };
  }
  return { changes: isQueued(item.run) ? [...changes, enqueue()] : changes, wakeAt: null };
}

/** A run that a command line executes itself stays `compiled` until that says more: no agent may claim it. */
const isQueued = (run: RunDetail): boolean => run.managedBy === "agent";

/** A resumed matrix goes on where it stood: the ends of children that it has counted are not told a second time. */
const goingOn = (known: PipelineState | null, fresh: PipelineState): PipelineState =>
  known === null ? fresh : { ...known, total: fresh.total, concurrency: fresh.concurrency };

const compiledStatus = (now: Instant, notices: readonly string[]): Change => ({
  kind: "status",
  condition: {
    type: "compiled",
    reason: "SchedulerPrepare",
    message: notices.length === 0 ? null : notices.join("; "),
    lastUpdateTime: now,
  },
});

const skipped: Change = {
  kind: "status",
  condition: { type: "skipped", reason: "ConditionsCheckFailed", message: "`conditions` came out false" },
};

const enqueue = (message?: string): Change => ({
  kind: "status",
  condition: { type: "queued", reason: "SchedulerStart", ...(message === undefined ? {} : { message }) },
});

/** The timeout spans all attempts and counts from the first start (design §5). Null: there is none, or not yet. */
function deadlineOf({ limits, startedAt }: RunDetail, now: Instant, jumps: readonly ClockJump[]): Instant | null {
  if (limits.timeoutSeconds === null || startedAt === null) return null;
  return startedAt + limits.timeoutSeconds * 1_000 + jumpedSince(jumps, startedAt, now);
}

/** Anything may wake a run between two attempts (its timeout, a person): only the time decides whether it goes on. */
function backOff(item: WorkItem, now: Instant, jumps: readonly ClockJump[]): Decision {
  const { run } = item;
  const [deadline, dueAt] = [deadlineOf(run, now, jumps), retryDueAt(run, now, jumps)];
  if (now >= dueAt) return { changes: [enqueue("the back-off is over")], wakeAt: deadline };
  if (deadline !== null && now >= deadline) return leafUnderWay(item, now, jumps);
  return { changes: [], wakeAt: deadline === null ? dueAt : Math.min(dueAt, deadline) };
}

/** Due now, when the failure's time does not tell: the clock was set back, or somebody else said `retrying`. */
function retryDueAt({ lastCondition, attempt }: RunDetail, now: Instant, jumps: readonly ClockJump[]): Instant {
  if (lastCondition?.type !== "retrying") return now;
  const failedAt = lastCondition.lastUpdateTime + jumpedSince(jumps, lastCondition.lastUpdateTime, now);
  return failedAt > now ? now : failedAt + retryDelayMs(attempt);
}

function leafUnderWay({ run }: WorkItem, now: Instant, jumps: readonly ClockJump[]): Decision {
  const deadline = deadlineOf(run, now, jumps);
  if (run.status === "stopping" || deadline === null) return WAIT;
  if (now < deadline) return { changes: [], wakeAt: deadline };
  return {
    changes: [
      {
        kind: "status",
        condition: {
          type: "stopping",
          reason: "DeadlineExceeded",
          message: `the run was still going after its timeout of ${run.limits.timeoutSeconds} s`,
        },
      },
    ],
    wakeAt: null,
  };
}

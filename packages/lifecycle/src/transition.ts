import { type Condition, type ConditionRequest, type Instant, conditionFrom, sameCondition } from "./condition.ts";
import { DONE, RUNNING, STATUSES, type Status } from "./statuses.ts";

/** The part of a run that a status change reads and writes. */
export interface LifecycleState {
  readonly status: Status;
  /** The newest condition; null only for a run that has none yet. */
  readonly lastCondition: Condition | null;
  readonly createdAt: Instant;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
  /** Seconds, two decimals: started − created. */
  readonly waitTime: number | null;
  /** Seconds, two decimals: finished − started. */
  readonly duration: number | null;
}

/** What a change tells the rest of the engine. `run.done` accompanies every final status. */
export type LifecycleEvent =
  | "run.new_status"
  | "run.resumed"
  | "run.stopped"
  | "run.failed"
  | "run.succeeded"
  | "run.skipped"
  | "run.done";

export type Transition =
  | { readonly kind: "ignored"; readonly reason: "created-is-initial" | "stopping-admits-only-final" | "run-is-final" }
  | {
      readonly kind: "changed";
      readonly next: LifecycleState;
      /** True when `next.lastCondition` replaces the previous one in place instead of being appended. */
      readonly replacesLast: boolean;
      readonly events: readonly LifecycleEvent[];
    };

/** Why a guarded move is refused; absent means it is allowed. */
type Refusal = Extract<Transition, { kind: "ignored" }>["reason"];

/**
 * The one table of the lifecycle (I1): from → the words that may follow, without force.
 *
 * Any non-final status may follow any non-final one, because executors report late and out of order; `created` never
 * returns; `stopping` admits only final statuses; a final status admits nothing.
 */
export const ALLOWED: Readonly<Record<Status, ReadonlySet<Status>>> = Object.fromEntries(
  STATUSES.map((from) => [from, new Set(STATUSES.filter((to) => refusal(from, to) === undefined))]),
) as unknown as Record<Status, ReadonlySet<Status>>;

function refusal(from: Status, to: Status): Refusal | undefined {
  if (to === "created") return "created-is-initial";
  if (DONE.has(from)) return "run-is-final";
  if (from === "stopping" && !DONE.has(to)) return "stopping-admits-only-final";
  return undefined;
}

/**
 * Decides one status change, for one run or for each of a thousand (I1).
 *
 * `force` is how a resume, or somebody who may, moves a finished run (I2); it never brings `created` back and never
 * lifts the guard of `stopping`.
 */
export function transition(
  state: LifecycleState,
  request: ConditionRequest,
  now: Instant,
  options: { readonly force?: boolean } = {},
): Transition {
  const condition = conditionFrom(request, now);
  if (!ALLOWED[state.status].has(condition.type)) {
    const reason = refusal(state.status, condition.type);
    if (reason !== undefined && !(reason === "run-is-final" && options.force === true)) {
      return { kind: "ignored", reason };
    }
  }
  const replacesLast = state.lastCondition !== null && sameCondition(state.lastCondition, condition);
  return {
    kind: "changed",
    next: { ...state, ...timesAfter(state, condition, now), status: condition.type, lastCondition: condition },
    replacesLast,
    events: eventsOf(state.status, condition.type),
  };
}

type Times = Pick<LifecycleState, "startedAt" | "finishedAt" | "waitTime" | "duration">;

/** Start, end, wait and duration follow from the status, in single and bulk writes alike. */
function timesAfter(state: LifecycleState, condition: Condition, now: Instant): Times {
  if (condition.type === "resuming") {
    // Upstream keeps the first start, end and duration for ever. A resumed run has not started again and is not finished:
    // all three start anew, and with them its time limit, which would be over at once if it counted from the first start.
    return { startedAt: null, waitTime: state.waitTime, finishedAt: null, duration: null };
  }
  if (!DONE.has(condition.type)) {
    const startsNow = RUNNING.has(condition.type) && state.startedAt === null;
    return {
      startedAt: startsNow ? now : state.startedAt,
      waitTime: startsNow ? (state.waitTime ?? secondsBetween(state.createdAt, now)) : state.waitTime,
      // Of a finished run that somebody forced to go on.
      finishedAt: null,
      duration: null,
    };
  }
  if (state.finishedAt === null) {
    const startedAt = state.startedAt ?? state.createdAt;
    return {
      startedAt,
      waitTime: state.waitTime,
      finishedAt: now,
      duration: state.duration ?? secondsBetween(startedAt, now),
    };
  }
  return state;
}

function eventsOf(from: Status, to: Status): LifecycleEvent[] {
  const events: LifecycleEvent[] = [];
  if (from !== to && to !== "stopping") events.push("run.new_status");
  if (to === "resuming") events.push("run.resumed");
  if (to === "stopped" || to === "failed" || to === "succeeded" || to === "skipped") events.push(`run.${to}`);
  if (DONE.has(to)) events.push("run.done");
  return events;
}

/** Never negative: a clock that was set back must not produce a negative duration. */
const secondsBetween = (from: Instant, to: Instant): number => Math.max(0, Math.round((to - from) / 10) / 100);

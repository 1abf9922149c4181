import { type Condition, type ConditionRequest, type Instant, isDone } from "@polyaxon/lifecycle";
import type { RunRecord } from "./ports/records.ts";
import type { AttemptOutcome } from "./ports/store.ts";

/** What the decision looks at: the run as it stands when its executor confirms that the attempt is gone. */
export type EndingRun = Pick<RunRecord, "status" | "kind" | "attempt" | "limits"> & {
  readonly lastCondition: Condition | null;
};

export interface AttemptEnd {
  /** Null when the run is final already: only its slot comes free. */
  readonly condition: ConditionRequest | null;
  /** When a retry is to be queued; null when there is none. */
  readonly retryAt: Instant | null;
}

/** Reason of a `stopping` that the time limit caused. */
export const DEADLINE_EXCEEDED = "DeadlineExceeded";

/**
 * Decides the status that an attempt's end gives its run: the exit code decides, unless somebody asked the run to stop.
 *
 * - A run asked to stop ends `stopped`, whatever its exit code; one whose time was up ends `failed` when it is a job and
 *   `stopped` when it is a service (reference/runtime.md §3), and keeps the reason `DeadlineExceeded`.
 * - A failure is retried while the attempt is within `maxRetries`: `retrying` now, queued again after the back-off.
 */
export function decideAttemptEnd(run: EndingRun, outcome: AttemptOutcome, now: Instant): AttemptEnd {
  if (isDone(run.status)) return { condition: null, retryAt: null };
  if (run.status === "stopping") return { condition: stoppedCondition(run, outcome), retryAt: null };
  switch (outcome.kind) {
    case "stopped":
      return {
        condition: { type: "stopped", reason: "StateManager", message: outcome.message ?? null },
        retryAt: null,
      };
    case "failed":
      return failure(run, outcome.reason, outcome.message, outcome.retryable, now);
    case "exited": {
      const message = outcome.message ?? exitMessage(outcome.exitCode, outcome.signal ?? null);
      if (outcome.exitCode === 0 && !outcome.signal) {
        return { condition: { type: "succeeded", reason: "ExitCode", message }, retryAt: null };
      }
      return failure(run, "ExitCode", message, true, now);
    }
    default:
      return outcome satisfies never;
  }
}

/**
 * Wait before the attempt after `attempt`, in milliseconds: 1 s, doubled each time, at most 5 minutes.
 * No jitter: the same history gives the same times.
 */
export function retryDelayMs(attempt: number): number {
  return Math.min(1000 * 2 ** Math.min(Math.max(attempt - 1, 0), 20), 300_000);
}

function failure(run: EndingRun, reason: string, message: string, retryable: boolean, now: Instant): AttemptEnd {
  const { maxRetries } = run.limits;
  if (!retryable || run.attempt > maxRetries) return { condition: { type: "failed", reason, message }, retryAt: null };
  const condition = {
    type: "retrying",
    reason,
    message: `${message} (attempt ${run.attempt} of ${maxRetries + 1})`,
  } as const;
  return { condition, retryAt: now + retryDelayMs(run.attempt) };
}

function stoppedCondition(run: EndingRun, outcome: AttemptOutcome): ConditionRequest {
  const asked = run.lastCondition;
  const reason = asked?.reason ?? "StateManager";
  const message = outcome.message ?? asked?.message ?? null;
  const failsOnTimeout = reason === DEADLINE_EXCEEDED && run.kind !== "service";
  return { type: failsOnTimeout ? "failed" : "stopped", reason, message };
}

const exitMessage = (exitCode: number, signal: string | null): string =>
  signal === null ? `exit code ${exitCode}` : `exit code ${exitCode}, signal ${signal}`;

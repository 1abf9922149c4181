import { constants } from "node:os";
import type { AttemptOutcome } from "@polyaxon/orchestrator";
import type { Refusal } from "./attempt-files.ts";

export type Lost = keyof typeof LOST;

/** The refusal of an attempt that was started, by somebody who found nothing of it but its processes. */
export const scratchLost = (): Refusal => ({ reason: "ScratchLost", message: LOST.ScratchLost, retryable: true });

const LOST = {
  SupervisorLost:
    "The run's supervisor was killed from outside; the processes it left behind were ended and the exit code is unknown.",
  ScratchLost:
    "The agent's folder of the run was removed while it was executing: what it printed last and its exit code are lost.",
  HostRestarted: "The machine was restarted while the run was executing.",
  ExitCodeLost:
    "The command ended, but its exit code could not be written: the disk that holds the agent's folder is probably full.",
} as const;

/** How an attempt ended, from what its scratch folder says once nothing of it is left. A stop that was asked for wins. */
export function outcomeOf(facts: {
  readonly exitCode: number | null;
  readonly stopRequested: boolean;
  /** Why it was never started. */
  readonly refusal: Refusal | null;
  /** Why there is no exit code, should there be none. */
  readonly lost: Lost;
}): AttemptOutcome {
  const { exitCode } = facts;
  if (facts.stopRequested) return { kind: "stopped" };
  if (facts.refusal !== null) return { kind: "failed", ...facts.refusal };
  if (exitCode !== null) {
    const signal = exitCode > 128 ? signalName(exitCode - 128) : null;
    return signal === null
      ? { kind: "exited", exitCode }
      : { kind: "exited", exitCode, signal, message: signalMessage(exitCode, signal) };
  }
  return { kind: "failed", reason: facts.lost, message: LOST[facts.lost], retryable: true };
}

/** A shell reports a death by signal n as 128 + n; a command may also exit with such a code by itself. */
function signalName(number: number): string | null {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? null;
}

function signalMessage(exitCode: number, signal: string): string {
  const hint = signal === "SIGKILL" ? "; when nobody sent it, the machine probably ran out of memory" : "";
  return `Ended by ${signal} (exit code ${exitCode})${hint}.`;
}

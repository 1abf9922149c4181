import type { ExecutionPlan } from "@polyaxon/compiler";
import type { AttemptOutcome } from "@polyaxon/orchestrator";

/** Names one attempt on an executor; the identity that survives every restart. */
export interface AttemptRef {
  readonly run: string;
  readonly attempt: number;
}

/** Where the agent put this attempt's files. Folders exist before `start`. */
export interface AttemptPlace {
  /** The attempt's scratch: raw output, exit file, supervisor identity. */
  readonly scratch: string;
  /** The run's artifact folder: `outputs/`, `events/`, ... */
  readonly artifacts: string;
  /** Where the main process starts, already chosen (design §5). */
  readonly workingDir: string;
}

/**
 * Runs plans. Promises: `start` called twice for one attempt (also by another process after a crash) starts it once;
 * `observe` after any restart finds what was started; nothing an executor does depends on the agent staying alive (I10).
 */
export interface Executor {
  readonly name: string;
  readonly capabilities: {
    /** False: image names are ignored, with a notice. */
    readonly images: boolean;
    /** Raw output appears in `{scratch}/output.log`. */
    readonly rawOutputFile: boolean;
  };
  start(ref: AttemptRef, plan: ExecutionPlan, place: AttemptPlace): Promise<void>;
  /** Calls back once for each attempt that reaches its end; also for adopted ones. */
  watch(ref: AttemptRef, place: AttemptPlace, onEnd: (outcome: AttemptOutcome) => void): Promise<"running" | "ended" | "not-started">;
  /** SIGTERM to the whole tree, SIGKILL after `graceSeconds`; `watch` reports the end when nothing is left. */
  stop(ref: AttemptRef, place: AttemptPlace, graceSeconds: number): Promise<void>;
  /** Sums over the attempt's process tree; null when it is gone. */
  usage(ref: AttemptRef, place: AttemptPlace): Promise<{ readonly cpuPercent: number; readonly memoryBytes: number } | null>;
  close(): Promise<void>;
}

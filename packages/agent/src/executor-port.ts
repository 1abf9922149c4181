import type { ExecutionPlan } from "@polyaxon/compiler";
import type { AttemptOutcome } from "@polyaxon/orchestrator";

/** Names one attempt on an executor; the identity that survives every restart. */
export interface AttemptRef {
  /** Run id, 32 hex digits. */
  readonly run: string;
  readonly attempt: number;
  /**
   * When the server handed it out: tells it from an attempt of the same number that a restored database hands out again.
   * Executors need not look: an agent has ended the one before it begins the other.
   */
  readonly claimedAt?: number;
}

/** Where the agent put this attempt's files. Folders exist before `start`, for executors with local files. */
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
 * `watch` after any restart finds what was started; nothing an executor does depends on the agent staying alive (I10).
 */
export interface Executor {
  readonly name: string;
  readonly capabilities: {
    /** False: image names are ignored, with a notice. */
    readonly images: boolean;
    /**
     * Workloads have files on this machine: the folders of `AttemptPlace` are made, and what appears in them is shipped.
     * False: there is nothing to ship, and no folder is made.
     */
    readonly localFiles: boolean;
    /** Raw output appears in `{scratch}/output.log`. */
    readonly rawOutputFile: boolean;
    /** Workloads run on this machine and get the allow-listed part of the agent's own environment. */
    readonly hostEnvironment: boolean;
  };
  /**
   * @throws StartRefused when this plan cannot be started; then nothing of the attempt exists and nothing of it ever will:
   * a later `start` does nothing, and `watch`, after a restart too, reports it as failed with that reason.
   */
  start(ref: AttemptRef, plan: ExecutionPlan, place: AttemptPlace): Promise<void>;
  /**
   * Calls `onEnd` once, when nothing of the attempt is left; also for adopted attempts and for those that had ended already
   * (then soon after the answer). Never for `not-started`.
   */
  watch(
    ref: AttemptRef,
    place: AttemptPlace,
    onEnd: (outcome: AttemptOutcome) => void,
  ): Promise<"running" | "ended" | "not-started">;
  /**
   * SIGTERM to the whole tree, SIGKILL after `graceSeconds`; resolves when nothing is left, and `watch` reports the end. An
   * attempt that was never started is barred: a later `start` of it does nothing.
   */
  stop(ref: AttemptRef, place: AttemptPlace, graceSeconds: number): Promise<void>;
  /** Sums over the attempt's process tree; CPU since the previous call, 100 = one core. Null when it is gone. */
  usage(
    ref: AttemptRef,
    place: AttemptPlace,
  ): Promise<{ readonly cpuPercent: number; readonly memoryBytes: number } | null>;
  /** Lets go of every attempt and leaves it running. */
  close(): Promise<void>;
}

/** Thrown by `start`: the attempt ends as failed with this stable reason. */
export class StartRefused extends Error {
  override readonly name = "StartRefused";
  /** `CommandNotFound`, `WorkingDirMissing`, ... */
  readonly reason: string;
  /** True when the same plan may start later, for instance when the machine ran out of processes. */
  readonly retryable: boolean;

  constructor(
    reason: string,
    message: string,
    options: { readonly cause?: unknown; readonly retryable?: boolean } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.reason = reason;
    this.retryable = options.retryable ?? false;
  }
}

import type { ChildProcess } from "node:child_process";
import { cpus } from "node:os";
import type { AttemptPlace, AttemptRef } from "@polyaxon/agent";
import type { AttemptOutcome, Clock, Logger } from "@polyaxon/orchestrator";
import {
  isExitCodeLost,
  isScratchLost,
  isStopRequested,
  markStopRequested,
  readExitCode,
  readRefusal,
  readStartState,
  type StartState,
  type SupervisorIdentity,
} from "./attempt-files.ts";
import { attemptTree } from "./attempt-tree.ts";
import type { ProcessEntry } from "./linux-stat.ts";
import { type Lost, outcomeOf } from "./outcome.ts";
import type { ProcessList, ProcessSource, ProcessTable } from "./process-table.ts";
import { ALREADY_STARTED } from "./supervisor-script.ts";
import { terminateTree } from "./terminate.ts";
import { createUsageMeter, type Usage } from "./usage-meter.ts";

/** What the command left behind has this long to end by itself before it is killed. */
const LEFTOVER_GRACE_MS = 1_000;
/** A supervisor writes its identity within milliseconds of taking the lock. */
const IDENTITY_MS = 5_000;
const USAGE_AGE_MS = 500;
const CORES = cpus().length;

/**
 * One attempt as this process follows it.
 *
 * `following` -> (supervisor gone, or exit code recorded) -> `settling` (leftovers are ended) -> `settled` (onEnd is called).
 * The end is noticed by the exit of our own child, or by `look` when another process started it.
 */
export interface WatchedAttempt {
  /** The supervisor is our child; another start may still win the lock, and the attempt is adopted then. */
  spawned(child: ChildProcess): void;
  /** Called at once when the attempt has settled before. The last listener counts. */
  onEnd(listener: (outcome: AttemptOutcome) => void): void;
  needsLooks(): boolean;
  /** Notices a supervisor that is gone, in the background. */
  look(): void;
  /** Resolves when nothing is left; the attempt ends as stopped. */
  terminate(graceMs: number): Promise<void>;
  usage(): Promise<Usage | null>;
  release(): void;
}

export function watchAttempt(deps: {
  readonly ref: AttemptRef;
  readonly place: AttemptPlace;
  readonly source: ProcessSource;
  readonly table: ProcessTable;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onSettled: () => void;
  /** From now on somebody must call `look` now and then. */
  readonly onNeedsLooks: () => void;
}): WatchedAttempt {
  const { ref, source, table, clock, logger } = deps;
  const { scratch } = deps.place;
  let child: ChildProcess | null = null;
  let seenAlive = false;
  /** As once read: the file may be removed under us. */
  let identity: SupervisorIdentity | null = null;
  let stopRequested = false;
  let state: "following" | "settling" | "settled" = "following";
  let looking = false;
  let outcome: AttemptOutcome | null = null;
  let listener: ((outcome: AttemptOutcome) => void) | null = null;
  let meter: ReturnType<typeof createUsageMeter> | null = null;

  function startState(): StartState {
    const found = readStartState(scratch);
    if (found.kind === "started") identity = found.identity;
    return found.kind === "not-started" && identity !== null ? { kind: "started", identity } : found;
  }

  /** Session ids are believed while we know the supervisor lived a moment ago, and where nothing better exists. */
  function tree({ entries }: ProcessList): ProcessEntry[] {
    const start = startState();
    const supervisor: SupervisorIdentity =
      start.kind === "started" ? start.identity : { bootId: "", pid: child?.pid ?? -1, startTime: "" };
    return attemptTree(entries, {
      supervisor,
      trustIds: seenAlive || !source.hasMarks,
      isMarked(entry) {
        const marks = source.marksOf(entry);
        return marks !== null && marks.run === ref.run && marks.attempt === ref.attempt;
      },
      self: process.pid,
    });
  }

  function settle(lost: "SupervisorLost" | "HostRestarted"): void {
    if (state !== "following") return;
    state = "settling";
    endLeftovers(lost).then(
      () => {
        outcome = outcomeOf({
          exitCode: readExitCode(scratch),
          stopRequested: stopRequested || isStopRequested(scratch),
          refusal: readRefusal(scratch),
          lost: lost === "SupervisorLost" ? whatIsLost() : lost,
        });
        state = "settled";
        deps.onSettled();
        listener?.(outcome);
      },
      (error: unknown) => {
        state = "following";
        child = null;
        deps.onNeedsLooks();
        logger.error(
          { run: ref.run, attempt: ref.attempt, error },
          "the end of an attempt could not be settled; it is tried again",
        );
      },
    );
  }

  function whatIsLost(): Lost {
    if (isScratchLost(scratch, identity !== null)) return "ScratchLost";
    return isExitCodeLost(scratch) ? "ExitCodeLost" : "SupervisorLost";
  }

  /** After a restart of the machine nothing of the attempt lives and its pids mean nothing. */
  async function endLeftovers(lost: "SupervisorLost" | "HostRestarted"): Promise<void> {
    if (lost !== "HostRestarted") await end(LEFTOVER_GRACE_MS, null);
  }

  function end(graceMs: number, spare: number | null): Promise<void> {
    return terminateTree({
      find: async () => tree(await table.fresh()),
      graceMs,
      spare,
      monotonic: () => clock.monotonic(),
      onStubborn: (members) =>
        logger.warn(
          { run: ref.run, attempt: ref.attempt, pids: members.map(({ pid }) => pid) },
          "processes do not end after SIGKILL",
        ),
    });
  }

  /** `gone` only when the identity is known and nothing answers to it, or will never be known. */
  async function supervisorState(): Promise<"alive" | "gone" | "other-boot"> {
    const start = startState();
    if (start.kind === "starting") return clock.now() - start.sinceMs > IDENTITY_MS ? "gone" : "alive";
    if (start.kind !== "started") return "gone";
    const { bootId, pid, startTime } = start.identity;
    if (bootId !== (await source.bootId())) return "other-boot";
    const alive =
      source.isAlive?.(start.identity) ??
      (await table.recent(1_000)).entries.some((entry) => entry.pid === pid && entry.startTime === startTime);
    if (alive) seenAlive = true;
    return alive ? "alive" : "gone";
  }

  /** Processes of a supervisor that is gone are known by their marks alone. */
  async function mayHaveProcesses(): Promise<boolean> {
    const supervisor = await supervisorState();
    return supervisor === "alive" || (supervisor === "gone" && source.hasMarks);
  }

  /** A disk that takes nothing, or a folder that is gone, keeps nobody from ending it. */
  function rememberStop(): void {
    try {
      markStopRequested(scratch);
    } catch (error) {
      logger.warn({ run: ref.run, attempt: ref.attempt, error }, "a restart would not know that a stop was asked for");
    }
  }

  return {
    spawned(started) {
      child = started;
      seenAlive = true;
      meter = createUsageMeter(clock.monotonic(), CORES);
      started.once("exit", (code) => {
        if (code === ALREADY_STARTED && readExitCode(scratch) === null) {
          child = null;
          seenAlive = false;
          deps.onNeedsLooks();
        } else settle("SupervisorLost");
      });
    },
    onEnd(next) {
      listener = next;
      if (outcome !== null) next(outcome);
    },
    needsLooks: () => child === null && state === "following",
    look() {
      if (looking || state !== "following") return;
      looking = true;
      supervisorState()
        .then((supervisor) => {
          if (supervisor === "other-boot") settle("HostRestarted");
          else if (supervisor === "gone" || readExitCode(scratch) !== null) settle("SupervisorLost");
        })
        .catch((error: unknown) =>
          logger.error({ run: ref.run, attempt: ref.attempt, error }, "an attempt could not be looked at"),
        )
        .finally(() => (looking = false));
    },
    async terminate(graceMs) {
      stopRequested = true;
      rememberStop();
      if (!seenAlive && !(await mayHaveProcesses())) return;
      const start = startState();
      await end(graceMs, start.kind === "started" ? start.identity.pid : (child?.pid ?? null));
    },
    async usage() {
      const list = await table.recent(USAGE_AGE_MS);
      const members = tree(list);
      meter ??= createUsageMeter(null, CORES);
      return members.length === 0 ? null : meter(members, list.monotonicMs);
    },
    release() {
      state = "settled";
      child?.removeAllListeners("exit");
    },
  };
}

import type { Status } from "@polyaxon/lifecycle";
import {
  type AgentProtocol,
  ATTEMPT_ELSEWHERE,
  type AttemptOutcome,
  type ClaimedRun,
  type Clock,
  type Logger,
  type RunId,
  debugPoint,
} from "@polyaxon/orchestrator";
import { existsSync } from "node:fs";
import { type AttemptFolders, attemptFolders, podName } from "./attempt-folders.ts";
import { isOfAnother, readClaimMark, setAside, writeClaimMark } from "./claim-mark.ts";
import { type AttemptRef, type Executor, StartRefused } from "./executor-port.ts";
import type { RunFiles } from "./files/run-files.ts";
import { whenHostCan } from "./host-trouble.ts";
import { createLatch } from "./latch.ts";
import { secretForms } from "./logs/secret-forms.ts";
import { backOffMs, pause } from "./pause.ts";
import {
  type AgentSurroundings,
  nodeName,
  type PlanExecution,
  prepareAttempt,
  type PreparedAttempt,
} from "./prepare-attempt.ts";
import { ServerProblem } from "./remote/server-problem.ts";
import type { ReportOutbox } from "./report-outbox.ts";
import { createSidecar, type Sidecar } from "./sidecar.ts";

/**
 * One claimed attempt from its claim to its acknowledged end:
 *
 * prepared -> started (or found, when adopted) -> watched -> ended -> the rest is shipped -> `finished` is reported.
 *
 * Whatever fails ends this attempt alone (I6). `finished` is sent only when nothing of the attempt is left (I4), and after
 * its logs and values are stored (design §3.7).
 */
export interface AttemptRun {
  readonly ref: AttemptRef;
  /** Resolves when the end was acknowledged, or after `release`. */
  readonly done: Promise<void>;
  /** Resolves when its scratch says whose it is; never when the attempt is let go of before. */
  readonly marked: Promise<unknown>;
  /** When it was claimed, from a server that says so, after one of an earlier version that did not. */
  learn(claimedAt: number | undefined): void;
  /** Ends the attempt; repeated calls are harmless. */
  stop(): void;
  /** The server had lost sight of the agent: says again where the attempt is. */
  reassert(): void;
  /** The server does not count the attempt as this agent's any more: whatever runs of it is ended. */
  disown(): void;
  tick(): void;
  /** Lets go of the attempt and leaves it running. */
  release(): Promise<void>;
}

export interface AttemptDeps {
  readonly agent: string;
  readonly executor: Executor;
  readonly track: AgentProtocol["track"];
  readonly openRunFiles: (ref: AttemptRef, folders: AttemptFolders) => RunFiles;
  readonly outbox: ReportOutbox;
  readonly surroundings: AgentSurroundings;
  readonly planExecution: PlanExecution;
  /** The agent's own folder. */
  readonly folder: string;
  /** Run folders are this agent's copies; what is kept for good is elsewhere. */
  readonly hasOwnRunFolders: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

const gpusMissing = (gpus: readonly string[]): string =>
  `It was to have the GPU ${gpus.join(", ")} of its agent's machine, which is not there (any more), or has another name now. ` +
  "It was not started: run it again.";

const HOST_WAITS = "It waits there for that to pass; stop it, and run it again, to have it elsewhere.";

const SCRATCH_LOST =
  "The agent's folder of the run was removed after it had been started: how it ended, and what it printed, is lost. " +
  "It was not started again: run it again.";

/** What is reported of an attempt once its scratch is there. */
const STARTED: ReadonlySet<Status> = new Set<Status>(["starting", "running"]);

const EARLIER_GRACE_SECONDS = 10;

const ELSEWHERE =
  "The agent's folder may be a copy of another one, and knows nothing of this attempt: it may go on where the original is. " +
  "It is not started here. Start the original agent again, or stop this run and start it anew.";

/**
 * Where a claim comes from:
 * - `new`: it was made just now, for this process.
 * - `held`: the attempt may have been started, by a process of this folder before this one.
 * - `doubtful`: it may also have been started in a folder that this one is a copy of.
 */
export type ClaimOrigin = "new" | "held" | "doubtful";

export function driveAttempt(claim: ClaimedRun, origin: ClaimOrigin, deps: AttemptDeps): AttemptRun {
  const { executor, outbox, logger } = deps;
  const run = claim.run.uuid;
  const { attempt } = claim;
  const ref: { readonly run: RunId; readonly attempt: number; claimedAt?: number } = {
    run,
    attempt,
    ...(claim.run.claimedAt === undefined ? {} : { claimedAt: claim.run.claimedAt }),
  };
  const folders = attemptFolders(ref, { folder: deps.folder, artifactsRoot: deps.surroundings.artifactsRoot });
  const files = deps.openRunFiles(ref, folders);
  const released = createLatch();
  const stopOrdered = createLatch();
  const marked = createLatch();
  let adopted = origin !== "new";
  let scratchIsNew = !existsSync(folders.scratch);
  /** It may go on in a folder that this one is a copy of. */
  let isElsewhere = false;
  /** It was started, and what this folder knew of it has been removed. */
  let isLost = false;
  let sidecar: Sidecar | null = null;
  let stopWanted = false;
  let stopExecutor: (() => Promise<void>) | null = null;
  let stopping = false;
  let ended = false;
  let reported: Status | null = null;

  function report(type: Status, reason: string, message: string | null = null): void {
    reported = type;
    const sent = outbox.send({ kind: "status", ...ref, condition: { type, reason, message } });
    sent
      .then((ack) => ack.kind === "stale" && fencedOff())
      .catch((error: unknown) => logger.error({ ...ref, error }, "a report failed"));
  }

  /** Another attempt took this one's place, or its slot was freed: whatever still runs of it must not go on. */
  function fencedOff(): void {
    if (released.isOpen || stopWanted || ended) return;
    logger.warn({ ...ref }, "the attempt is no longer wanted by the server and is stopped");
    stop();
  }

  function stop(): void {
    stopWanted = true;
    stopOrdered.open();
    if (stopExecutor === null || stopping) return;
    stopping = true;
    stopExecutor()
      .catch((error: unknown) =>
        logger.error({ ...ref, error }, "an attempt could not be stopped; it is tried again with the next order"),
      )
      .finally(() => (stopping = false));
  }

  /** Null after a release. */
  async function execute({ plan, place, notices }: PreparedAttempt & { ok: true }): Promise<AttemptOutcome | null> {
    let onEnd: (outcome: AttemptOutcome) => void = () => {};
    const end = new Promise<AttemptOutcome>((resolve) => (onEnd = resolve));
    stopExecutor = () => executor.stop(ref, place, plan.termination.graceSeconds);
    if (adopted) debugPoint("adopt.before");
    // What may be elsewhere was not started from here: a copy beside its original must not end what that one runs on this machine.
    const found = adopted && !isElsewhere ? await watch() : "not-started";
    if (found !== "not-started") debugPoint("adopt.after");
    if (found === "not-started") {
      if (isElsewhere && !stopWanted) {
        report("unknown", ATTEMPT_ELSEWHERE, ELSEWHERE);
        await Promise.race([stopOrdered.opened, released.opened]);
        if (released.isOpen) return null;
      }
      if (stopWanted) {
        // Nothing was started here, so nothing that is stored of the attempt is touched either.
        await stopExecutor();
        return { kind: "stopped" };
      }
      if (isLost) return { kind: "failed", reason: "ScratchLost", message: SCRATCH_LOST, retryable: true };
      report("starting", "AttemptStarting", notices.length === 0 ? null : notices.join("\n"));
      const missing = (claim.gpus ?? []).filter((gpu) => !deps.surroundings.hostGpus.includes(gpu));
      if (missing.length > 0) {
        await stopExecutor();
        return { kind: "failed", reason: "GpuMissing", message: gpusMissing(missing), retryable: true };
      }
      await beginFiles(true);
      if (released.isOpen) return null;
      debugPoint("start.before");
      await executor.start(ref, plan, place);
      debugPoint("start.after");
      if (released.isOpen) return null;
      if ((await watch()) === "not-started")
        throw new Error("The executor does not know the attempt it has just started.");
      if (!stopWanted) report("running", "AttemptRunning");
    } else {
      // In the background: the server may be away, and what goes on here does not wait for it.
      beginFiles(false).catch((error: unknown) => logger.error({ ...ref, error }, "the run's files cannot be shipped"));
      reported = "running";
      if (claim.run.status !== "running" && claim.run.status !== "stopping") report("running", "AttemptAdopted");
    }
    if (stopWanted) stop();
    return Promise.race([end, released.opened]);

    async function watch(): Promise<"running" | "ended" | "not-started"> {
      for (let failures = 1; ; failures++) {
        try {
          return await executor.watch(ref, place, onEnd);
        } catch (error) {
          if (released.isOpen) return "ended";
          logger.error(
            { ...ref, error, failures },
            "the executor could not be asked about an attempt; it is asked again",
          );
          await pause(backOffMs(failures), released);
        }
      }
    }
  }

  /** A server that does not answer is waited for: nothing has started yet. */
  async function beginFiles(fresh: boolean): Promise<void> {
    for (let failures = 1; executor.capabilities.localFiles && !released.isOpen; failures++) {
      try {
        await files.begin(fresh);
        return;
      } catch (error) {
        if (!(error instanceof ServerProblem) || !error.passes) throw error;
        logger.warn({ ...ref, error, failures }, "the run's files could not be fetched; they are asked for again");
        await pause(backOffMs(failures), released);
      }
    }
  }

  function beginSidecar({ plan, place }: PreparedAttempt & { ok: true }): void {
    if (!executor.capabilities.localFiles) return;
    const container = plan.main[0]?.name ?? "polyaxon-main";
    sidecar = createSidecar({
      ref,
      folders,
      files,
      collect: plan.collect,
      source: { node: nodeName(executor), pod: podName(run, attempt), container },
      secrets: secretForms([claim.token]),
      capabilities: executor.capabilities,
      usage: () => executor.usage(ref, place),
      track: (records) => deps.track(deps.agent, ref, records),
      untilServerAnswers: async () => {
        await outbox.send({ kind: "status", ...ref, condition: { type: "running", reason: "AttemptRunning" } });
      },
      onFenced: fencedOff,
      clock: deps.clock,
      logger,
    });
  }

  /** Looks whose the scratch is, and marks it as this attempt's. Null after a release. */
  async function takeScratch(): Promise<"taken" | null> {
    if (!executor.capabilities.localFiles) {
      marked.open();
      return "taken";
    }
    let mark = readClaimMark(folders.scratch);
    if (mark !== null && isOfAnother(mark, ref)) {
      await endEarlier();
      if (released.isOpen) return null;
      const left = setAside(folders.scratch, mark);
      if (deps.hasOwnRunFolders) setAside(folders.run, mark);
      logger.warn(
        { ...ref, left },
        "an attempt of the same number, from before the server's database was restored, is ended and moved aside",
      );
      adopted = false;
      scratchIsNew = true;
      mark = null;
    }
    isElsewhere = mark?.elsewhere ?? (scratchIsNew && origin === "doubtful");
    isLost = mark?.lost ?? (scratchIsNew && adopted && !isElsewhere && STARTED.has(claim.run.status));
    if (mark === null || (mark.claimedAt === null && ref.claimedAt !== undefined))
      writeClaimMark(folders.scratch, { claimedAt: ref.claimedAt ?? null, elsewhere: isElsewhere, lost: isLost });
    marked.open();
    return "taken";
  }

  /** Resolves when nothing is left of what has this attempt's number and is not this attempt. */
  async function endEarlier(): Promise<void> {
    const place = { scratch: folders.scratch, artifacts: folders.run, workingDir: folders.run };
    for (let failures = 1; !released.isOpen; failures++) {
      try {
        let onEnd = (): void => {};
        const end = new Promise<void>((resolve) => (onEnd = resolve));
        if ((await executor.watch(ref, place, onEnd)) === "not-started") return;
        await executor.stop(ref, place, EARLIER_GRACE_SECONDS);
        await Promise.race([end, released.opened]);
        return;
      } catch (error) {
        logger.error({ ...ref, error, failures }, "an earlier attempt could not be ended; it is tried again");
        await pause(backOffMs(failures), released);
      }
    }
  }

  /** Null after a release. */
  async function prepare(): Promise<PreparedAttempt | "stopped" | null> {
    const given = await whenHostCan(
      async () =>
        (await takeScratch()) === null
          ? null
          : prepareAttempt(claim, folders, deps.surroundings, executor, deps.planExecution),
      {
        onTrouble(error, trouble) {
          logger.error({ ...ref, error }, "this machine can start nothing: attempts wait, and are tried again");
          if (!adopted)
            report(
              "scheduled",
              "AgentHostTrouble",
              `The agent ${deps.agent} cannot start it: ${trouble}. ${HOST_WAITS}`,
            );
        },
        // Only of what was handed to this very process is it known that nothing was started.
        wait: async (failures) => {
          await Promise.race([pause(backOffMs(failures), released), ...(adopted ? [] : [stopOrdered.opened])]);
          return !released.isOpen && (adopted || !stopWanted);
        },
      },
    );
    return given ?? (released.isOpen ? null : "stopped");
  }

  async function attemptOutcome(): Promise<AttemptOutcome | null> {
    try {
      const prepared = await prepare();
      if (prepared === null) return null;
      if (prepared === "stopped") return { kind: "stopped" };
      if (prepared.ok) {
        beginSidecar(prepared);
        return await execute(prepared);
      }
      await leaveNothing();
      return { kind: "failed", reason: prepared.reason, message: prepared.message, retryable: false };
    } catch (error) {
      if (error instanceof StartRefused) {
        return { kind: "failed", reason: error.reason, message: error.message, retryable: error.retryable };
      }
      logger.error({ ...ref, error }, "an attempt could not be executed");
      await leaveNothing();
      const message = `The agent could not execute the run: ${error instanceof Error ? error.message : String(error)}`;
      return { kind: "failed", reason: "AgentError", message, retryable: true };
    }
  }

  /** Before an end is reported that the executor has not confirmed (I4). */
  async function leaveNothing(): Promise<void> {
    const place = { scratch: folders.scratch, artifacts: folders.run, workingDir: folders.run };
    for (let failures = 1; !released.isOpen; failures++) {
      try {
        await (stopExecutor === null ? executor.stop(ref, place, 0) : stopExecutor());
        return;
      } catch (error) {
        logger.error({ ...ref, error, failures }, "what is left of an attempt could not be ended; it is tried again");
        await pause(backOffMs(failures), released);
      }
    }
  }

  async function drive(): Promise<void> {
    const outcome = await attemptOutcome();
    if (outcome === null) return;
    ended = true;
    debugPoint("finish.before");
    await sidecar?.finish(released);
    if (released.isOpen) return;
    debugPoint("finish.before-report");
    await Promise.race([outbox.send({ kind: "finished", ...ref, outcome }), released.opened]);
    debugPoint("finish.after-report");
  }

  const done = drive()
    .catch((error: unknown) => logger.error({ ...ref, error }, "an attempt ended with an error of the agent itself"))
    .then(() => sidecar?.close());

  return {
    ref,
    done,
    marked: marked.opened,
    learn(claimedAt) {
      if (claimedAt !== undefined) ref.claimedAt ??= claimedAt;
    },
    stop,
    reassert() {
      if (reported === null || reported === "unknown" || ended || released.isOpen) return;
      report(reported, "AgentReturned", `The agent ${deps.agent} is back.`);
    },
    disown: fencedOff,
    tick: () => sidecar?.tick(),
    async release() {
      released.open();
      await done;
    },
  };
}

import { mkdir, readlink, rm, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { DONE_OR_STOPPING } from "@polyaxon/lifecycle";
import {
  type AgentProtocol,
  AgentRefused,
  type AgentSession,
  type ClaimedRun,
  type Clock,
  type HostResources,
  type Logger,
  type StopOrder,
} from "@polyaxon/orchestrator";
import { type AttemptRun, type ClaimOrigin, driveAttempt } from "./attempt-run.ts";
import { type AttemptFolders, attemptsFolder, scratchName } from "./attempt-folders.ts";
import { maybeSameClaim } from "./claim-mark.ts";
import type { AttemptRef, Executor } from "./executor-port.ts";
import { localRunFiles } from "./files/local-run-files.ts";
import type { RunFiles } from "./files/run-files.ts";
import { createLatch } from "./latch.ts";
import { backOffMs, pause } from "./pause.ts";
import type { PlanExecution } from "./prepare-attempt.ts";
import { createReportOutbox } from "./report-outbox.ts";
import { cleanScratch } from "./scratch-cleaner.ts";

const LONG_POLL_MS = 30_000;
/**
 * The server is asked anew so often what this agent holds. A claim whose answer was lost on the way (a poll that was given
 * up here and went on there) is known to nobody else, and would wait for ever.
 */
const REGISTER_EVERY_MS = 60_000;
const TICK_MS = 200;
/** Given as reasons so that no error object is made for them. */
const SLOT_FREE = "a slot came free";
const STOPPED = "the agent stops";
const CLEAN_EVERY_MS = 10 * 60_000;

export interface AgentOptions {
  /** Unique among the agents of a server, and stable: what it held before a restart it is given again. */
  readonly name: string;
  readonly version: string;
  readonly protocol: AgentProtocol;
  /** Closed by its owner, after the agent has stopped. */
  readonly executor: Executor;
  readonly planExecution: PlanExecution;
  /** The agent's own folder: scratch of its attempts. */
  readonly folder: string;
  /** Run files live in `{artifactsRoot}/{run uuid}/`. */
  readonly artifactsRoot: string;
  /**
   * Where run files are kept for good, when `artifactsRoot` is not that place but this agent's own: the run folders there
   * are removed some time after their runs. Default: `artifactsRoot`.
   */
  readonly openRunFiles?: (ref: AttemptRef, folders: AttemptFolders) => RunFiles;
  /** Names `folder`, so that no other folder works under the same name. Default null: nobody else could. */
  readonly instance?: string | null;
  /**
   * Names this process, and says what it knows of the one that worked from `folder` before it. Default null: nothing is
   * said, as where nobody else could.
   */
  readonly session?: OwnSession | null;
  /** Most attempts at once. */
  readonly slots: number;
  readonly queues: readonly string[];
  /** What this machine has for runs. Default null: not said, only slots limit what runs here. */
  readonly resources?: HostResources | null;
  /** API address that runs get as `POLYAXON_HOST`. */
  readonly host: string;
  readonly namespace: string;
  /** Default `default`. */
  readonly owner?: string;
  /** Names this machine; compared with the `submitted_from.host` of a run. */
  readonly hostIdentity: string;
  /** Where the allow-listed part of a process's environment comes from. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How long an attempt's scratch stays after its acknowledged end. Default one hour. */
  readonly keepScratchMs?: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface OwnSession extends Pick<AgentSession, "id" | "earlier"> {
  readonly before: "ended" | "unknown";
  /** Whether the one before may have worked in a folder that this one is a copy of. Default: when its end is not known. */
  readonly mayBeCopy?: boolean;
  /** Called once, when the server has taken this process and what it held before is marked: `before` may be remembered as ended. */
  readonly onAdmitted?: () => void;
}

const sessionOf = ({ earlier = null, id }: OwnSession): Pick<AgentSession, "id" | "earlier"> => ({ id, earlier });

export interface Agent {
  /** Announces the agent, takes up again what it held, then claims and drives runs until `stop`. */
  start(): Promise<void>;
  /** Lets go of everything and leaves every job running; a later agent of the same name adopts them (I10). */
  stop(): Promise<void>;
  /** Resolves when no attempt is held and every report is acknowledged. */
  idle(): Promise<void>;
}

export function createAgent(options: AgentOptions): Agent {
  const { name, protocol, executor, clock, logger, folder, session = null } = options;
  const artifactsRoot = resolve(options.artifactsRoot);
  const contextRoot = join(resolve(folder), "context");
  const active = new Map<string, AttemptRun>();
  const outbox = createReportOutbox({ send: (reports) => protocol.report(name, reports), logger });
  const stopped = createLatch();
  let poll: { readonly controller: AbortController; readonly freeSlots: number } | null = null;
  const idleListeners: (() => void)[] = [];
  let loop: Promise<void> | null = null;
  let registeredMs = 0;
  let hasRegistered = false;
  const timers: NodeJS.Timeout[] = [];

  const isIdle = (): boolean => active.size === 0 && outbox.isEmpty();

  function begin(claim: ClaimedRun, origin: ClaimOrigin): void {
    const key = scratchName({ run: claim.run.uuid, attempt: claim.attempt });
    const earlier = active.get(key);
    if (earlier !== undefined) {
      if (maybeSameClaim(earlier.ref.claimedAt, claim.run.claimedAt)) {
        earlier.learn(claim.run.claimedAt);
        return;
      }
      // The server's database was restored, and has handed the number out anew: one after the other.
      earlier.disown();
      earlier.done
        .then(() => (stopped.isOpen ? undefined : begin(claim, origin)))
        .catch((error: unknown) => logger.error({ error }, "an attempt could not be let go of"));
      return;
    }
    const attempt = driveAttempt(claim, origin, {
      agent: name,
      executor,
      track: protocol.track.bind(protocol),
      openRunFiles:
        options.openRunFiles ?? ((ref, folders) => localRunFiles((attempt) => folders.storedLog(attempt), ref.attempt)),
      outbox,
      surroundings: {
        ...options,
        owner: options.owner ?? "default",
        artifactsRoot,
        contextRoot,
        hostGpus: options.resources?.gpus ?? [],
      },
      planExecution: options.planExecution,
      folder: resolve(folder),
      hasOwnRunFolders: options.openRunFiles !== undefined,
      clock,
      logger,
    });
    active.set(key, attempt);
    attempt.done
      .finally(() => {
        active.delete(key);
        // A poll that asked for nothing would not see the slot that has just come free.
        if (poll?.freeSlots === 0) setImmediate(pollAgain);
        if (isIdle()) for (const listener of idleListeners.splice(0)) listener();
      })
      .catch((error: unknown) => logger.error({ error }, "an attempt could not be let go of"));
  }

  /** One turn later, so that slots that come free together are asked for together. */
  function pollAgain(): void {
    if (poll?.freeSlots === 0) poll.controller.abort(SLOT_FREE);
  }

  async function register(): Promise<void> {
    const { afterAnother = false, held } = await protocol.register({
      name,
      version: options.version,
      slots: options.slots,
      queues: options.queues,
      instance: options.instance ?? null,
      session: session === null ? null : { ...sessionOf(session), before: hasRegistered ? "itself" : session.before },
      resources: options.resources ?? null,
    });
    registeredMs = clock.monotonic();
    // What is handed out from now on is handed to this process.
    const isFirst = !hasRegistered;
    const mayBeCopy = session !== null && (session.mayBeCopy ?? session.before === "unknown");
    const origin = isFirst && (mayBeCopy || afterAnother) ? "doubtful" : "held";
    hasRegistered = true;
    const heldKeys = new Set(held.map(({ run, attempt }) => scratchName({ run: run.uuid, attempt })));
    for (const [key, attempt] of active) if (!heldKeys.has(key)) attempt.disown();
    for (const claim of held) {
      // Lost from sight and found again: what runs here says so itself.
      if (claim.run.status === "unknown")
        active.get(scratchName({ run: claim.run.uuid, attempt: claim.attempt }))?.reassert();
      begin(claim, origin);
      // Its end is all that is wanted; what had not been started yet is not started now.
      if (DONE_OR_STOPPING.has(claim.run.status))
        active.get(scratchName({ run: claim.run.uuid, attempt: claim.attempt }))?.stop();
    }
    if (!isFirst || session?.onAdmitted === undefined) return;
    Promise.all([...active.values()].map(({ marked }) => marked))
      .then(session.onAdmitted)
      .catch((error: unknown) => logger.warn({ error }, "it is not remembered that the server took this agent"));
  }

  /** Returns whether every order named an attempt that is held here. */
  function obey(orders: readonly StopOrder[]): boolean {
    let known = true;
    for (const order of orders) {
      const attempt = active.get(scratchName(order));
      if (attempt === undefined) known = false;
      else attempt.stop();
    }
    return known;
  }

  async function pollOnce(): Promise<void> {
    if (stopped.isOpen) return;
    if (clock.monotonic() - registeredMs >= REGISTER_EVERY_MS) await register();
    const controller = new AbortController();
    const freeSlots = Math.max(0, options.slots - active.size);
    poll = { controller, freeSlots };
    try {
      const answer = await protocol.poll({ agent: name, freeSlots, waitMs: LONG_POLL_MS }, controller.signal);
      for (const claim of answer.claims) begin(claim, "new");
      if (obey(answer.stop) && answer.register !== true) return;
    } finally {
      poll = null;
    }
    // The server asks for it, or named an attempt that nobody here knows: its claim was lost on the way, and it is among
    // the held ones.
    if (stopped.isOpen) return;
    await register();
  }

  async function serve(): Promise<void> {
    for (let failures = 0; !stopped.isOpen;) {
      try {
        if (failures > 0) await register();
        await pollOnce();
        failures = 0;
      } catch (error) {
        if (stopped.isOpen) return;
        // Whoever made the protocol has to end this agent: see `ServerContact`.
        if (error instanceof AgentRefused && error.code !== "address") {
          logger.error({ error }, "the server refuses this agent, which asks for no work any more");
          return;
        }
        failures += 1;
        logger.warn({ error, failures }, "the server could not be asked for work; it is asked again");
        await pause(backOffMs(failures), stopped);
      }
    }
  }

  async function cleanAll(): Promise<void> {
    const times = { keepMs: options.keepScratchMs ?? 3_600_000, now: clock.now() };
    await cleanScratch(attemptsFolder(resolve(folder)), { ...times, isHeld: (attempt) => active.has(attempt) });
    if (options.openRunFiles === undefined) return;
    const isHeld = (run: string): boolean => [...active.values()].some(({ ref }) => ref.run === run);
    await cleanScratch(artifactsRoot, { ...times, isHeld });
  }

  function clean(): void {
    cleanAll().catch((error: unknown) => logger.warn({ error }, "scratch folders could not be cleaned"));
  }

  return {
    async start() {
      await linkContext(contextRoot, artifactsRoot);
      await register();
      timers.push(
        setInterval(() => {
          for (const attempt of active.values()) attempt.tick();
        }, TICK_MS),
        setInterval(clean, CLEAN_EVERY_MS).unref(),
      );
      clean();
      loop = serve();
    },
    async stop() {
      stopped.open();
      poll?.controller.abort(STOPPED);
      for (const timer of timers.splice(0)) clearInterval(timer);
      await loop;
      await Promise.all([...active.values()].map((attempt) => attempt.release()));
      await outbox.close();
    },
    idle: () => (isIdle() ? Promise.resolve() : new Promise((done) => idleListeners.push(done))),
  };
}

/** Python clients look for `{POLYAXON_CONTEXT_ROOT}/artifacts/{uuid}`, whatever the artifact folder is called. */
async function linkContext(contextRoot: string, artifactsRoot: string): Promise<void> {
  await mkdir(contextRoot, { recursive: true });
  await mkdir(artifactsRoot, { recursive: true });
  const link = join(contextRoot, "artifacts");
  if ((await readlink(link).catch(() => null)) === artifactsRoot) return;
  await rm(link, { recursive: true, force: true });
  await symlink(artifactsRoot, link);
}

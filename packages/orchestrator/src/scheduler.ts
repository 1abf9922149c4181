import { COMPILABLE, type Instant } from "@polyaxon/lifecycle";
import { type ClockJump, createClockWatch, unwatchedJump } from "./clock-jumps.ts";
import { debugPoint } from "./debug-points.ts";
import { type Clock, type Ids, type Logger, type Timers, systemTimers } from "./ports/environment.ts";
import { findValues, type FoundValues, NOTHING_FOUND, type RunNeed } from "./needs/find-values.ts";
import type { RunId } from "./ports/records.ts";
import type { Save, Store, WorkItem } from "./ports/store.ts";
import type { CheckAccess } from "./submissions.ts";
import {
  DECISION_NOT_STORED,
  messageOf,
  UnreadableRun,
  waitingStatus,
  wordOfFailure,
  wordOfRecovery,
} from "./failing-decisions.ts";

/** What a decision asks the scheduler to store; the scheduler adds identity, version and lease. */
export interface Decision {
  readonly changes: Save["changes"];
  /** When to look again; null when somebody named will wake the run. */
  readonly wakeAt: Instant | null;
  /** Given: find these, and ask again; nothing else of the decision counts. */
  readonly needs?: readonly RunNeed[];
}

export type Advance = (item: WorkItem, now: Instant, jumps: readonly ClockJump[], found?: FoundValues) => Decision;

/** References are found first, then joins, whose queries may use them; then who may use what all these name. */
const MOST_FINDINGS = 4;

/** Runs decided in one go: large enough to share a commit, small enough to answer a stop soon. */
const BATCH = 64;
/** Of these, at most so many of one pipeline, so that a sweep of 10,000 does not starve a single run. */
const PER_PIPELINE = 32;
const LEASE_MS = 30_000;
/** Slow poll behind the wake-ups, and the longest a decision of another process can go unseen. */
const FALLBACK_POLL_MS = 2_000;
/** First retry of a decision that threw; doubles up to the cap (I6). */
const RETRY_MS = 1_000;
const RETRY_CAP_MS = 3_600_000;
/** A run of which nothing runs yet ends when its decision could not be stored so many times: about 15 s. */
const MOST_UNSTORED = 5;
/** People are told of a decision that failed so often, 3 s after the first: what passes by itself has passed by then. */
const UNTOLD_FAILURES = 3;

/**
 * Reads due runs under leases, asks `advance`, saves the answers, repeats. It holds nothing that matters: killed at
 * any point, the leases run out (or are broken at the next start) and the same runs are decided again.
 */
export function createScheduler(deps: {
  readonly store: Store;
  readonly advance: Advance;
  readonly checkAccess: CheckAccess;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly timers?: Timers;
}): { start(): void; stop(): Promise<void> } {
  const { store, advance, checkAccess, clock, ids, logger, timers = systemTimers } = deps;
  const failures = new Map<RunId, number>();
  const watch = createClockWatch(clock);
  /** How far the clock was set back since the store's wake-ups were last moved. */
  let setBackMs = 0;
  const stopping = new AbortController();
  let running: Promise<void> | null = null;
  let woken = false;
  let wake: (() => void) | null = null;

  const unsubscribe = store.subscribe((change) => {
    if (!change.work) return;
    woken = true;
    wake?.();
  });

  /** @throws when a decision goes on asking for what it was given */
  async function decided(item: WorkItem, now: Instant): Promise<Decision> {
    if (item.run.unreadable !== undefined) throw new UnreadableRun(item.run.unreadable);
    let found = NOTHING_FOUND;
    for (let round = 0; round <= MOST_FINDINGS; round += 1) {
      const decision = advance(item, now, watch.jumps, found);
      if (decision.needs === undefined) return decision;
      found = await findValues({ store, checkAccess }, item.run, decision.needs, found);
    }
    throw new Error(`the decision about run ${item.run.uuid} still asks for values after ${MOST_FINDINGS} times`);
  }

  async function decide(item: WorkItem): Promise<Save | null> {
    mindTheClock();
    const now = clock.now();
    const run = item.run.uuid;
    try {
      const { changes, wakeAt } = await decided(item, now);
      return { ...saveOf(item, now), changes: [...wordOfRecovery(item.run, changes), ...changes], wakeAt };
    } catch (error) {
      const { count, delayMs } = failedAgain(run);
      logger.error({ runId: run, error, failures: count, retryInMs: delayMs }, "a decision failed; it will be retried");
      const retryAt = now + delayMs;
      const changes = count === UNTOLD_FAILURES ? wordOfFailure(item.run, error) : [];
      const [told] =
        changes.length > 0 ? await store.saveAll([{ ...saveOf(item, now), changes, wakeAt: retryAt }]) : [];
      if (told?.kind !== "saved") await store.releaseLease(run, item.leaseToken, retryAt);
      return null;
    }
  }

  function failedAgain(run: RunId): { readonly count: number; readonly delayMs: number } {
    const count = (failures.get(run) ?? 0) + 1;
    failures.set(run, count);
    return { count, delayMs: Math.min(RETRY_MS * 2 ** (count - 1), RETRY_CAP_MS) };
  }

  /** What is decided again would fail again: people are told of it, and in the end the run is given up. */
  async function notStored({ run }: WorkItem, save: Save, error: unknown): Promise<void> {
    const { count, delayMs } = failedAgain(save.run);
    const retryAt = save.now + delayMs;
    logger.error(
      { runId: save.run, error, failures: count, retryInMs: delayMs },
      "a decision could not be stored; it will be retried",
    );
    const isGivenUp = count >= MOST_UNSTORED && COMPILABLE.has(run.status);
    const why = `What was decided about this run could not be stored: ${messageOf(error)}`;
    const condition = {
      type: isGivenUp ? "failed" : waitingStatus(run.status),
      reason: DECISION_NOT_STORED,
      message: isGivenUp ? `${why}. It was tried ${count} times.` : `${why}. It is tried again.`,
    } as const;
    // The condition of a retry tells when it is due.
    const tells = isGivenUp || (count === 1 && run.status !== "retrying");
    const changes = tells ? ([{ kind: "status", condition }] as const) : [];
    const [outcome] = await store.saveAll([{ ...save, changes, wakeAt: isGivenUp ? null : retryAt }]);
    if (outcome?.kind === "failed") await store.releaseLease(save.run, save.leaseToken, retryAt);
    else if (isGivenUp) failures.delete(save.run);
  }

  /** Before anything is judged by the wall clock. `meantMs`: see `jumpBetween`. */
  function mindTheClock(meantMs: number | null = null): void {
    const jump = watch.look(meantMs);
    if (jump === null) return;
    logger.warn({ jumpedMs: jump.ms }, "the clock jumped, or the machine slept; that time counts against nobody");
    if (jump.ms < 0) setBackMs -= jump.ms;
  }

  /** While no scheduler ran, nobody saw a clock being set back. */
  async function mindWhatIsStored(): Promise<void> {
    const jump = unwatchedJump(await store.latestChange(), clock.now());
    if (jump === null) return;
    logger.warn(
      { jumpedMs: jump.ms },
      "the clock is behind what is stored: it was set back; that time counts against nobody",
    );
    watch.remember(jump);
    setBackMs -= jump.ms;
  }

  /** A clock that was set back would come to the stored wake-ups too late. */
  async function bringForward(): Promise<void> {
    const ms = setBackMs;
    if (ms === 0) return;
    await store.bringForward(ms, clock.now());
    setBackMs -= ms;
  }

  /** Returns how many runs were due. */
  async function step(): Promise<number> {
    await bringForward();
    const items = await store.leaseDue({
      now: clock.now(),
      limit: BATCH,
      perPipeline: PER_PIPELINE,
      leaseMs: LEASE_MS,
      token: ids.token(),
    });
    if (items.length > 0) debugPoint("lease.after");
    const saves: Save[] = [];
    for (const item of items) {
      const save = await decide(item);
      if (save !== null) saves.push(save);
    }
    if (saves.length > 0) {
      debugPoint("save.before");
      const outcomes = await store.saveAll(saves);
      debugPoint("save.after");
      const byRun = new Map(items.map((item) => [item.run.uuid, item]));
      for (const [index, save] of saves.entries()) {
        const outcome = outcomes[index];
        const item = byRun.get(save.run);
        if (outcome?.kind === "failed" && item !== undefined) await notStored(item, save, outcome.error);
        else failures.delete(save.run);
      }
    }
    return items.length;
  }

  async function loop(): Promise<void> {
    let storeFailures = 0;
    let hasBegun = false;
    while (!stopping.signal.aborted) {
      try {
        woken = false;
        mindTheClock();
        if (!hasBegun) await mindWhatIsStored();
        hasBegun = true;
        const due = await step();
        storeFailures = 0;
        if (due > 0) continue;
        const next = await store.nextWakeAt();
        const wait = next === null ? FALLBACK_POLL_MS : Math.min(Math.max(next - clock.now(), 0), FALLBACK_POLL_MS);
        // A row due now that was not leased is under somebody else's lease: do not spin on it.
        await sleepUntilWoken(Math.max(wait, 5));
      } catch (error) {
        if (stopping.signal.aborted) return;
        storeFailures += 1;
        logger.error({ error, failures: storeFailures }, "the scheduler could not reach the store; it will try again");
        await sleepUntilWoken(Math.min(100 * 2 ** storeFailures, 5_000));
      }
    }
  }

  async function sleepUntilWoken(ms: number): Promise<void> {
    if (woken || stopping.signal.aborted) return;
    mindTheClock();
    await new Promise<void>((resolve) => {
      const cancel = timers.set(resolve, ms);
      wake = () => {
        cancel();
        resolve();
      };
    });
    wake = null;
    mindTheClock(ms);
  }

  return {
    start() {
      running ??= loop();
    },
    async stop() {
      stopping.abort();
      unsubscribe();
      wake?.();
      await running;
    },
  };
}

/** A save of nothing, under the item's lease. */
const saveOf = ({ leaseToken, run, seq }: WorkItem, now: Instant): Save => ({
  run: run.uuid,
  expectedVersion: run.version,
  leaseToken,
  seq,
  changes: [],
  wakeAt: null,
  now,
});

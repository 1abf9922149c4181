import type { Clock, Logger } from "./ports/environment.ts";
import type { RunStore } from "./ports/store.ts";
import { type Repeated, repeatedly } from "./repeatedly.ts";

/** A deleted run can still be asked about for so long, so that a late client reads what became of it. Milliseconds. */
const KEEP_MS = 3_600_000;
const SWEEP_EVERY_MS = 600_000;
const BATCH = 200;

/**
 * Forgets deleted runs, some time after their files were removed. What is to go is read from the database each time, so that a
 * process that is killed anywhere in between is followed up by the next.
 */
export function createRemovalSweep(deps: {
  readonly store: Pick<RunStore, "removeDeleted">;
  readonly clock: Clock;
  readonly logger: Logger;
}): Repeated & { sweep(): Promise<number> } {
  const { clock, logger, store } = deps;

  async function sweep(): Promise<number> {
    let removed = 0;
    for (;;) {
      const count = await store.removeDeleted({ before: clock.now() - KEEP_MS, limit: BATCH });
      removed += count;
      if (count < BATCH || repeated.isStopped()) return removed;
    }
  }
  const failure = "deleted runs could not be removed; it is tried again";
  const repeated = repeatedly(sweep, { everyMs: SWEEP_EVERY_MS, failure, logger });
  return {
    sweep,
    ...repeated,
    start() {
      repeated.start();
      repeated.atOnce();
    },
  };
}

import type { Clock, Logger } from "./ports/environment.ts";
import { INDEX_VALUES_EVERY_MS, type ValuesStore } from "./ports/values-store.ts";
import { type Repeated, repeatedly } from "./repeatedly.ts";

/** Indexed in one round; more of them wait for the next. */
const BATCH = 50;

/**
 * Indexes what the index of values is behind with and no read has asked for. What is due is read from the database each time, so that
 * a server that is killed before is followed up by the next.
 */
export function createValueIndexer(deps: {
  readonly store: ValuesStore;
  readonly clock: Clock;
  readonly logger: Logger;
}): Repeated & { sweep(): Promise<void> } {
  const { clock, logger, store } = deps;

  async function sweep(): Promise<void> {
    const now = clock.now();
    for (const run of await store.runsToIndex({ now, limit: BATCH })) {
      if (repeated.isStopped()) return;
      try {
        await store.indexRun(run, now);
      } catch (error) {
        // It fails alone (I6).
        logger.error({ runId: run, error }, "the values of a run could not be indexed; it is tried again");
      }
    }
  }
  const failure = "values could not be indexed; it is tried again";
  const repeated = repeatedly(sweep, { everyMs: INDEX_VALUES_EVERY_MS, failure, logger });
  return { sweep, ...repeated };
}

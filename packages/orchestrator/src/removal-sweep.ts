import type { Clock, Logger } from "./ports/environment.ts";
import type { RunStore } from "./ports/store.ts";

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
}): { start(): void; sweep(): Promise<number>; stop(): Promise<void> } {
  const { clock, logger, store } = deps;
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<unknown> | null = null;
  let stopped = false;

  async function sweep(): Promise<number> {
    let removed = 0;
    for (;;) {
      const count = await store.removeDeleted({ before: clock.now() - KEEP_MS, limit: BATCH });
      removed += count;
      if (count < BATCH || stopped) return removed;
    }
  }
  const sweepAlone = (): void => {
    sweeping ??= sweep()
      .catch((error: unknown) => logger.error({ error }, "deleted runs could not be removed; it is tried again"))
      .finally(() => (sweeping = null));
  };

  return {
    sweep,
    start() {
      timer ??= setInterval(sweepAlone, SWEEP_EVERY_MS).unref();
      sweepAlone();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await sweeping;
    },
  };
}

import type { Clock, Logger } from "./ports/environment.ts";
import type { JsonObject } from "./ports/records.ts";
import type { OutboxEntry, OutboxStore } from "./ports/outbox-store.ts";
import type { Store } from "./ports/store.ts";

/** Performs one kind of side effect. May be called again for the same entry: performing it twice must be harmless. */
export type Perform = (payload: JsonObject, entry: OutboxEntry) => Promise<void>;

const BATCH = 32;
/** An entry that was taken and not settled in this time is handed out again, later each time. */
const LEASE_MS = 30_000;
const POLL_MS = 15_000;
/** Every wake-up of any run is heard here too; looking at each would cost as many transactions as the runs do. */
const GATHER_MS = 100;

/**
 * Performs side effects that were committed together with their cause. An entry is settled only after it was performed,
 * so a crash in between repeats it; one that fails is retried ever more rarely and never stops the others (I6).
 */
export function createOutboxWorker(deps: {
  readonly store: OutboxStore & Pick<Store, "subscribe">;
  readonly perform: Readonly<Record<string, Perform>>;
  readonly clock: Clock;
  readonly logger: Logger;
}): { start(): void; stop(): Promise<void> } {
  const { store, perform, clock, logger } = deps;
  let stopped = false;
  let busy: Promise<void> | null = null;
  let again = false;
  let timer: NodeJS.Timeout | null = null;
  let gathering: NodeJS.Timeout | null = null;
  let unsubscribe = (): void => {};

  async function drain(): Promise<void> {
    do {
      again = false;
      const entries = await store.takeOutbox({ now: clock.now(), limit: BATCH, leaseMs: LEASE_MS });
      const settled: number[] = [];
      for (const entry of entries) {
        if (stopped) break;
        if (await performed(entry)) settled.push(entry.id);
      }
      if (settled.length > 0) await store.settleOutbox(settled);
      again ||= entries.length === BATCH;
    } while (again && !stopped);
  }

  async function performed(entry: OutboxEntry): Promise<boolean> {
    const { kind, idempotencyKey, tries } = entry;
    try {
      const act = perform[kind];
      if (act === undefined) throw new Error(`this version does not know the side effect "${kind}"`);
      await act(entry.payload, entry);
      return true;
    } catch (error) {
      logger.error({ error, kind, idempotencyKey, tries }, "a side effect failed; it will be retried");
      return false;
    }
  }

  function wake(): void {
    again = true;
    if (stopped) return;
    busy ??= drain()
      .catch((error: unknown) => logger.error({ error }, "the outbox could not be read; it will be tried again"))
      .finally(() => (busy = null));
  }

  function wakeSoon(): void {
    gathering ??= setTimeout(() => {
      gathering = null;
      wake();
    }, GATHER_MS);
  }

  return {
    start() {
      timer ??= setInterval(wake, POLL_MS);
      unsubscribe = store.subscribe((change) => change.work && wakeSoon());
      wake();
    },
    async stop() {
      stopped = true;
      unsubscribe();
      if (timer !== null) clearInterval(timer);
      if (gathering !== null) clearTimeout(gathering);
      await busy;
    },
  };
}

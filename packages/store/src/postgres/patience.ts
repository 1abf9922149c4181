import type { Logger } from "@polyaxon/orchestrator";
import { isOutage, storeErrorFrom } from "./failures.ts";
import type { Outage } from "./outage.ts";

const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 3_000;

/** How outages are waited for: shared by all that talk to one database. */
export interface Patience {
  readonly place: string;
  readonly logger: Logger | undefined;
  /** Told of what attempts meet. */
  readonly outage: Outage;
  /** Aborted when the store closes: nothing is waited for any more. */
  readonly signal: AbortSignal;
}

/**
 * Tries again, ever more rarely, while the database is away and `patienceMs` are not over. `attempt` must be harmless to
 * repeat after a failure.
 *
 * @throws StoreError with the last failure; other errors as they are
 */
export async function patiently<T>(patience: Patience, patienceMs: number, attempt: () => Promise<T>): Promise<T> {
  const began = performance.now();
  for (let failures = 1; ; failures += 1) {
    try {
      const answer = await attempt();
      patience.outage.answered();
      return answer;
    } catch (error) {
      if (!isOutage(error)) throw error;
      patience.outage.failed(error);
      const waitMs = Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS);
      const over = performance.now() - began + waitMs > patienceMs;
      if (over || patience.signal.aborted) throw storeErrorFrom(error, patience.place);
      await pause(waitMs, patience.signal);
    }
  }
}

/** Resolves after `ms`, or at once when aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}

import type { Logger, StoreChange } from "@polyaxon/orchestrator";

type Listener = (change: StoreChange) => void;

/** Who hears of commits. A listener that throws is logged; the others still hear. */
export class Subscribers {
  readonly #listeners = new Set<{ readonly listener: Listener }>();
  readonly #logger: Logger | undefined;

  constructor(logger: Logger | undefined) {
    this.#logger = logger;
  }

  add(listener: Listener): () => void {
    const entry = { listener };
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  tell(change: StoreChange): void {
    for (const { listener } of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        this.#logger?.error({ error }, "a listener to store changes failed");
      }
    }
  }
}

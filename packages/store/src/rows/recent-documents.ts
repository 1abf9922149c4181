import type { JsonObject } from "@polyaxon/orchestrator";

/** Shorter ones are read in no time. Characters. */
const SHORTEST = 4_096;

/**
 * The large documents that a thread wrote last, as objects, by their texts: a run that logs a thousand metrics in each step has its
 * document read again with each of them, which takes 0.3 ms. Who takes one owns it alone, and may change it; given back, it belongs to
 * the text that it says then. So it does not matter what becomes of the transaction.
 */
export class RecentDocuments {
  readonly #byText = new Map<string, JsonObject>();
  readonly #most: number;
  #characters = 0;

  /** @param most characters of all of them */
  constructor(most: number) {
    this.#most = most;
  }

  take(text: string): JsonObject | undefined {
    const object = text.length < SHORTEST ? undefined : this.#byText.get(text);
    if (object !== undefined) this.#forget(text);
    return object;
  }

  /** `object` is what `text` says, and nobody else has it. */
  give(text: string, object: JsonObject): void {
    if (text.length < SHORTEST || text.length > this.#most) return;
    this.take(text);
    this.#byText.set(text, object);
    this.#characters += text.length;
    for (const [oldest] of this.#byText) {
      if (this.#characters <= this.#most) return;
      this.#forget(oldest);
    }
  }

  #forget(text: string): void {
    this.#byText.delete(text);
    this.#characters -= text.length;
  }
}

import type { Logger } from "@polyaxon/orchestrator";
import { whyAway } from "./failures.ts";

/** What is over sooner than this is not worth a line: one connection of many was cut, and the next attempt succeeded. */
const WORTH_A_LINE_MS = 300;
const FIRST_REMINDER_MS = 10_000;
/** Each reminder comes so many times later than the one before it. */
const RARER = 3;
const LONGEST_MS = 3_600_000;

/**
 * Says of outages what an operator wants to read, however many attempts fail: one line when the database goes, reminders
 * ever more rarely, and one line when it is back.
 *
 * States: here → (a failure) failing, silent → (still failing after a moment) away, told → (an answer) here.
 */
export class Outage {
  readonly #place: string;
  readonly #logger: Logger | undefined;
  /** Milliseconds that only go up. */
  readonly #elapsed: () => number;
  #everHere = false;
  #since: number | null = null;
  #told = false;
  #nextLineAfter = 0;

  constructor(place: string, logger: Logger | undefined, elapsed: () => number = () => performance.now()) {
    this.#place = place;
    this.#logger = logger;
    this.#elapsed = elapsed;
  }

  /** An attempt found nobody. */
  failed(error: unknown): void {
    const now = this.#elapsed();
    if (this.#since === null) {
      this.#since = now;
      this.#told = false;
      this.#nextLineAfter = WORTH_A_LINE_MS;
    }
    const awayMs = now - this.#since;
    if (awayMs < this.#nextLineAfter) return;
    const reason = whyAway(error);
    if (this.#told) {
      const awaySeconds = Math.round(awayMs / 1000);
      this.#logger?.warn({ database: this.#place, awaySeconds, reason }, "the database is still away");
      this.#nextLineAfter = Math.min(this.#nextLineAfter * RARER, awayMs + LONGEST_MS);
      return;
    }
    const what = this.#everHere
      ? "the database is away; what needs it waits or is refused, jobs go on"
      : "the database does not answer yet; it is waited for";
    this.#logger?.warn({ database: this.#place, reason }, what);
    this.#told = true;
    this.#nextLineAfter = FIRST_REMINDER_MS;
  }

  /** An attempt succeeded. */
  answered(): void {
    this.#everHere = true;
    if (this.#since === null) return;
    const awaySeconds = Math.round((this.#elapsed() - this.#since) / 1000);
    this.#since = null;
    if (this.#told) this.#logger?.warn({ database: this.#place, awaySeconds }, "the database is back");
  }
}

import { type Logger, type OutageLine, outageLines, type OutageLines } from "@polyaxon/orchestrator";
import { whyAway } from "./failures.ts";

/** What is over sooner than this is not worth a line: one connection of many was cut, and the next attempt succeeded. */
const WORTH_A_LINE_MS = 300;
const FIRST_REMINDER_MS = 10_000;

/** Says of outages what an operator wants to read, however many attempts fail. */
export class Outage {
  readonly #place: string;
  readonly #logger: Logger | undefined;
  readonly #lines: OutageLines;
  #everHere = false;

  /** @param elapsed milliseconds that only go up */
  constructor(place: string, logger: Logger | undefined, elapsed: () => number = () => performance.now()) {
    this.#place = place;
    this.#logger = logger;
    this.#lines = outageLines({ worthALineMs: WORTH_A_LINE_MS, firstReminderMs: FIRST_REMINDER_MS, elapsed });
  }

  /** An attempt found nobody. */
  failed(error: unknown): void {
    const line = this.#lines.failed();
    if (line !== null) this.#say(line, { reason: whyAway(error) });
  }

  /** An attempt succeeded. */
  answered(): void {
    this.#everHere = true;
    const line = this.#lines.answered();
    if (line !== null) this.#say(line, {});
  }

  #say({ kind, ...seconds }: OutageLine, why: { readonly reason?: string }): void {
    const away = this.#everHere
      ? "the database is away; what needs it waits or is refused, jobs go on"
      : "the database does not answer yet; it is waited for";
    const what = { away, "still-away": "the database is still away", back: "the database is back" }[kind];
    this.#logger?.warn({ database: this.#place, ...seconds, ...why }, what);
  }
}

/** Each reminder comes so many times later than the one before it. */
const RARER = 3;
const LONGEST_MS = 3_600_000;

/** What there is to say after an attempt; null for most. */
export type OutageLine =
  | { readonly kind: "away" }
  | { readonly kind: "still-away"; readonly awaySeconds: number }
  | { readonly kind: "back"; readonly awaySeconds: number };

/**
 * When a line is due about something that is away, however many attempts fail: one when it goes, reminders ever more rarely (at
 * most an hour apart), one when it is back.
 *
 * States: here → (a failure) failing, silent → (still failing after a moment) away, told → (an answer) here.
 */
export interface OutageLines {
  /** An attempt found nobody. */
  failed(): OutageLine | null;
  /** An attempt succeeded. */
  answered(): OutageLine | null;
}

/**
 * @param worthALineMs what is over sooner is never told
 * @param firstReminderMs after the beginning
 * @param elapsed milliseconds that only go up
 */
export function outageLines({
  elapsed,
  firstReminderMs,
  worthALineMs,
}: {
  readonly worthALineMs: number;
  readonly firstReminderMs: number;
  readonly elapsed: () => number;
}): OutageLines {
  let since: number | null = null;
  let told = false;
  let nextLineAfter = 0;
  return {
    failed() {
      const now = elapsed();
      if (since === null) {
        since = now;
        told = false;
        nextLineAfter = worthALineMs;
      }
      const awayMs = now - since;
      if (awayMs < nextLineAfter) return null;
      if (told) {
        nextLineAfter = Math.min(nextLineAfter * RARER, awayMs + LONGEST_MS);
        return { kind: "still-away", awaySeconds: Math.round(awayMs / 1000) };
      }
      told = true;
      nextLineAfter = firstReminderMs;
      return { kind: "away" };
    },
    answered() {
      if (since === null) return null;
      const awaySeconds = Math.round((elapsed() - since) / 1000);
      since = null;
      return told ? { kind: "back", awaySeconds } : null;
    },
  };
}

import type { Instant } from "@polyaxon/lifecycle";
import type { RunId } from "./records.ts";

/** Time is passed in, so that tests move it by hand and a slept laptop can be noticed. */
export interface Clock {
  now(): Instant;
  /** Milliseconds that never jump; for measuring waits. */
  monotonic(): number;
}

/** One-shot timers. The process's own unless others are passed in: a simulation moves them by hand. */
export interface Timers {
  /** Calls back once, `ms` from now, unless the answer is called before. */
  set(callback: () => void, ms: number): () => void;
}

export const systemTimers: Timers = {
  set(callback, ms) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

export interface Ids {
  runId(): RunId;
  uuid(): string;
  token(): string;
}

/** Structured log lines; the message is constant, values are fields. */
export interface Logger {
  debug(fields: Record<string, unknown>, message: string): void;
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}

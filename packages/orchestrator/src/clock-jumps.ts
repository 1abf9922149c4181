import type { Instant } from "@polyaxon/lifecycle";
import { JUMP_MS, type Moment } from "./lost-agents.ts";
import type { Clock } from "./ports/environment.ts";

/** The wall clock left the true course of time: somebody set it, or the machine slept. */
export interface ClockJump {
  /** Of two instants near it, what is stored before this one was before the jump, and the other after. */
  readonly at: Instant;
  /** Milliseconds that it skipped; negative when it was set back. */
  readonly ms: number;
}

/**
 * By so much the clocks of servers may differ. After a clock was set back the instants of before and after overlap: what is within
 * this of the line counts as after it, since a limit that ends seconds late harms nobody, and one that ends early does.
 */
const CLOCKS_DIFFER_MS = 5_000;

/** Beyond a pause that was meant, time that nobody noticed: the machine slept, and its monotonic clock went on. */
const HELD_UP_MS = 10_000;

/**
 * The jump between two looks, or null. Pure.
 *
 * On Linux the monotonic clock stands still while a machine sleeps, so that the two clocks disagree afterwards; on others both go
 * on, and only a pause that took much longer than it was meant to tells of it.
 *
 * @param meantMs how long the time between the looks was meant to be; null when it was not spent waiting
 */
export function jumpBetween(before: Moment, after: Moment, meantMs: number | null): ClockJump | null {
  const passed = after.monotonic - before.monotonic;
  const stepMs = after.wall - before.wall - passed;
  const overMs = meantMs === null ? 0 : passed - meantMs;
  const heldUpMs = overMs > HELD_UP_MS ? overMs : 0;
  const ms = Math.round((Math.abs(stepMs) > JUMP_MS ? stepMs : 0) + heldUpMs);
  return ms === 0 ? null : { at: before.wall + boundary(ms, passed - heldUpMs), ms };
}

/**
 * Where between the looks the line is, in milliseconds after the first. The jump was some time in the `passed` between them, so
 * that instants before it lie in [0, passed] and those after it in [ms, ms + passed]. The middle of the gap tells them apart, also
 * those of a server whose clock is a little off.
 */
const boundary = (ms: number, passed: number): number =>
  ms > passed ? Math.round((passed + ms) / 2) : ms > 0 ? passed + ms : ms - CLOCKS_DIFFER_MS;

/**
 * How much later a time is due that was reckoned from `since`: what the jumps since then skipped does not count as time that
 * passed. Pure. An instant in the future was stored before the clock was set back.
 */
export function jumpedSince(jumps: readonly ClockJump[], since: Instant, now: Instant): number {
  const missed = jumps.filter(({ at, ms }) => since < at || (ms < 0 && since > now + CLOCKS_DIFFER_MS));
  return missed.reduce((sum, { ms }) => sum + ms, 0);
}

/** More than ever matter: a run that was under way at a jump outlives few others. */
const MOST_REMEMBERED = 100;

/** What is stored from so far ahead cannot be of another server's clock: this one was set back. A smaller step waits itself out. */
const FROM_THE_FUTURE_MS = 60_000;

/**
 * The jump that nobody watched, or null: the newest thing stored is later than now, so that the clock was set back while no process
 * ran. By how much at least, is all that can be known. Pure.
 */
export function unwatchedJump(newest: Instant | null, now: Instant): ClockJump | null {
  const ms = newest === null ? 0 : newest - now;
  return ms > FROM_THE_FUTURE_MS ? { at: now - CLOCKS_DIFFER_MS, ms: -ms } : null;
}

/**
 * Watches the two clocks. What it saw is forgotten with its process: after a restart the wall clock is believed, unless it is behind
 * what is stored.
 */
export function createClockWatch(clock: Clock): {
  readonly jumps: readonly ClockJump[];
  /** Null when nothing jumped since the last look. */
  look(meantMs?: number | null): ClockJump | null;
  /** One that was found in another way. */
  remember(jump: ClockJump): void;
} {
  const jumps: ClockJump[] = [];
  const moment = (): Moment => ({ wall: clock.now(), monotonic: clock.monotonic() });
  let before = moment();
  function remember(jump: ClockJump): void {
    jumps.push(jump);
    if (jumps.length > MOST_REMEMBERED) jumps.shift();
  }
  return {
    jumps,
    remember,
    look(meantMs = null) {
      const after = moment();
      const jump = jumpBetween(before, after, meantMs);
      before = after;
      if (jump !== null) remember(jump);
      return jump;
    },
  };
}

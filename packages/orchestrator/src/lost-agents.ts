import type { Instant } from "@polyaxon/lifecycle";
import type { AgentRecord } from "./ports/store.ts";

export interface SilenceQuestion {
  readonly now: Instant;
  /** Since when agents have been able to call in: the server's start, or the end of a sleep or of a jump of the clock. */
  readonly listeningSince: Instant;
  /** Silence that makes an agent lost. Milliseconds. */
  readonly silentMs: number;
  /** How long after that its attempts are given up; null = never (I4). Milliseconds. */
  readonly giveUpMs: number | null;
}

export interface SilentAgent {
  readonly agent: AgentRecord;
  readonly giveUp: boolean;
}

/**
 * Agents that hold attempts and have been silent for too long. Pure.
 *
 * Only silence that the server could have heard counts: an agent is judged from when it was heard last or from when the
 * server began to listen, whichever is later. A heartbeat from the future is a clock that was set back; it counts from the
 * time the server began to listen again.
 */
export function silentAgents(agents: readonly AgentRecord[], question: SilenceQuestion): readonly SilentAgent[] {
  const { giveUpMs, listeningSince, now, silentMs } = question;
  const silent: SilentAgent[] = [];
  for (const agent of agents) {
    const heard = agent.heartbeatAt > now + silentMs ? listeningSince : Math.max(agent.heartbeatAt, listeningSince);
    const silence = now - heard;
    if (agent.held === 0 || silence < silentMs) continue;
    silent.push({ agent, giveUp: giveUpMs !== null && silence >= silentMs + giveUpMs });
  }
  return silent;
}

/** The two clocks at one moment. */
export interface Moment {
  readonly wall: Instant;
  readonly monotonic: number;
}

/** A step of the wall clock against the monotonic one that is no drift. */
export const JUMP_MS = 2_000;

/**
 * Whether time was cut between two looks that were meant to be `everyMs` apart: the machine slept, its clock was set, or
 * this process was held up for long. What was not heard meanwhile says nothing about anybody.
 */
export function timeWasCut(before: Moment, after: Moment, everyMs: number): boolean {
  const passed = after.monotonic - before.monotonic;
  return Math.abs(after.wall - before.wall - passed) > JUMP_MS || passed > 2 * everyMs + JUMP_MS;
}

/** What people read in the run's history. */
export const lostMessage = (agent: Pick<AgentRecord, "name" | "heartbeatAt">): string =>
  `The agent ${agent.name} has not called in since ${new Date(agent.heartbeatAt).toISOString()}. ` +
  "Its work may still be going on; it is taken up again when the agent is back.";

export const givenUpMessage = (agent: Pick<AgentRecord, "name" | "heartbeatAt">): string =>
  `The agent ${agent.name} has not called in since ${new Date(agent.heartbeatAt).toISOString()} and was given up.`;

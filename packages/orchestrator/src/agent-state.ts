import type { Instant } from "@polyaxon/lifecycle";
import type { AgentRecord } from "./ports/store.ts";

/** `silent`: not heard for too long; `lost`: given up for it, and its runs are `unknown`; `revoked`: it may not call in any more. */
export type AgentState = "here" | "silent" | "lost" | "revoked";

/** An agent as far as it matters for whether it may take a run. */
export type AgentPresence = Pick<AgentRecord, "heartbeatAt" | "lostAt" | "queues" | "revoked">;

export interface Listening {
  readonly now: Instant;
  /** Silence after which an agent is not here. Milliseconds. */
  readonly silentMs: number;
}

/** Pure. A heartbeat from the future is of a clock that was set back, and counts as heard. */
export function agentState(agent: Omit<AgentPresence, "queues">, { now, silentMs }: Listening): AgentState {
  if (agent.revoked) return "revoked";
  if (agent.lostAt !== null) return "lost";
  return now - agent.heartbeatAt > silentMs ? "silent" : "here";
}

/** Why no agent will take what waits in a queue. */
export interface Unserved {
  readonly what: string;
  /** What a person can do. */
  readonly advice: string;
}

/**
 * Null when an agent is here that serves the queue, however busy. Pure.
 *
 * @param queue null or empty: any agent may take it
 */
export function unservedQueue(
  queue: string | null,
  agents: readonly AgentPresence[],
  listening: Listening,
): Unserved | null {
  const here = agents.filter((agent) => agentState(agent, listening) === "here");
  if (here.length === 0) return NO_AGENT;
  const any = queue === null || queue === "";
  if (any || here.some(({ queues }) => queues.length === 0 || queues.includes(queue))) return null;
  return { what: `no agent serves the queue ${queue}`, advice: `start one with \`polyaxon agent --queues ${queue}\`` };
}

const NO_AGENT: Unserved = {
  what: "no agent is connected",
  advice: "start one with `polyaxon agent`, or the server without --no-agent",
};

export const describeUnserved = ({ advice, what }: Unserved): string => `${what}: ${advice}`;

import type { Instant } from "@polyaxon/lifecycle";
import type { AgentSession } from "./ports/agent-protocol.ts";

export interface AgentNameRequest {
  readonly name: string;
  /** Names the folder. */
  readonly instance: string;
  /** Null or absent: an agent of an earlier version, which its folder's lock alone keeps apart from others. */
  readonly session?: AgentSession | null;
  /** Silence after which nobody is taken to work there any more. Milliseconds. */
  readonly quietMs: number;
  readonly now: Instant;
}

export type AgentNameVerdict = "yours" | "taken" | "superseded" | "in-use";

/** Whether a process may work under a name that is its folder's already. Pure. @param current the session that has it */
export function mayFollow(
  session: AgentSession | null | undefined,
  current: string | null,
  isQuiet: boolean,
): Exclude<AgentNameVerdict, "taken"> {
  if (session === null || session === undefined || current === null || current === session.id) return "yours";
  switch (session.before) {
    case "itself":
      return "superseded";
    case "ended":
      return "yours";
    case "unknown":
      return isQuiet ? "yours" : "in-use";
  }
}

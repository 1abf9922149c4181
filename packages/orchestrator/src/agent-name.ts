import type { AgentNameVerdict, AgentSession } from "./ports/agent-session.ts";

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

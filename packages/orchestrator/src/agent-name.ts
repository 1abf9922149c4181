import type { AgentNameVerdict, AgentSession } from "./ports/agent-session.ts";

/** Whether a process may work under a name that is its folder's already. Pure. @param current the session that has it */
export function mayFollow(
  session: AgentSession | null | undefined,
  current: string | null,
  isQuiet: boolean,
): AgentNameVerdict {
  if (session === null || session === undefined || current === null || current === session.id)
    return { verdict: "yours", afterAnother: false };
  if (session.before === "itself") return { verdict: "superseded" };
  // The folder's lock tells of its own processes only.
  const afterAnother = session.earlier?.includes(current) === false;
  const hasEnded = session.before === "ended" && !afterAnother;
  return hasEnded || isQuiet ? { verdict: "yours", afterAnother } : { verdict: "in-use" };
}

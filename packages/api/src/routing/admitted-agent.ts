import { AgentNameInUse, AgentRefused } from "@polyaxon/orchestrator";
import type { FastifyRequest } from "fastify";
import type { ApiDeps } from "../api-deps.ts";
import { detail } from "../api-error.ts";
import { sessionOf } from "../wire/agent.ts";
import { agentOf, type Principal } from "./principal.ts";

/** The agent that calls; 409 for a process of it that another one has taken the place of. */
export async function admittedAgent(
  { principal, request }: { readonly principal: Principal; readonly request: FastifyRequest },
  { agents }: Pick<ApiDeps, "agents">,
): Promise<string> {
  const agent = agentOf(principal);
  await refusalsAnswered(() => agents.admit(agent, sessionOf(request)));
  return agent;
}

/** 409 when an agent is refused as such: its name, or this process of it. */
export async function refusalsAnswered<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AgentRefused) throw detail(409, `agent-${error.code}`, error.message);
    if (error instanceof AgentNameInUse) throw detail(409, "agent-in-use", error.message);
    throw error;
  }
}

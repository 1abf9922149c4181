import type { RunId } from "@polyaxon/orchestrator";
import type { FastifyRequest } from "fastify";

/** Who sends a request. A run's processes act as the run, never as the person who submitted it. */
export type Principal =
  | {
      readonly kind: "anonymous";
      /** Why the request counts as nobody's, for the person reading the 401. */ readonly reason: string;
    }
  | {
      readonly kind: "user";
      readonly name: string | null;
      /** By a token, so not merely by where the request came from. */ readonly byToken: boolean;
    }
  | { readonly kind: "run"; readonly run: RunId; readonly attempt: number }
  /** An agent on another machine, by the token that was made for its name. */
  | { readonly kind: "agent"; readonly name: string };

export type Identify = (request: FastifyRequest) => Promise<Principal>;

/** The name stored as a run's author. */
export const userName = (principal: Principal): string | null => (principal.kind === "user" ? principal.name : null);

/** The agent that calls a route with the rule `agent`; nobody else gets there. */
export function agentOf(principal: Principal): string {
  if (principal.kind !== "agent") throw new Error(`expected an agent, found ${principal.kind}`);
  return principal.name;
}

/** A run's writes are fenced by its attempt; a person's are not. */
export const fenceOf = (principal: Principal): { readonly fence?: number } =>
  principal.kind === "run" ? { fence: principal.attempt } : {};

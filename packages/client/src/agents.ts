import { answerOf, type Transport } from "./transport.ts";
import type { AgentSummary } from "./wire.ts";

/** The agents of a server, and the tokens by which they are known. */
export interface AgentCalls {
  list(): Promise<{ readonly results: readonly AgentSummary[] }>;
  /** Whether a run waits for an agent, and why none that is connected will take it; null: one will, in its turn. */
  unserved(run: string): Promise<{ readonly waits: boolean; readonly why: string | null }>;
  /** A token for an agent of this name; it is shown this once. @throws InvalidRequestError for a name that cannot be */
  createToken(name: string): Promise<{ readonly name: string; readonly token: string }>;
  /** Answers how many tokens of the agent there were. */
  revokeTokens(name: string): Promise<{ readonly revoked: number }>;
}

/** @internal */
export function agentCalls({ routes }: Transport): AgentCalls {
  return {
    list: () => answerOf("GET", routes.GET("/agent/v1/agents", { params: {} })),
    unserved: (uuid) => answerOf("GET", routes.GET("/agent/v1/runs/{uuid}/unserved", { params: { path: { uuid } } })),
    createToken: (name) => answerOf("POST", routes.POST("/agent/v1/tokens", { params: {}, body: { name } })),
    revokeTokens: (name) =>
      answerOf("DELETE", routes.DELETE("/agent/v1/tokens/{name}", { params: { path: { name } } })),
  };
}

import type { Instant } from "@polyaxon/lifecycle";

/** One process of an agent, and what it knows of the one that worked from its folder before it. */
export interface AgentSession {
  /** Of this process alone. */
  readonly id: string;
  /**
   * - `itself`: it has registered before; whoever has the name now came later.
   * - `ended`: this process holds the lock of the folder that the other one worked in, so that one has ended.
   * - `unknown`: it may go on somewhere: this folder may be a copy, or its machine the clone of another.
   */
  readonly before: "itself" | "ended" | "unknown";
}

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

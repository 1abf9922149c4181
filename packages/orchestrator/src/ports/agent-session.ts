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
  /**
   * Sessions that asked for the name from this folder before, the newest last. A process that is none of these works in a copy,
   * or this one does. Null or absent: not known, and `before` alone decides.
   */
  readonly earlier?: readonly string[] | null;
}

export interface AgentNameRequest {
  /** Names the folder. */
  readonly instance: string;
  /** Null or absent: an agent of an earlier version, which its folder's lock alone keeps apart from others. */
  readonly session?: AgentSession | null;
  /** Silence after which nobody is taken to work there any more. Milliseconds. */
  readonly quietMs: number;
  readonly now: Instant;
}

/**
 * - `taken`: another folder holds attempts under the name, or called in within `quietMs`.
 * - `superseded`: it was this process's, and another one of the same folder, or of a copy, has it now.
 * - `in-use`: another process of the same folder, or of one that this is a copy of, called in within `quietMs`.
 */
export type AgentNameVerdict =
  | {
      readonly verdict: "yours";
      /** Who had it last was no process of this folder, but of a copy: what that one was handed, it may have started. */
      readonly afterAnother: boolean;
    }
  | { readonly verdict: "taken" | "superseded" | "in-use" };

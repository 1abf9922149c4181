import type { Instant } from "@polyaxon/lifecycle";
import type { AgentSession } from "./agent-session.ts";
import type { AttemptReport, Claim, ReportAck } from "./store.ts";
import type { ArtifactRecord, JsonObject, RunId } from "./records.ts";
import type { HostResources } from "./resources.ts";

/**
 * The only way an agent reaches a server: pull-only, so that agents behind NAT work. In process on a laptop, HTTP
 * elsewhere. Every call may be repeated; the server never calls the agent.
 */
export interface AgentProtocol {
  /** Announces the agent; the answer lists every attempt it still holds, to be re-adopted (I10). */
  register(agent: AgentHello): Promise<AgentWelcome>;
  /**
   * Waits up to `waitMs` for news, then answers: newly claimed runs (at most `freeSlots`) and held attempts to stop.
   * An abort of `signal` answers early with nothing.
   */
  poll(
    request: { readonly agent: string; readonly freeSlots: number; readonly waitMs: number },
    signal: AbortSignal,
  ): Promise<PollAnswer>;
  report(agent: string, reports: readonly AttemptReport[]): Promise<readonly ReportAck[]>;
  /** What the sidecar ships for an attempt: merges and upserts, so a repeat is harmless. `stale` when fenced off. */
  track(agent: string, attempt: AttemptName, records: TrackedRecords): Promise<"accepted" | "stale">;
}

export interface AgentWelcome {
  readonly held: readonly ClaimedRun[];
  /** Another process than of this folder had the name last. Default false. */
  readonly afterAnother?: boolean;
}

/** Which attempt is meant. */
export interface AttemptName {
  readonly run: RunId;
  readonly attempt: number;
  /** As in the claim. Absent: not known, and the number alone decides. */
  readonly claimedAt?: Instant;
}

export interface PollAnswer {
  readonly claims: readonly ClaimedRun[];
  readonly stop: readonly StopOrder[];
  /** The server does not know this agent (any more), or has counted it as lost: it is to register before it polls again. */
  readonly register?: boolean;
}

/** Reason of the `unknown` of a run that an agent was handed, does not know, and does not start: a copy of its folder may have. */
export const ATTEMPT_ELSEWHERE = "AttemptElsewhere";

/** The server will not have this agent, and asking again changes nothing; the message says why and what to do. */
export class AgentRefused extends Error {
  override readonly name = "AgentRefused";
  readonly code: "name-taken" | "superseded" | "version" | "token" | "address";

  constructor(code: AgentRefused["code"], message: string) {
    super(message);
    this.code = code;
  }
}

export interface AgentHello {
  readonly name: string;
  readonly version: string;
  /** Most attempts at once. */
  readonly slots: number;
  readonly queues: readonly string[];
  /** Names the folder the agent works from; two folders under one name would both run what it holds. Null: in process. */
  readonly instance?: string | null;
  /** Null or absent: in process, or of an earlier version. */
  readonly session?: AgentSession | null;
  /** What its host has for runs; null or absent: not said, and only slots limit it. */
  readonly resources?: HostResources | null;
}

export interface ClaimedRun extends Claim {
  /** `POLYAXON_AUTH_TOKEN` of this attempt: the fence on every write it makes (design §3.6). */
  readonly token: string;
}

/** Ends an attempt with the grace that its plan gives. */
export interface StopOrder {
  readonly run: RunId;
  readonly attempt: number;
}

/** All merged: outputs, inputs and meta are shallow unions; tags are appended; artifacts are upserted. */
export interface TrackedRecords {
  readonly inputs?: JsonObject;
  readonly outputs?: JsonObject;
  readonly metaInfo?: JsonObject;
  readonly tags?: readonly string[];
  readonly name?: string;
  readonly description?: string;
  readonly artifacts?: readonly Omit<ArtifactRecord, "run">[];
}

import type { Condition, ConditionRequest, Instant } from "@polyaxon/lifecycle";
import type { PipelineState } from "@polyaxon/pipelines";
import type { AskingRun, FitWord } from "./asking-runs.ts";
import type { AgentNameRequest, AgentNameVerdict } from "./agent-session.ts";
import type { HostResources, RunResources } from "./resources.ts";
import type {
  JsonObject,
  NewRun,
  PendingReason,
  ProjectRecord,
  RunDetail,
  RunId,
  RunKind,
  RunLimits,
  RunPatch,
  RunPlace,
  RunRecord,
} from "./records.ts";
import type { LineageStore, NewEdge } from "./lineage-store.ts";
import type { CommandOutcome, Fence, ListOptions, Page } from "./lists.ts";
import type { OutboxStore } from "./outbox-store.ts";
import type { RunTextStore } from "./run-text.ts";
import type { SeriesStore } from "./series-store.ts";
import type { RunStatsRequest, RunStatsRow } from "./run-stats.ts";
import type { ValuesStore } from "./values-store.ts";

/**
 * Promises of every method below.
 *
 * - A method that changes something is one transaction, and its promise resolves only after the commit is on disk (I3).
 * - Status changes inside go through `transition` of `@polyaxon/lifecycle`, nowhere else (I1).
 * - Every change that could let something proceed wakes it in the same transaction, and is announced to `subscribe`rs
 *   after the commit.
 * - `fence`: when given, the change is refused with `stale-attempt` unless it names the run's newest attempt. `holder`: the same
 *   unless that process of the agent holds the run, and no other one has taken its place.
 * - Unknown projects and runs answer null or `not-found`; nothing is created on the way.
 */
export interface Store
  extends ProjectStore, RunStore, LineageStore, SeriesStore, WorkStore, ClaimStore, AgentStore, OutboxStore {
  /** Calls back after each commit that may matter; coalesced, never before the commit. Returns the unsubscribe. */
  subscribe(listener: (change: StoreChange) => void): () => void;
  /** Proves that a write reaches the disk and a read returns: the health check. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface StoreChange {
  /** Some `run_work` row became due or was moved earlier. */
  readonly work: boolean;
  /** Some run entered the queue, or a slot came free. */
  readonly queue: boolean;
  /** Some run that an agent holds is to be stopped. */
  readonly stopping: boolean;
  readonly runs: readonly RunId[];
}

export interface ProjectStore {
  createProject(
    project: Omit<ProjectRecord, "liveState" | "bookmarked" | "updatedAt">,
  ): Promise<{ kind: "created"; project: ProjectRecord } | { kind: "name-taken" }>;
  getProject(name: string): Promise<ProjectRecord | null>;
  listProjects(options: ListOptions): Promise<Page<ProjectRecord>>;
  updateProject(
    name: string,
    patch: { name?: string; description?: string | null; readme?: string | null; tags?: readonly string[] },
    now: Instant,
  ): Promise<{ kind: "updated"; project: ProjectRecord } | { kind: "not-found" } | { kind: "name-taken" }>;
  /** Renames it out of the way and marks it and its runs as being deleted; unfinished runs are asked to stop. */
  deleteProject(name: string, now: Instant): Promise<"deleted" | "not-found">;
  /** Archive (0) or restore (1) with its runs; archiving asks unfinished runs to stop. */
  setProjectLiveState(name: string, liveState: 0 | 1, now: Instant): Promise<"done" | "not-found">;
  /** `unchanged`: it already was (or was not) bookmarked. */
  bookmarkProject(name: string, bookmarked: boolean): Promise<"done" | "unchanged" | "not-found">;
}

export interface RunStore extends RunTextStore, ValuesStore {
  /** All or nothing. `exists` when a uuid is already stored; nothing is inserted then. */
  createRuns(
    runs: readonly NewRun[],
  ): Promise<{ kind: "created" } | { kind: "exists"; uuid: RunId } | { kind: "no-project" }>;
  getRun(uuid: RunId): Promise<RunDetail | null>;
  /** The same, when nothing else is asked: no document is read. */
  placeOf(uuid: RunId): Promise<RunPlace | null>;
  listRuns(project: string, options: ListOptions): Promise<Page<RunRecord>>;
  /** Sums over the runs of a project. */
  runStats(project: string, request: RunStatsRequest): Promise<readonly RunStatsRow[]>;
  getConditions(uuid: RunId): Promise<readonly Condition[]>;
  /**
   * Stores a condition somebody reports (clients, operators). A change that the guards of the lifecycle, or
   * `mayBeReported`, ignore is still `done`. Who ends a pipeline, or says that it is to end, stops its unfinished runs.
   */
  addCondition(
    uuid: RunId,
    condition: ConditionRequest,
    options: { force?: boolean; fence?: number; now: Instant },
  ): Promise<CommandOutcome>;
  /** `too-large`: nothing was changed, because a document to merge into holds more than `MOST_MERGED_INTO`. */
  patchRun(uuid: RunId, patch: RunPatch, options: Fence & { now: Instant }): Promise<CommandOutcome | "too-large">;
  /**
   * Runs in a SAFE_STOP status end as `stopped` at once; `queued` too (nothing claimed it); others become `stopping`
   * and their agent is told. Children of a pipeline are included. Final and stopping runs are left alone.
   */
  stopRuns(
    uuids: readonly RunId[],
    options: { reason: string; message?: string; user: string | null; now: Instant },
  ): Promise<void>;
  skipRuns(uuids: readonly RunId[], options: { reason: string; now: Instant }): Promise<void>;
  /** Clears `pending` (see reference/api.md §6.3) and wakes the run. */
  approveRuns(uuids: readonly RunId[], options: { only?: readonly PendingReason[]; now: Instant }): Promise<void>;
  /** Only from a final status, once no agent holds the run any more, and not what was deleted: same uuid, status `resuming`, optionally
   * a new raw operation. Of a sweep that did not succeed, the children that failed or were stopped are resumed with it. */
  resumeRun(
    uuid: RunId,
    changes: {
      rawContent?: string;
      name?: string | null;
      description?: string | null;
      tags?: readonly string[];
      metaInfo?: JsonObject;
    },
    now: Instant,
  ): Promise<"resumed" | "not-final" | "deleted" | "not-found">;
  /** `liveState` −1 for the runs and their children; unfinished ones are asked to stop; clean-up goes to the outbox. */
  deleteRuns(uuids: readonly RunId[], now: Instant): Promise<void>;
  /** Archive (0) or restore (1), children included; archiving asks unfinished runs to stop. */
  setLiveState(uuids: readonly RunId[], liveState: 0 | 1, now: Instant): Promise<void>;
  /**
   * Forgets all that is stored of runs that were deleted before `before`, are over, and whose files are gone (their clean-up was
   * settled); at most `limit` of them, and deleted projects that have no runs left. A child stays until its parent has ended,
   * which counts it. Answers how many runs went.
   */
  removeDeleted(request: { readonly before: Instant; readonly limit: number }): Promise<number>;
  tagRuns(uuids: readonly RunId[], tags: readonly string[], now: Instant): Promise<void>;
  /** Moves runs with their children to another project, with what is recorded of them; unknown uuids are ignored. */
  transferRuns(uuids: readonly RunId[], project: string, now: Instant): Promise<"done" | "no-project">;
  /** Idempotent; unknown uuids are ignored. Leaves `updatedAt` and `version` alone. */
  bookmarkRuns(uuids: readonly RunId[], bookmarked: boolean): Promise<void>;
}

/** One child that ended, or took its end back, waiting in its parent's inbox. */
export interface InboxEntry {
  readonly seq: number;
  readonly child: RunId;
  readonly status: "succeeded" | "failed" | "upstream_failed" | "stopped" | "skipped";
  /** The child had ended so, and does no longer: it was resumed, or forced to another end. */
  readonly takenBack?: boolean;
  /** The child's outputs as they stood when it ended. */
  readonly outputs: JsonObject | null;
}

/** A due run under a lease, with all that `advance` may look at. */
export interface WorkItem {
  readonly run: RunDetail;
  readonly leaseToken: string;
  /** The wake counter when leased: a save keeps an earlier wake-up that moved it since. */
  readonly seq: number;
  readonly pipelineState: PipelineState | null;
  /** Oldest first, at most 1,000. */
  readonly inbox: readonly InboxEntry[];
}

export type Change =
  | { readonly kind: "status"; readonly condition: ConditionRequest; readonly force?: boolean }
  | {
      readonly kind: "set";
      readonly fields: {
        readonly content?: string;
        readonly kind?: RunKind;
        readonly runtime?: string;
        readonly inputs?: JsonObject;
        readonly metaInfo?: JsonObject;
        readonly tags?: readonly string[];
        readonly name?: string;
        readonly description?: string;
        readonly pending?: PendingReason | null;
        readonly limits?: RunLimits;
        readonly resources?: RunResources;
        readonly queue?: string | null;
        readonly componentState?: string;
      };
    }
  /** What the run took from others, beside what is known of that; unknown runs are passed over. */
  | { readonly kind: "add-edges"; readonly edges: readonly NewEdge[] }
  | { readonly kind: "pipeline"; readonly state: PipelineState }
  | { readonly kind: "create-children"; readonly runs: readonly NewRun[] }
  | { readonly kind: "stop-children"; readonly reason: string; readonly message: string }
  | { readonly kind: "forget-inbox"; readonly upToSeq: number };

export interface Save {
  readonly run: RunId;
  readonly expectedVersion: number;
  readonly leaseToken: string;
  readonly seq: number;
  readonly changes: readonly Change[];
  /** When to look again; null when somebody named will wake the run (I5). */
  readonly wakeAt: Instant | null;
  readonly now: Instant;
}

/**
 * - `conflict`: the run moved or the lease was lost, or the database could not be reached; nothing was stored, the run stays
 *   (or is made) due.
 * - `failed`: this save is what cannot be stored; nothing was, and the lease stays until it is given back or runs out.
 */
export type SaveOutcome =
  | { readonly kind: "saved"; readonly version: number }
  | { readonly kind: "conflict" }
  | { readonly kind: "failed"; readonly error: unknown };

export interface WorkStore {
  /** Leases due runs: at most `perPipeline` of one parent, then by priority, then by age. */
  leaseDue(request: {
    readonly now: Instant;
    readonly limit: number;
    readonly perPipeline: number;
    readonly leaseMs: number;
    readonly token: string;
  }): Promise<readonly WorkItem[]>;
  /** Applies many saves; each stands or falls alone, in the same order. */
  saveAll(saves: readonly Save[]): Promise<readonly SaveOutcome[]>;
  /** Gives a lease back after a failed decision; the run is due again at `retryAt` (I6). */
  releaseLease(run: RunId, leaseToken: string, retryAt: Instant): Promise<void>;
  /** The next instant at which something becomes due; null when nothing waits. */
  nextWakeAt(): Promise<Instant | null>;
  /** When the newest change of a run that waits for a time, or is due, was stored; null when there is none. */
  latestChange(): Promise<Instant | null>;
  /**
   * The clock was set back by `ms`: wake-ups, ends of leases and side effects that lie in the future come so much earlier. Too
   * early is harmless: who is looked at before its time is told when to come again.
   */
  bringForward(ms: number, now: Instant): Promise<void>;
  /** Leases of a process that is gone. Only the sole server of an embedded database may call it, at start. */
  breakAllLeases(): Promise<number>;
}

/** A run handed to an agent. */
export interface Claim {
  readonly run: RunRecord;
  readonly attempt: number;
  /** The compiled operation, JSON text. */
  readonly content: string;
  /** Devices of the agent that this attempt alone may use, until its end is confirmed. Absent: none were handed out. */
  readonly gpus?: readonly string[];
}

/** What an agent says about an attempt. */
export type AttemptReport = {
  readonly run: RunId;
  readonly attempt: number;
  /** As in the claim; a report of another attempt of the same number is `stale`. Absent: said by an earlier agent. */
  readonly claimedAt?: Instant;
} & (
  | { readonly kind: "status"; readonly condition: ConditionRequest }
  /** The executor confirms that nothing of the attempt is left: frees the slot, decides the status. */
  | { readonly kind: "finished"; readonly outcome: AttemptOutcome }
);

export type AttemptOutcome =
  | {
      readonly kind: "exited";
      readonly exitCode: number;
      readonly signal?: string | null;
      readonly message?: string | null;
    }
  /** Could not be started, or the executor lost it; `reason` is stable (`SupervisorLost`, `CommandNotFound`, ...). */
  | { readonly kind: "failed"; readonly reason: string; readonly message: string; readonly retryable: boolean }
  /** Ended because it was told to stop. */
  | { readonly kind: "stopped"; readonly message?: string | null };

export interface ReportAck {
  readonly run: RunId;
  readonly attempt: number;
  /** `stale`: another attempt is the newest, or the slot was already freed; drop it. */
  readonly kind: "accepted" | "stale";
}

export interface ClaimStore {
  /** Announces an agent (idempotent by name) and returns the attempts whose slots it still holds. */
  registerAgent(
    agent: {
      name: string;
      version: string;
      slots: number;
      queues: readonly string[];
      /** Null or absent: it does not say, and is limited by its slots alone. */
      resources?: HostResources | null;
    },
    now: Instant,
  ): Promise<readonly Claim[]>;
  /**
   * Notes that the agent called in. `lost`: it counts as lost until it registers again. `unknown`: it has to register, or
   * another folder or process (`by`, see `enterAgent`) works under its name.
   */
  heartbeat(
    agent: string,
    now: Instant,
    by?: { readonly instance?: string | null; readonly session?: string | null },
  ): Promise<"known" | "lost" | "unknown">;
  /**
   * Takes queued runs: highest priority, then oldest; a run of a pipeline only while fewer than its concurrency hold
   * slots, and only runs for which the agent's host has the resources they ask for left. Each becomes `scheduled` with a new
   * attempt and occupies its slot and its resources until `finished` is reported (I4).
   *
   * A run that has waited for `RESERVE_AFTER_MS` and is too large for what is left gets room kept for it by one agent: those
   * behind it are handed out only where they do not hold it up.
   *
   * Nothing is handed to a `session` that is not the one that has the agent's name.
   */
  claim(request: {
    agent: string;
    limit: number;
    queues: readonly string[];
    session?: string | null;
    now: Instant;
  }): Promise<readonly Claim[]>;
  /**
   * Held attempts of the agent whose run is `stopping`, or final already because somebody said so: whatever is alive of
   * them is to be ended, and `finished` then frees the slot.
   */
  stopping(agent: string): Promise<readonly { run: RunId; attempt: number; timedOut: boolean }[]>;
  /** Runs that wait for a claim and ask for resources, in the order of the queue, `limit` of them behind `after`. */
  askingRuns(page: { readonly after: RunId | null; readonly limit: number }): Promise<readonly AskingRun[]>;
  /** Says of a run what it waits for. False, and nothing happens, when it does not wait for a claim any more. */
  tellFit(run: RunId, word: FitWord, now: Instant): Promise<boolean>;
  /**
   * Each report stands alone; idempotent: a repeated `finished` is `stale`. So is all that a `session` says whose name another
   * one has now.
   */
  report(
    agent: string,
    reports: readonly AttemptReport[],
    now: Instant,
    session?: string | null,
  ): Promise<readonly ReportAck[]>;
}

/** Reason of the `unknown` (and, when given up, of the end) of a run whose agent is silent. */
export const AGENT_LOST = "AgentLost";

export interface AgentRecord {
  readonly name: string;
  readonly version: string;
  readonly slots: number;
  readonly queues: readonly string[];
  readonly registeredAt: Instant;
  /** When it called in last. */
  readonly heartbeatAt: Instant;
  /** Since when it counts as lost; null while it calls in. */
  readonly lostAt: Instant | null;
  /** It has no token any more. Never so of one inside a server, which needs none. */
  readonly revoked: boolean;
  /** Attempts whose slots it holds. */
  readonly held: number;
  /** What its host has for runs; null: it has not said. */
  readonly resources: HostResources | null;
  /** What its attempts hold of that. */
  readonly taken: RunResources;
}

/** Whether an agent may work under its name, and if so what it holds. */
export type AgentEntry =
  | (Extract<AgentNameVerdict, { readonly verdict: "yours" }> & { readonly held: readonly Claim[] })
  | Exclude<AgentNameVerdict, { readonly verdict: "yours" }>;

/** Agents as such: who may speak for one, and which of them are silent. */
export interface AgentStore {
  /**
   * Lets one process of one folder work under a name (I4), and registers it. Both in one: nobody takes the name between the
   * verdict and what is then handed over.
   */
  enterAgent(request: AgentNameRequest, agent: Parameters<ClaimStore["registerAgent"]>[0]): Promise<AgentEntry>;
  /** Whether another process is known to have the agent's name. */
  isSuperseded(agent: string, session: string): Promise<boolean>;
  listAgents(): Promise<readonly AgentRecord[]>;
  /**
   * The agent's runs become `unknown` with reason `AgentLost`; their slots stay taken (I4). Nothing happens when the agent
   * called in after `heardAt`. Answers how many changed; `registerAgent` of the agent ends its being lost.
   */
  markAgentLost(verdict: {
    readonly agent: string;
    readonly heardAt: Instant;
    readonly message: string;
    readonly now: Instant;
  }): Promise<number>;
  /** Ends the agent's attempts as failed, retryable, and frees their slots; `heardAt` null: whenever it called in. */
  giveUpAgent(verdict: {
    readonly agent: string;
    readonly heardAt: Instant | null;
    readonly message: string;
    readonly now: Instant;
  }): Promise<number>;
  /** @param token.hash of the token; the token itself is never stored */
  createAgentToken(token: { readonly hash: string; readonly agent: string; readonly now: Instant }): Promise<void>;
  agentOfToken(hash: string): Promise<string | null>;
  /** Answers how many tokens of the agent there were. */
  revokeAgentTokens(agent: string): Promise<number>;
}

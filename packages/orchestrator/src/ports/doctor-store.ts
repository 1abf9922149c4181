import type { Instant, Status } from "@polyaxon/lifecycle";
import type { ManagedBy, PendingReason, RunId, RunKind } from "./records.ts";

/** One run as the doctor sees it: its own row and what other tables say of it, read in one statement. */
export interface RunFacts {
  /** Rises from row to row; where the next page starts. */
  readonly cursor: number;
  readonly uuid: RunId;
  readonly version: number;
  readonly kind: RunKind;
  readonly status: Status;
  readonly managedBy: ManagedBy;
  readonly pending: PendingReason | null;
  readonly queue: string | null;
  readonly agent: string | null;
  readonly attempt: number;
  readonly startedAt: Instant | null;
  readonly timeoutSeconds: number | null;
  /** When it entered its status. */
  readonly since: Instant;
  /** Of its newest condition. */
  readonly reason: string | null;
  readonly message: string | null;
  /** Its place on the work list; null: it has none. */
  readonly work: { readonly dueAt: Instant | null; readonly leased: boolean } | null;
  readonly inQueue: boolean;
  /** Children's slots of its parent; null without a parent, or without a limit. */
  readonly parentSlots: { readonly inUse: number; readonly most: number } | null;
}

export interface ChildCounts {
  readonly succeeded: number;
  readonly failed: number;
  readonly upstreamFailed: number;
  readonly stopped: number;
  readonly skipped: number;
}

/** One pipeline's stored counters beside what its children and its inbox really are. */
export interface PipelineFacts {
  readonly uuid: RunId;
  readonly version: number;
  readonly status: Status;
  readonly created: number;
  readonly counted: ChildCounts;
  readonly slotsInUse: number;
  readonly children: number;
  readonly ended: ChildCounts;
  readonly held: number;
  /** Ends that the pipeline has not consumed. */
  readonly inbox: ChildCounts;
}

export interface OutboxFacts {
  readonly id: number;
  readonly kind: string;
  readonly idempotencyKey: string;
  readonly tries: number;
  readonly dueAt: Instant;
}

/** A run whose filterable values or tags are not those of its documents. */
export interface DocumentFacts {
  readonly uuid: RunId;
  /** `late`: its values were to be indexed long ago (see `ValuesStore`), and no server has done it. */
  readonly what: "values" | "tags" | "unreadable" | "late";
  /** One that disagrees, as `outputs.loss` or the tag itself; null where nobody can tell. */
  readonly example: string | null;
  /** Of `late`: when they were to be. */
  readonly since?: Instant;
}

/** Runs that name a project that is not stored. */
export interface MissingProject {
  readonly projectId: number;
  readonly runs: number;
}

/** Rows of a table that refer to what is not there, or that are missing. */
export interface BrokenRows {
  /** `no-such-run`: they name a run that is not stored; `run-lacks`: runs that have none in the table. */
  readonly kind: "no-such-run" | "run-lacks";
  readonly table: string;
  readonly column: string;
  readonly rows: number;
  /** One of them: the id that is named, or the uuid of the run. */
  readonly example: string;
}

/** A repair that the store makes in one transaction, after it has seen there that it is still needed. */
export type StoreRepair =
  /** Makes it due at once. */
  | { readonly kind: "wake"; readonly run: RunId }
  /** Puts it into the queue, or takes it out, as its status says. */
  | { readonly kind: "fix-queue"; readonly run: RunId }
  /** Frees the slot that a final run still holds. */
  | { readonly kind: "free-slot"; readonly run: RunId }
  /** Ends the attempt of an agent that nobody knows as failed; `maxRetries` decides about another. */
  | { readonly kind: "end-attempt"; readonly run: RunId }
  /** Counts a pipeline's children anew. */
  | { readonly kind: "recount"; readonly run: RunId }
  | { readonly kind: "break-lease"; readonly run: RunId }
  /** Forgets how often it failed and makes it due at once. */
  | { readonly kind: "retry-outbox"; readonly id: number }
  /** Writes the filterable values and tags anew from the documents. */
  | { readonly kind: "reindex"; readonly run: RunId }
  /** Stores a project again under its id, named `recovered-<id>`. */
  | { readonly kind: "restore-project"; readonly projectId: number };

/**
 * What `polyaxon admin doctor` reads and mends. Reads may be long and are paged; each answer is one snapshot, two answers
 * are not: what a working server is just changing may look broken once, never twice at the same `version`.
 */
export interface DoctorStore {
  /** Runs that are not final, or final and still in some table that only unfinished ones belong in. */
  unsettledRuns(page: { readonly after: number; readonly limit: number }): Promise<readonly RunFacts[]>;
  /** Pipelines that are not final, and those whose slots are miscounted. */
  pipelineFacts(): Promise<readonly PipelineFacts[]>;
  /** Looks at `limit` runs behind `after`; `next` is null at the end. */
  documentFacts(page: {
    readonly now: Instant;
    readonly after: number;
    readonly limit: number;
  }): Promise<{ readonly next: number | null; readonly disagreeing: readonly DocumentFacts[] }>;
  /** Side effects that were tried at least so often. */
  failingOutbox(tries: number): Promise<readonly OutboxFacts[]>;
  missingProjects(): Promise<readonly MissingProject[]>;
  /** The check of that index, from 0: null when nothing is broken there, `end` behind the last. */
  brokenRows(check: number): Promise<BrokenRows | null | "end">;
  /** Those of the given ids that are runs. */
  knownRuns(uuids: readonly string[]): Promise<readonly string[]>;
  /** False when it was not needed any more. */
  repair(repair: StoreRepair, now: Instant): Promise<boolean>;
  /**
   * In a database restored from a backup: ends every attempt that was alive when it was made, as failed with reason
   * `RestoredFromBackup`; `maxRetries` decides about another. Answers how many there were.
   */
  endRestoredAttempts(takenAt: Instant, now: Instant): Promise<number>;
}

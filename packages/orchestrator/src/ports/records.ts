import type { Condition, Instant, Status } from "@polyaxon/lifecycle";
import type { RunResources } from "./resources.ts";

/** 32 lower-case hex digits, no dashes: the run's name everywhere, on the wire and on disk. */
export type RunId = string & { readonly __runId: true };

const HEX32 = /^[0-9a-f]{32}$/;

/** Reads a run id from outside; a dashed uuid is accepted and normalised. Null when it is not one. */
export function parseRunId(text: string): RunId | null {
  const bare = text.replaceAll("-", "").toLowerCase();
  return HEX32.test(bare) ? (bare as RunId) : null;
}

/** JSON as it is stored: documents keep NaN and infinities as the strings "NaN", "Infinity", "-Infinity". */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export type RunKind =
  | "job"
  | "service"
  | "dag"
  | "matrix"
  | "schedule"
  | "tuner"
  | "notifier"
  | "cleaner"
  | "watchdog"
  | "daskcluster"
  | "raycluster"
  | "mpijob"
  | "tfjob"
  | "pytorchjob"
  | "builder";
export type ManagedBy = "agent" | "cli" | "user";
export type PendingReason = "approval" | "upload" | "cache" | "build";
export type CloningKind = "copy" | "restart" | "cache";
/** 1 live, 0 archived, −1 deletion in progress. */
export type LiveState = 1 | 0 | -1;

/** One run as stored, without its conditions and without the two spec documents. Times are instants (ms). */
export interface RunRecord {
  readonly uuid: RunId;
  readonly project: string;
  readonly projectUuid: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly user: string | null;
  readonly kind: RunKind;
  /** Fine kind, or the matrix/schedule kind of a pipeline; null for client-tracked runs. */
  readonly runtime: string | null;
  readonly managedBy: ManagedBy;
  readonly pending: PendingReason | null;
  readonly status: Status;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
  readonly scheduleAt: Instant | null;
  readonly waitTime: number | null;
  readonly duration: number | null;
  readonly inputs: JsonObject | null;
  readonly outputs: JsonObject | null;
  readonly metaInfo: JsonObject;
  readonly original: { readonly uuid: RunId; readonly name: string | null; readonly kind: CloningKind } | null;
  readonly pipeline: { readonly uuid: RunId; readonly name: string | null; readonly kind: RunKind } | null;
  readonly controller: RunId | null;
  readonly queue: string | null;
  readonly liveState: LiveState;
  /** Absent = not bookmarked. */
  readonly bookmarked?: boolean;
  /** Rises by one with every stored change; the `expectedVersion` of a save. */
  readonly version: number;
  /** 0 until first claimed; the newest attempt handed out. */
  readonly attempt: number;
  /**
   * When that attempt was handed out. Together they name it for good: a database that was restored, or is behind, hands
   * the same number out again, at another time. Absent: never, or by an earlier version.
   */
  readonly claimedAt?: Instant;
  /** Agent that holds the newest attempt's slot; null when nothing is (or may be) alive. */
  readonly agent: string | null;
  /** From `termination`, set when compiled. Seconds; null = none. */
  readonly limits: RunLimits;
  /** What an attempt takes of its host, set when compiled; absent = only a slot. */
  readonly resources?: RunResources;
  /** The same for all runs of one component, set when compiled; absent = not compiled, or without a component. */
  readonly componentState?: string;
  /** Documents of it that are stored as what is no JSON, and read as empty here: a disk, or somebody, changed them. */
  readonly unreadable?: readonly UnreadableDocument[];
}

export type UnreadableDocument = "inputs" | "outputs" | "meta_info" | "tags";

export interface RunLimits {
  readonly maxRetries: number;
  readonly timeoutSeconds: number | null;
  readonly ttlSeconds: number | null;
}

/** A run with everything a detail page or a decision needs. */
export interface RunDetail extends RunRecord {
  readonly readme: string | null;
  /** The operation as submitted, normalised JSON text. */
  readonly rawContent: string | null;
  /** The compiled operation, JSON text. */
  readonly content: string | null;
  readonly lastCondition: Condition | null;
}

export interface ProjectRecord {
  readonly uuid: string;
  readonly name: string;
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly readme: string | null;
  readonly user: string | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly liveState: LiveState;
  readonly bookmarked: boolean;
}

/** Lineage of one artifact. Key within a run: (name, state). */
export interface ArtifactRecord {
  readonly name: string;
  readonly kind: string;
  readonly path: string | null;
  readonly state: string;
  readonly summary: JsonObject;
  readonly isInput: boolean;
  readonly run: RunId;
}

/** Among those of other runs, an artifact goes with the name of its own. */
export interface ProjectArtifact extends ArtifactRecord {
  readonly runName: string | null;
}

/** What a submission, a clone or a pipeline inserts. Its `created` condition and its wake-up are stored with it. */
export interface NewRun {
  readonly uuid: RunId;
  readonly project: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly readme?: string | null;
  readonly tags: readonly string[];
  readonly user: string | null;
  readonly kind: RunKind;
  readonly runtime: string | null;
  readonly managedBy: ManagedBy;
  readonly pending: PendingReason | null;
  readonly rawContent: string | null;
  readonly inputs: JsonObject | null;
  readonly outputs?: JsonObject | null;
  readonly metaInfo: JsonObject;
  readonly original: { readonly uuid: RunId; readonly kind: CloningKind } | null;
  readonly pipeline: RunId | null;
  readonly controller: RunId | null;
  readonly createdAt: Instant;
  /** Only for `runs/sync`: a finished history brought from outside, kept as sent. */
  readonly imported?: {
    readonly status: Status;
    readonly conditions: readonly Condition[];
    readonly startedAt: Instant | null;
    readonly finishedAt: Instant | null;
    readonly waitTime: number | null;
    readonly duration: number | null;
  };
}

/** The name of the project that a run is in, and its newest attempt. */
export type RunPlace = Pick<RunRecord, "project" | "attempt">;

/** Given fields replace; with `merge`, inputs, outputs and metaInfo are shallow unions and tags are appended. */
export interface RunPatch {
  readonly name?: string | null;
  readonly description?: string | null;
  readonly readme?: string | null;
  readonly tags?: readonly string[];
  readonly inputs?: JsonObject | null;
  readonly outputs?: JsonObject | null;
  readonly metaInfo?: JsonObject | null;
  readonly merge?: boolean;
}

/** Characters of JSON that a document of a run may hold to be merged into: each merge reads and writes all of it. */
export const MOST_MERGED_INTO = 8 * 1024 * 1024;

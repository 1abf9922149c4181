import type { Instant } from "@polyaxon/lifecycle";
import type { ArtifactRecord, JsonObject, ProjectArtifact, RunId, RunRecord } from "./records.ts";
import type { CommandOutcome, Fence, ListOptions, Page } from "./lists.ts";

/** Why one run hangs on another: it took a value (`dag`, `run`, `join`), was begun by it, or somebody said so (`manual`). */
export type EdgeKind = "action" | "event" | "hook" | "dag" | "join" | "run" | "tb" | "build" | "manual";

/** One run gave something to another, seen from one of the two. */
export interface RunEdge {
  /** The one at the other end. */
  readonly run: Pick<RunRecord, "uuid" | "name" | "kind" | "runtime">;
  readonly kind: EdgeKind;
  /** What was taken, such as `outputs.loss`, by the name of the param that took it. */
  readonly params: JsonObject | null;
  /** Statuses of the upstream run that let the downstream one begin. */
  readonly statuses: readonly string[] | null;
}

/** An edge as the downstream run tells it. */
export interface NewEdge {
  readonly upstream: RunId;
  readonly kind: EdgeKind;
  readonly params: JsonObject | null;
}

/** An edge that somebody draws from or to a run. */
export interface ManualEdge {
  readonly run: RunId;
  /** `run` is where it comes from. */
  readonly isUpstream: boolean;
  readonly params: JsonObject | null;
}

/** What runs used and made, and what they took from each other. */
export interface LineageStore {
  /** Upsert by (run, name, state). */
  putArtifacts(
    uuid: RunId,
    artifacts: readonly Omit<ArtifactRecord, "run">[],
    options: Fence & { now: Instant },
  ): Promise<CommandOutcome>;
  listArtifacts(uuid: RunId, options: ListOptions): Promise<Page<ArtifactRecord>>;
  /** Of all runs of a project that are not being deleted. */
  listProjectArtifacts(project: string, options: ListOptions): Promise<Page<ProjectArtifact>>;
  deleteArtifact(uuid: RunId, name: string): Promise<"deleted" | "not-found">;
  /** The edges of a run to those it took something from (`upstream`), or that took from it. The newest run first. */
  listEdges(uuid: RunId, towards: "upstream" | "downstream", options: ListOptions): Promise<Page<RunEdge>>;
  /** These take the place of all manual edges of the run, in both directions. Unknown runs and the run itself are passed over. */
  setManualEdges(
    uuid: RunId,
    edges: readonly ManualEdge[],
    options: { fence?: number; now: Instant },
  ): Promise<CommandOutcome>;
}

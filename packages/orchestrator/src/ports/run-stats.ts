import type { Instant } from "@polyaxon/lifecycle";
import type { Query } from "@polyaxon/query";

/** Which runs of a project are summed up, and how. */
export interface RunStatsRequest {
  readonly query?: Query | null;
  readonly bookmarks?: boolean;
  readonly caller?: { readonly user: string | null; readonly namespace: string | null };
  /** One row for each word; null: one row for all. */
  readonly groupBy: "status" | "kind" | "runtime" | "queue" | "agent" | "user" | "pending" | null;
  /** What sum, least and most are of. */
  readonly measure: "wait_time" | "duration" | "cpu" | "memory" | "gpu" | null;
  /** One row for each stretch of `sizeMs`, counted from `from`; runs without that time, or before it, are left out. */
  readonly bucket: {
    readonly time: "created_at" | "started_at" | "finished_at";
    readonly from: Instant;
    readonly sizeMs: number;
  } | null;
  /** Most rows; the first stretches and, among them, the largest groups. */
  readonly limit: number;
}

export interface RunStatsRow {
  readonly group: string | null;
  /** Begin of the stretch. */
  readonly at: Instant | null;
  readonly count: number;
  /** Runs that have the measure. */
  readonly measured: number;
  readonly sum: number;
  /** Of measure times duration. */
  readonly total: number;
  readonly min: number | null;
  readonly max: number | null;
}

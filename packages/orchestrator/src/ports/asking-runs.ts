import type { Instant } from "@polyaxon/lifecycle";
import type { RunId } from "./records.ts";
import type { RunResources } from "./resources.ts";

/** A run in the queue that asks for resources. */
export interface AskingRun {
  readonly run: RunId;
  /** `''`: any agent may take it. */
  readonly queue: string;
  readonly resources: RunResources;
  readonly status: "queued" | "unschedulable";
  readonly message: string | null;
  /** When it entered the queue. */
  readonly since: Instant;
}

/** What people read of a run that waits for a host. */
export interface FitWord {
  readonly status: "queued" | "unschedulable";
  readonly reason: string;
  readonly message: string | null;
}

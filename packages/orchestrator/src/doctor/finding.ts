import type { Instant } from "@polyaxon/lifecycle";
import type { StoreRepair } from "../ports/doctor-store.ts";

export type Repair = StoreRepair | { readonly kind: "set-aside"; readonly folder: string };

/** Something that is not as it must be. */
export interface Finding {
  readonly kind: FindingKind;
  /** The run, agent, folder, project or side effect. */
  readonly subject: string;
  readonly since: Instant | null;
  /** One sentence for the person who reads it. */
  readonly what: string;
  /** What `--repair` does; null: only a person can, and `advice` says how. */
  readonly repair: Repair | null;
  readonly advice: string;
  /** Of the run, so that two looks can be compared; null for what has none. */
  readonly version: number | null;
}

export type FindingKind =
  | "nobody-wakes-it"
  | "not-in-queue"
  | "in-queue-wrongly"
  | "slot-of-final-run"
  | "agent-unknown"
  | "agent-silent"
  | "no-agent"
  | "attempt-elsewhere"
  | "counters-disagree"
  | "lease-expired"
  | "overdue"
  | "decision-fails"
  | "side-effect-failing"
  | "values-disagree"
  | "values-late"
  | "document-unreadable"
  | "project-missing"
  | "run-incomplete"
  | "rows-without-run"
  | "artifacts-without-run";

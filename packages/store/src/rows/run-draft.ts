import { type Condition, type ConditionRequest, type Instant, transition } from "@polyaxon/lifecycle";
import type { Status } from "@polyaxon/lifecycle";
import { DraftDocuments } from "./draft-documents.ts";
import { lastConditionOf, type RunRow } from "./run-row.ts";

/** Changes of one run, collected in memory, so that a unit writes the row once however many steps it takes. */
export interface RunDraft {
  readonly before: RunRow;
  /** The row as it will be; change its columns freely, except status and times: those go through `changeStatus`. */
  readonly row: RunRow;
  readonly documents: DraftDocuments;
  lastCondition: Condition | null;
  /** Conditions to write, by `seq`; one that replaces the stored last keeps its `seq`. */
  readonly conditions: Map<number, Condition>;
  /** True when something of the run that stands in another table changed: that counts as a new version too. */
  touched: boolean;
}

export function draftOf(before: RunRow): RunDraft {
  return {
    before,
    row: { ...before },
    documents: new DraftDocuments(),
    lastCondition: lastConditionOf(before),
    conditions: new Map(),
    touched: false,
  };
}

/** I1: the only way a status changes. False when the guards of the lifecycle ignored it. */
export function changeStatus(
  draft: RunDraft,
  request: ConditionRequest,
  now: Instant,
  options: { force?: boolean } = {},
): boolean {
  const { row } = draft;
  const outcome = transition(
    {
      status: row.status as Status,
      lastCondition: draft.lastCondition,
      createdAt: row.created_at,
      startedAt: row.started_at,
      finishedAt: row.finished_at,
      waitTime: row.wait_time,
      duration: row.duration,
    },
    request,
    now,
    options,
  );
  if (outcome.kind === "ignored") return false;
  const { next, replacesLast } = outcome;
  row.status = next.status;
  row.started_at = next.startedAt;
  row.finished_at = next.finishedAt;
  row.wait_time = next.waitTime;
  row.duration = next.duration;
  draft.lastCondition = next.lastCondition;
  if (!replacesLast) row.condition_seq += 1;
  if (next.lastCondition !== null) draft.conditions.set(row.condition_seq, next.lastCondition);
  return true;
}

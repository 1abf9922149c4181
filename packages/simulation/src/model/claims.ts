import { DONE_OR_STOPPING, type Instant, isDone } from "@polyaxon/lifecycle";
import {
  type AttemptOutcome,
  type AttemptReport,
  type Claim,
  DEADLINE_EXCEEDED,
  type ReportAck,
  type RunId,
  decideAttemptEnd,
} from "@polyaxon/orchestrator";
import { changeStatus, draftOf, storeDraft } from "./change-run.ts";
import { record } from "./read-run.ts";
import type { QueueRow, RunRow, Tables } from "./tables.ts";

export const heldBy = (tables: Tables, agent: string): readonly RunRow[] =>
  tables.runs.values().filter((row) => row.agent === agent);

export const claimOf = (tables: Tables, row: RunRow): Claim => ({
  run: record(tables, row),
  attempt: row.attempt,
  content: row.content ?? "",
});

interface ClaimRequest {
  readonly agent: string;
  readonly limit: number;
  readonly queues: readonly string[];
  readonly now: Instant;
}

/** Slots are counted in the same step that hands the run out (I4). */
export function claim(tables: Tables, request: ClaimRequest): readonly Claim[] {
  const agent = tables.agents.get(request.agent);
  const slotsLeft = (agent?.slots ?? Number.POSITIVE_INFINITY) - heldBy(tables, request.agent).length;
  const free = tables.defects.has("claims-ignore-agent-slots") ? request.limit : Math.min(request.limit, slotsLeft);
  const claims: Claim[] = [];
  for (const waiting of turn(tables, request.queues)) {
    if (claims.length >= free) break;
    const row = tables.runs.get(waiting.run);
    if (row === undefined || !takeSlot(tables, waiting.pipeline)) continue;
    const draft = draftOf(row);
    draft.row = { ...row, attempt: row.attempt + 1, agent: request.agent };
    const message = `Claimed by agent ${request.agent}.`;
    changeStatus(draft, { type: "scheduled", reason: "AgentController", message }, request.now);
    storeDraft(tables, draft, request.now);
    claims.push(claimOf(tables, draft.row));
  }
  return claims;
}

const turn = (tables: Tables, queues: readonly string[]): readonly QueueRow[] =>
  tables.queue
    .values()
    .filter(({ queue }) => queues.length === 0 || queue === "" || queues.includes(queue))
    .toSorted((a, b) => a.id - b.id);

function takeSlot(tables: Tables, parent: RunId | null): boolean {
  const limits = parent === null ? undefined : tables.pipelines.get(parent);
  if (parent === null || limits === undefined) return true;
  const isFull = limits.concurrency !== null && limits.slotsInUse >= limits.concurrency;
  if (isFull && !tables.defects.has("claims-ignore-concurrency")) return false;
  tables.pipelines.set(parent, { ...limits, slotsInUse: limits.slotsInUse + 1 });
  return true;
}

/** Held attempts of the agent whose run is `stopping`, or final already. */
export const stopping = (tables: Tables, agent: string) =>
  heldBy(tables, agent)
    .filter(({ status }) => DONE_OR_STOPPING.has(status))
    .map(({ uuid, attempt, conditions }) => ({
      run: uuid,
      attempt,
      timedOut: conditions.at(-1)?.reason === DEADLINE_EXCEEDED,
    }));

/** One report; idempotent. Ends of a run come only as `finished`: a final word in a status report is not taken. */
export function report(tables: Tables, agent: string, said: AttemptReport, now: Instant): ReportAck {
  const { run, attempt } = said;
  const row = tables.runs.get(run);
  const isNewest = row?.agent === agent && row.attempt === attempt;
  if (row === undefined || (!isNewest && !tables.defects.has("stale-reports-are-accepted")))
    return { run, attempt, kind: "stale" };
  if (said.kind === "status") {
    if (!isDone(said.condition.type)) {
      const draft = draftOf(row);
      changeStatus(draft, said.condition, now);
      storeDraft(tables, draft, now);
    }
    return { run, attempt, kind: "accepted" };
  }
  endAttempt(tables, { ...row, attempt }, said.outcome, now);
  return { run, attempt, kind: "accepted" };
}

/** Frees the slot of an attempt, and decides what its end makes of the run. */
export function endAttempt(tables: Tables, row: RunRow, outcome: AttemptOutcome, now: Instant): void {
  const draft = draftOf(row);
  const end = decideAttemptEnd({ ...row, lastCondition: row.conditions.at(-1) ?? null }, outcome, now);
  draft.row = { ...row, agent: null };
  if (end.condition !== null) changeStatus(draft, end.condition, now);
  freeSlot(tables, row.pipeline);
  storeDraft(tables, draft, now, end.retryAt === null ? {} : { wakeAt: end.retryAt });
  tables.announced.queue = true;
}

function freeSlot(tables: Tables, parent: RunId | null): void {
  const limits = parent === null ? undefined : tables.pipelines.get(parent);
  if (parent === null || limits === undefined || limits.slotsInUse === 0) return;
  tables.pipelines.set(parent, { ...limits, slotsInUse: limits.slotsInUse - 1 });
}

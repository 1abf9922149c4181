import {
  COMPILABLE,
  type Condition,
  type ConditionRequest,
  DONE_OR_STOPPING,
  type Instant,
  RUNNING,
  type Status,
  WAITS_FOR_CLAIM,
  isDone,
  transition,
} from "@polyaxon/lifecycle";
import { type InboxEntry, type RunId, decideAttemptEnd } from "@polyaxon/orchestrator";
import { clean, stored } from "./documents.ts";
import { settleInto } from "./settle-series.ts";
import { type RunRow, type Tables, isPipeline } from "./tables.ts";

/** A run while a unit changes it. Its fields are free, except status and times: those go through `changeStatus`. */
export interface Draft {
  readonly before: RunRow;
  row: RunRow;
}

export const draftOf = (row: RunRow): Draft => ({ before: row, row });

/** I1: the only way a status changes. */
export function changeStatus(draft: Draft, request: ConditionRequest, now: Instant, force = false): void {
  const { row } = draft;
  const lastCondition = row.conditions.at(-1) ?? null;
  const { status, createdAt, startedAt, finishedAt, waitTime, duration } = row;
  const state = { status, lastCondition, createdAt, startedAt, finishedAt, waitTime, duration };
  const outcome = transition(state, request, now, { force });
  if (outcome.kind === "ignored") return;
  const { lastCondition: next, ...times } = outcome.next;
  const kept = outcome.replacesLast ? row.conditions.slice(0, -1) : row.conditions;
  draft.row = { ...row, ...times, conditions: next === null ? kept : [...kept, storedCondition(next)] };
}

export const storedCondition = (condition: Condition): Condition => ({
  ...condition,
  reason: clean(condition.reason),
  message: clean(condition.message),
  metaInfo: stored(condition.metaInfo as Parameters<typeof stored>[0]),
});

/** Writes a draft and all that follows from it. A draft without changes writes nothing. */
export function storeDraft(
  tables: Tables,
  draft: Draft,
  now: Instant,
  options: { readonly ownWork?: boolean; readonly wakeAt?: Instant; readonly touched?: boolean } = {},
): void {
  endUnheldStop(draft, now);
  if (isDone(draft.row.status) && !isDone(draft.before.status))
    draft.row = settleInto(tables, draft.row)?.row ?? draft.row;
  const { before } = draft;
  if (options.touched !== true && isSame(before, draft.row)) return;
  const row: RunRow = { ...draft.row, version: before.version + 1, updatedAt: now };
  draft.row = row;
  tables.runs.set(row.uuid, row);
  moveInQueue(tables, before, row, now);
  tellParent(tables, before, row, now);
  if (row.liveState === -1 && isOver(row) && !(before.liveState === -1 && isOver(before))) cleanUp(tables, row, now);

  if (options.wakeAt !== undefined) wake(tables, row, options.wakeAt);
  else if (options.ownWork !== false) {
    const own = ownWakeUp(before, row);
    if (own === "wake") wake(tables, row, now);
    if (own === "forget") tables.work.delete(row.uuid);
  }
  if (row.agent !== null && DONE_OR_STOPPING.has(row.status)) tables.announced.stopping = true;
  tables.announced.runs.add(row.uuid);
}

function isSame(before: RunRow, after: RunRow): boolean {
  if (before === after) return true;
  const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
  return (Object.keys(before) as (keyof RunRow)[]).every((field) =>
    field === "conditions" ? before[field] === after[field] : same(before[field], after[field]),
  );
}

/** I5: a `stopping` run that no agent holds has nobody who would confirm its end. */
function endUnheldStop(draft: Draft, now: Instant): void {
  const { row } = draft;
  if (row.status !== "stopping" || row.agent !== null || row.managedBy !== "agent" || isPipeline(row.kind)) return;
  const end = decideAttemptEnd({ ...row, lastCondition: row.conditions.at(-1) ?? null }, { kind: "stopped" }, now);
  if (end.condition !== null) changeStatus(draft, end.condition, now);
}

const isOver = (row: RunRow): boolean => isDone(row.status) && row.agent === null;

export const waitsForClaim = (row: RunRow): boolean =>
  WAITS_FOR_CLAIM.has(row.status) && row.agent === null && row.managedBy === "agent" && !isPipeline(row.kind);

function moveInQueue(tables: Tables, before: RunRow, row: RunRow, now: Instant): void {
  const [waited, waits] = [waitsForClaim(before), waitsForClaim(row)];
  const leaves = waited && (!waits || before.queue !== row.queue);
  if (leaves && !tables.defects.has("claimed-runs-stay-in-the-queue")) tables.queue.delete(row.uuid);
  if (waits && (!waited || before.queue !== row.queue)) {
    const { id, pipeline, queue, uuid } = row;
    tables.queue.set(uuid, { id, run: uuid, pipeline, queue: queue ?? "", since: now });
    tables.announced.queue = true;
  }
}

/** A parent hears of every end of a child, and of every end that holds no longer. */
function tellParent(tables: Tables, before: RunRow, row: RunRow, now: Instant): void {
  const parent = row.pipeline === null ? undefined : tables.runs.get(row.pipeline);
  const hasNews = before.status !== row.status && (isDone(before.status) || isDone(row.status));
  if (parent === undefined || !hasNews) return;
  if (!tables.defects.has("parents-are-not-woken")) wake(tables, parent, now);
  const entries: InboxEntry[] = [...(tables.inbox.get(parent.uuid) ?? [])];
  const tell = (status: Status, takenBack: object): void => {
    const end = status as InboxEntry["status"];
    entries.push({ seq: tables.nextId(), child: row.uuid, status: end, ...takenBack, outputs: row.outputs });
  };
  if (isDone(before.status)) tell(before.status, { takenBack: true });
  if (isDone(row.status)) tell(row.status, {});
  tables.inbox.set(parent.uuid, entries);
}

function cleanUp(tables: Tables, row: RunRow, now: Instant): void {
  const idempotencyKey = `clean-run:${row.uuid}`;
  if (tables.outbox.has(idempotencyKey)) return;
  const payload = { run: row.uuid, project: tables.projects.get(row.projectId)?.name ?? null };
  tables.outbox.set(idempotencyKey, {
    id: tables.nextId(),
    idempotencyKey,
    kind: "clean-run",
    payload,
    tries: 0,
    dueAt: now,
  });
  tables.announced.work = true;
}

/** Makes a run due at `at`, or earlier when it already was; a lease in progress sees `seq` move. */
export function wake(
  tables: Tables,
  run: { readonly uuid: RunId; readonly pipeline: RunId | null },
  at: Instant,
): void {
  const known = tables.work.get(run.uuid);
  const base = { run: run.uuid, pipeline: run.pipeline };
  tables.work.set(
    run.uuid,
    known === undefined
      ? { ...base, dueAt: at, wakeAt: at, seq: 1, leaseToken: null }
      : {
          ...known,
          seq: known.seq + 1,
          wakeAt: earliest(known.wakeAt, at),
          // A leased row stays due at the end of its lease; the save looks at `wakeAt`.
          dueAt: known.leaseToken === null ? earliest(known.dueAt, at) : known.dueAt,
        },
  );
  tables.announced.work = true;
}

export function earliest(a: Instant | null, b: Instant): Instant;
export function earliest(a: Instant | null, b: Instant | null): Instant | null;
export function earliest(a: Instant | null, b: Instant | null): Instant | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}

function ownWakeUp(before: RunRow, after: RunRow): "wake" | "forget" | "none" {
  if (after.managedBy === "user") return "none";
  const [from, to] = [before.status, after.status];
  if (isDone(to)) {
    if (isDone(from)) return "none";
    return isPipeline(after.kind) || after.limits.ttlSeconds !== null ? "wake" : "forget";
  }
  if (before.pending !== null && after.pending === null) return "wake";
  if (from === to) return "none";
  if (isDone(from)) return "wake";
  if (isPipeline(after.kind) || COMPILABLE.has(to) || to === "compiled") return "wake";
  return RUNNING.has(to) && before.startedAt === null && after.limits.timeoutSeconds !== null ? "wake" : "none";
}

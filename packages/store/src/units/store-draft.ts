import { DONE_OR_STOPPING, type Instant, isDone, type Status, WAITS_FOR_CLAIM } from "@polyaxon/lifecycle";
import { decideAttemptEnd, type RunKind } from "@polyaxon/orchestrator";
import { conditionToRow } from "../rows/condition-row.ts";
import { inboxWord } from "../rows/inbox-end.ts";
import { changeStatus, type RunDraft } from "../rows/run-draft.ts";
import type { RunRow } from "../rows/run-row.ts";
import type { RunConditionsTable } from "../schema/tables.ts";
import { statement } from "../statement.ts";
import { scheduleCleanUp } from "./outbox.ts";
import { dequeue, enqueue } from "./queue.ts";
import type { UnitScope } from "./scope.ts";
import { settleInto } from "./settle-series.ts";
import { indexTags, indexValues } from "./values.ts";
import { mustIndexNow } from "./values-later.ts";
import { forgetWork, isPipeline, ownWakeUp, wake } from "./wake.ts";

/** Columns that a status change can touch; most writes change no others. */
const STATUS_COLUMNS = [
  "status",
  "started_at",
  "finished_at",
  "wait_time",
  "duration",
  "condition_seq",
  "attempt",
  "agent",
  "gpu_devices",
  "claimed_at",
  "version",
  "updated_at",
] as const satisfies readonly (keyof RunRow)[];

const OTHER_COLUMNS = [
  "name",
  "description",
  "tags",
  "username",
  "kind",
  "runtime",
  "pending",
  "inputs",
  "outputs",
  "meta_info",
  "original_uuid",
  "original_kind",
  "queue",
  "live_state",
  "max_retries",
  "timeout_seconds",
  "ttl_seconds",
  "cpu_millis",
  "memory_bytes",
  "gpus",
  "component_state",
  "values_at",
  "values_due_at",
] as const satisfies readonly (keyof RunRow)[];

const pick = (row: RunRow, columns: readonly (keyof RunRow)[]): Partial<RunRow> =>
  Object.fromEntries(columns.map((column) => [column, row[column]]));

const updateStatus = statement<RunRow>({ by: ["id"] }, (db, p) =>
  db.updateTable("runs").set(pick(p, STATUS_COLUMNS)).where("id", "=", p.id),
);
const updateAll = statement<RunRow>({ by: ["id"] }, (db, p) =>
  db
    .updateTable("runs")
    .set(pick(p, [...STATUS_COLUMNS, ...OTHER_COLUMNS]))
    .where("id", "=", p.id),
);

const insertCondition = statement<RunConditionsTable>({ by: ["run_id", "seq"] }, (db, p) =>
  db.insertInto("run_conditions").values({
    run_id: p.run_id,
    seq: p.seq,
    type: p.type,
    status: p.status,
    reason: p.reason,
    message: p.message,
    last_update_time: p.last_update_time,
    last_transition_time: p.last_transition_time,
    meta_info: p.meta_info,
  }),
);
const deleteCondition = statement<{ run: number; seq: number }>({ by: ["run", "seq"] }, (db, p) =>
  db.deleteFrom("run_conditions").where("run_id", "=", p.run).where("seq", "=", p.seq),
);

const selectParent = statement<{ id: number }, Pick<RunRow, "id" | "pipeline_id">>({ by: ["id"] }, (db, p) =>
  db.selectFrom("runs").select(["id", "pipeline_id"]).where("id", "=", p.id),
);
const appendInbox = statement<{ parent: number; child: string; status: string; outputs: string | null }>(
  { by: ["child", "status"] },
  (db, p) =>
    db
      .insertInto("run_inbox")
      .values({ parent_id: p.parent, child_uuid: p.child, status: p.status, outputs: p.outputs }),
);

/**
 * Writes a draft and everything that follows from it: conditions, indexed values and tags, the place in the queue, the
 * parent's inbox, wake-ups and announcements. A draft without changes writes nothing.
 *
 * @param options.ownWork false when the caller itself decides when the run is looked at next (its own save)
 * @param options.wakeAt  overrides when the run is woken, for a retry after its back-off
 */
export async function storeDraft(
  scope: UnitScope,
  draft: RunDraft,
  now: Instant,
  options: { ownWork?: boolean; wakeAt?: Instant } = {},
): Promise<void> {
  const { before, row } = draft;
  endUnheldStop(draft, now);
  if (isDone(row.status as Status) && !isDone(before.status as Status) && row.outputs !== null)
    await settleInto(scope, row);
  const otherChanged = OTHER_COLUMNS.some((column) => before[column] !== row[column]);
  const statusChanged = draft.conditions.size > 0 || STATUS_COLUMNS.some((column) => before[column] !== row[column]);
  if (!otherChanged && !statusChanged && !draft.touched) return;

  const indexesValues = otherChanged && (await mustIndexNow(scope, draft, now));
  row.version = before.version + 1;
  row.updated_at = now;
  await (otherChanged ? updateAll : updateStatus)(scope, row);
  for (const [seq, condition] of draft.conditions) {
    if (seq <= before.condition_seq) await deleteCondition(scope, { run: row.id, seq });
    await insertCondition(scope, { run_id: row.id, seq, ...conditionToRow(condition) });
  }
  if (otherChanged) {
    if (indexesValues) await indexValues(scope, row, before, row, draft.documents.read);
    await indexTags(scope, row, before.tags, row.tags);
  }
  draft.documents.leave([row.inputs, row.outputs, row.meta_info]);
  await moveInQueue(scope, before, row, now);
  await tellParent(scope, before, row, now);
  if (row.live_state === -1 && isOver(row) && !(before.live_state === -1 && isOver(before)))
    await scheduleCleanUp(scope, row, now);

  if (options.wakeAt !== undefined) await wake(scope, row, options.wakeAt);
  else if (options.ownWork !== false) {
    const own = ownWakeUp(before, row);
    if (own === "wake") await wake(scope, row, now);
    if (own === "forget") await forgetWork(scope, row.id);
  }
  // Somebody may have said how a run ended that an agent still executes: whatever is alive of it is ended.
  if (row.agent !== null && DONE_OR_STOPPING.has(row.status as Status)) scope.announce.stopping();
  scope.announce.run(row.uuid);
}

/** I5: a `stopping` run that no agent holds (its time was up between two attempts) has nobody who would confirm its end. */
function endUnheldStop(draft: RunDraft, now: Instant): void {
  const { row } = draft;
  if (row.status !== "stopping" || row.agent !== null || row.managed_by !== "agent" || isPipeline(row.kind)) return;
  const end = decideAttemptEnd(
    {
      status: row.status,
      kind: row.kind as RunKind,
      attempt: row.attempt,
      limits: { maxRetries: row.max_retries, timeoutSeconds: row.timeout_seconds, ttlSeconds: row.ttl_seconds },
      lastCondition: draft.lastCondition,
    },
    { kind: "stopped" },
    now,
  );
  if (end.condition !== null) changeStatus(draft, end.condition, now);
}

/** Nothing is, or may be, alive. */
const isOver = (row: RunRow): boolean => isDone(row.status as Status) && row.agent === null;

/** I4: a run whose earlier attempt still holds its slot does not stand in the queue. */
export const waitsForClaim = (row: RunRow): boolean =>
  WAITS_FOR_CLAIM.has(row.status as Status) &&
  row.agent === null &&
  row.managed_by === "agent" &&
  !isPipeline(row.kind);

async function moveInQueue(scope: UnitScope, before: RunRow, row: RunRow, now: Instant): Promise<void> {
  const [waited, waits] = [waitsForClaim(before), waitsForClaim(row)];
  if (waited && (!waits || before.queue !== row.queue)) await dequeue(scope, { run: row.id });
  if (waits && (!waited || before.queue !== row.queue)) {
    await enqueue(scope, row, now);
    scope.announce.queue();
  }
}

/**
 * A parent hears of every end of a child, and of every end that holds no longer, also when it has ended itself: its
 * counters say how its children stand. It is woken first: where rows are locked, that makes inbox numbers of one parent
 * rise in commit order.
 */
async function tellParent(scope: UnitScope, before: RunRow, row: RunRow, now: Instant): Promise<void> {
  if (row.pipeline_id === null || before.status === row.status) return;
  const words = [
    ...(isDone(before.status as Status) ? [inboxWord(before.status, true)] : []),
    ...(isDone(row.status as Status) ? [inboxWord(row.status, false)] : []),
  ];
  if (words.length === 0) return;
  const [parent] = await selectParent(scope, { id: row.pipeline_id });
  if (parent === undefined) return;
  await wake(scope, parent, now);
  for (const status of words) {
    await appendInbox(scope, { parent: parent.id, child: row.uuid, status, outputs: row.outputs });
  }
}

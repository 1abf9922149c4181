import type { Instant } from "@polyaxon/lifecycle";
import type { OutboxEntry } from "@polyaxon/orchestrator";
import { jsonText, parseObject } from "../json.ts";
import type { OutboxTable } from "../schema/tables.ts";
import { statement } from "../statement.ts";
import type { UnitScope } from "./scope.ts";

const insertOutbox = statement<{ key: string; kind: string; payload: string; due: number }>((db, p) =>
  db
    .insertInto("outbox")
    .values({ idempotency_key: p.key, kind: p.kind, payload: p.payload, due_at: p.due, tries: 0 })
    .onConflict((conflict) => conflict.column("idempotency_key").doNothing()),
);

const selectProjectOfRun = statement<{ id: number }, { name: string; uuid: string }>((db, p) =>
  db.selectFrom("projects").select(["name", "uuid"]).where("id", "=", p.id),
);

/** Artifacts of a deleted run go once nothing of it is alive. */
export async function scheduleCleanUp(
  scope: UnitScope,
  run: { uuid: string; project_id: number },
  now: Instant,
): Promise<void> {
  const [project] = await selectProjectOfRun(scope, { id: run.project_id });
  await insertOutbox(scope, {
    key: `clean-run:${run.uuid}`,
    kind: "clean-run",
    payload: jsonText({ run: run.uuid, project: project?.name ?? null }),
    due: now,
  });
  scope.announce.work();
}

const selectDue = statement<{ now: number; limit: number }, OutboxTable & { id: number }>((db, p, dialect) => {
  const due = db
    .selectFrom("outbox")
    .selectAll()
    .where("due_at", "<=", p.now)
    .orderBy("due_at")
    .orderBy("id")
    .limit(p.limit);
  return dialect.locksRows ? due.forUpdate().skipLocked() : due;
});
const postpone = statement<{ id: number; until: number }>((db, p) =>
  db
    .updateTable("outbox")
    .set((eb) => ({ due_at: p.until, tries: eb("tries", "+", 1) }))
    .where("id", "=", p.id),
);
const deleteOutbox = statement<{ id: number }>((db, p) => db.deleteFrom("outbox").where("id", "=", p.id));

/** Hands out due side effects; one that is not settled is due again after `leaseMs`, doubled with each try (I6). */
export async function takeOutbox(
  scope: UnitScope,
  { now, limit, leaseMs }: { now: Instant; limit: number; leaseMs: number },
): Promise<readonly OutboxEntry[]> {
  const rows = await selectDue(scope, { now, limit });
  for (const row of rows) await postpone(scope, { id: row.id, until: now + leaseMs * 2 ** Math.min(row.tries, 10) });
  return rows.map((row) => ({
    id: row.id,
    idempotencyKey: row.idempotency_key,
    kind: row.kind,
    payload: parseObject(row.payload),
    tries: row.tries + 1,
  }));
}

export async function settleOutbox(scope: UnitScope, { ids }: { ids: readonly number[] }): Promise<void> {
  for (const id of ids) await deleteOutbox(scope, { id });
}

import { type Instant, isDone, type Status } from "@polyaxon/lifecycle";
import type { StoreRepair } from "@polyaxon/orchestrator";
import { documentFact } from "../reads/doctor/document-facts.ts";
import type { RunRow } from "../rows/run-row.ts";
import { statement } from "../statement.ts";
import { endAttempt } from "./claims.ts";
import { loadRun } from "./load.ts";
import { recount } from "./recount.ts";
import type { UnitScope } from "./scope.ts";
import { dequeue, enqueue } from "./queue.ts";
import { waitsForClaim } from "./store-draft.ts";
import { indexAllBounds } from "./bounds.ts";
import { deleteTags, indexTags, indexValues } from "./values.ts";
import { unmark } from "./values-later.ts";
import { wake } from "./wake.ts";

/** Mends one thing, if it still is as the doctor found it. False when there was nothing to do. */
export async function repair(
  scope: UnitScope,
  { repair: asked, now }: { repair: StoreRepair; now: Instant },
): Promise<boolean> {
  if (asked.kind === "retry-outbox") return await retryOutbox(scope, asked.id, now);
  if (asked.kind === "restore-project") return await restoreProject(scope, asked.projectId, now);
  const row = await loadRun(scope, asked.run);
  if (row === undefined) return false;
  switch (asked.kind) {
    case "wake":
      return await wakeAgain(scope, row, now);
    case "fix-queue":
      return await fixQueue(scope, row, now);
    case "free-slot":
      if (row.agent === null || !isDone(row.status as Status)) return false;
      await endAttempt(scope, row, { kind: "stopped" }, now);
      return true;
    case "end-attempt":
      return await endUnknownAttempt(scope, row, now);
    case "recount":
      return await recount(scope, row, now);
    case "break-lease":
      return await breakLease(scope, row, now);
    case "reindex":
      return await reindex(scope, row, now);
    default:
      return asked satisfies never;
  }
}

const selectWork = statement<{ run: number }, { due_at: number | null }>((db, p) =>
  db.selectFrom("run_work").select("due_at").where("run_id", "=", p.run),
);

async function wakeAgain(scope: UnitScope, row: RunRow, now: Instant): Promise<boolean> {
  if (isDone(row.status as Status)) return false;
  const [work] = await selectWork(scope, { run: row.id });
  if (work !== undefined && work.due_at !== null) return false;
  await wake(scope, row, now);
  return true;
}

const selectQueued = statement<{ run: number }, { run_id: number }>((db, p) =>
  db.selectFrom("run_queue").select("run_id").where("run_id", "=", p.run),
);

async function fixQueue(scope: UnitScope, row: RunRow, now: Instant): Promise<boolean> {
  const waits = waitsForClaim(row);
  const [queued] = await selectQueued(scope, { run: row.id });
  if (waits === (queued !== undefined)) return false;
  if (waits) await enqueue(scope, row, now);
  else await dequeue(scope, { run: row.id });
  scope.announce.queue();
  return true;
}

const selectAgent = statement<{ name: string }, { name: string }>((db, p) =>
  db.selectFrom("agents").select("name").where("name", "=", p.name),
);

async function endUnknownAttempt(scope: UnitScope, row: RunRow, now: Instant): Promise<boolean> {
  if (row.agent === null || isDone(row.status as Status)) return false;
  if ((await selectAgent(scope, { name: row.agent })).length > 0) return false;
  const message = `agent ${row.agent}, which held attempt ${row.attempt}, is not known any more`;
  await endAttempt(scope, row, { kind: "failed", reason: "AgentUnknown", message, retryable: true }, now);
  return true;
}

const freeLease = statement<{ run: number; now: number }, { run_id: number }>((db, p) =>
  db
    .updateTable("run_work")
    .set({ lease_token: null, wake_at: p.now, due_at: p.now })
    .where("run_id", "=", p.run)
    .where("lease_token", "is not", null)
    .where("due_at", "<=", p.now)
    .returning("run_id"),
);

async function breakLease(scope: UnitScope, row: RunRow, now: Instant): Promise<boolean> {
  const broken = await freeLease(scope, { run: row.id, now });
  scope.announce.work();
  return broken.length > 0;
}

const deleteValues = statement<{ run: number }>((db, p) => db.deleteFrom("run_values").where("run_id", "=", p.run));

async function reindex(scope: UnitScope, row: RunRow, now: Instant): Promise<boolean> {
  const fact = await documentFact(scope, row, now);
  if (fact === null || fact.what === "unreadable") return false;
  await deleteValues(scope, { run: row.id });
  await deleteTags(scope, { run: row.id });
  await indexValues(scope, row, null, row);
  await indexAllBounds(scope, row);
  await indexTags(scope, row, null, row.tags);
  await unmark(scope, row, now);
  return true;
}

const resetOutbox = statement<{ id: number; now: number }, { id: number }>((db, p) =>
  db
    .updateTable("outbox")
    .set({ tries: 0, due_at: p.now })
    .where("id", "=", p.id)
    .where("tries", ">", 0)
    .returning("id"),
);

async function retryOutbox(scope: UnitScope, id: number, now: Instant): Promise<boolean> {
  const reset = await resetOutbox(scope, { id, now });
  scope.announce.work();
  return reset.length > 0;
}

const selectProject = statement<{ id: number }, { id: number }>((db, p) =>
  db.selectFrom("projects").select("id").where("id", "=", p.id),
);

async function restoreProject(scope: UnitScope, id: number, now: Instant): Promise<boolean> {
  if ((await selectProject(scope, { id })).length > 0) return false;
  await scope.db
    .insertInto("projects")
    .values({
      id,
      uuid: id.toString(16).padStart(32, "0"),
      name: `recovered-${id}`,
      description: "Its runs were found without a project.",
      tags: "[]",
      readme: null,
      username: null,
      created_at: now,
      updated_at: now,
      live_state: 1,
    })
    .execute();
  return true;
}

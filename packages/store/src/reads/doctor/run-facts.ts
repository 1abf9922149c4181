import { DONE, type Status } from "@polyaxon/lifecycle";
import type { ManagedBy, PendingReason, RunFacts, RunId, RunKind } from "@polyaxon/orchestrator";
import { sql } from "kysely";
import { type Database, statement } from "../../statement.ts";

interface FactsRow {
  id: number;
  uuid: string;
  version: number;
  kind: string;
  status: string;
  managed_by: string;
  pending: string | null;
  run_queue: string | null;
  agent: string | null;
  attempt: number;
  started_at: number | null;
  timeout_seconds: number | null;
  since: number;
  reason: string | null;
  message: string | null;
  work_run: number | null;
  due_at: number | null;
  lease_token: string | null;
  queue_run: number | null;
  slots_in_use: number | null;
  concurrency: number | null;
}

const selectFacts = statement<{ after: number; limit: number }, FactsRow>((db, p) =>
  db
    .selectFrom("runs as r")
    .leftJoin("run_conditions as c", (join) =>
      join.onRef("c.run_id", "=", "r.id").onRef("c.seq", "=", "r.condition_seq"),
    )
    .leftJoin("run_work as w", "w.run_id", "r.id")
    .leftJoin("run_queue as q", "q.run_id", "r.id")
    .leftJoin("run_pipelines as p", "p.run_id", "r.pipeline_id")
    .select([
      "r.id",
      "r.uuid",
      "r.version",
      "r.kind",
      "r.status",
      "r.managed_by",
      "r.pending",
      "r.queue as run_queue",
      "r.agent",
      "r.attempt",
      "r.started_at",
      "r.timeout_seconds",
      sql<number>`coalesce(c.last_transition_time, r.updated_at)`.as("since"),
      "c.reason",
      "c.message",
      "w.run_id as work_run",
      "w.due_at",
      "w.lease_token",
      "q.run_id as queue_run",
      "p.slots_in_use",
      "p.concurrency",
    ])
    .where("r.id", ">", p.after)
    .where((eb) =>
      eb.or([eb("r.status", "not in", [...DONE]), eb("r.agent", "is not", null), eb("q.run_id", "is not", null)]),
    )
    .orderBy("r.id")
    .limit(p.limit),
);

export async function unsettledRuns(
  database: Database,
  page: { readonly after: number; readonly limit: number },
): Promise<readonly RunFacts[]> {
  return (await selectFacts(database, page)).map((row) => ({
    cursor: row.id,
    uuid: row.uuid as RunId,
    version: row.version,
    kind: row.kind as RunKind,
    status: row.status as Status,
    managedBy: row.managed_by as ManagedBy,
    pending: row.pending as PendingReason | null,
    queue: row.run_queue,
    agent: row.agent,
    attempt: row.attempt,
    startedAt: row.started_at,
    timeoutSeconds: row.timeout_seconds,
    since: row.since,
    reason: row.reason,
    message: row.message,
    work: row.work_run === null ? null : { dueAt: row.due_at, leased: row.lease_token !== null },
    inQueue: row.queue_run !== null,
    parentSlots:
      row.slots_in_use === null || row.concurrency === null ? null : { inUse: row.slots_in_use, most: row.concurrency },
  }));
}

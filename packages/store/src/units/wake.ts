import { COMPILABLE, type Instant, isDone, RUNNING, type Status } from "@polyaxon/lifecycle";
import { sql } from "kysely";
import type { RunRow } from "../rows/run-row.ts";
import { statement } from "../statement.ts";
import type { UnitScope } from "./scope.ts";

const upsertWork = statement<{ run: number; pipeline: number | null; at: number }>(
  { by: ["run"], combine: (earlier, later) => ({ ...later, at: Math.min(earlier.at, later.at) }) },
  (db, p) =>
    db
      .insertInto("run_work")
      .values({ run_id: p.run, pipeline_id: p.pipeline, due_at: p.at, wake_at: p.at, seq: 1, lease_token: null })
      .onConflict((conflict) =>
        conflict.column("run_id").doUpdateSet({
          seq: sql<number>`run_work.seq + 1`,
          wake_at: sql<number>`case when run_work.wake_at < excluded.wake_at then run_work.wake_at else excluded.wake_at end`,
          // A leased row stays due at the end of its lease; the save looks at `wake_at`.
          due_at: sql<number>`case when run_work.lease_token is not null or run_work.due_at < excluded.due_at
          then run_work.due_at else excluded.due_at end`,
        }),
      ),
);

const deleteWork = statement<{ run: number }>({ by: ["run"] }, (db, p) =>
  db.deleteFrom("run_work").where("run_id", "=", p.run),
);

/** Makes a run due at `at`, or earlier when it already was. Never lost: a lease in progress sees `seq` move. */
export async function wake(
  scope: UnitScope,
  run: { id: number; pipeline_id: number | null },
  at: Instant,
): Promise<void> {
  await upsertWork(scope, { run: run.id, pipeline: run.pipeline_id, at });
  scope.announce.work();
}

/** Takes a run off the work list, so that the list stays as long as what is unfinished. */
export async function forgetWork(scope: UnitScope, run: number): Promise<void> {
  await deleteWork(scope, { run });
}

/** Kinds that the orchestrator drives by their children; no agent ever holds them. */
export const isPipeline = (kind: string): boolean => kind === "dag" || kind === "matrix" || kind === "schedule";

/** What a change that somebody else made to a run (not its own save) means for its place on the work list. */
export function ownWakeUp(before: RunRow, after: RunRow): "wake" | "forget" | "none" {
  if (after.managed_by === "user") return "none";
  const [from, to] = [before.status as Status, after.status as Status];
  if (isDone(to)) {
    if (isDone(from)) return "none";
    return isPipeline(after.kind) || after.ttl_seconds !== null ? "wake" : "forget";
  }
  if (before.pending !== null && after.pending === null) return "wake";
  if (from === to) return "none";
  // Somebody forced it to go on: its end took it off the list, and with it the time limit.
  if (isDone(from)) return "wake";
  if (isPipeline(after.kind) || COMPILABLE.has(to) || to === "compiled") return "wake";
  // The time limit counts from the start, which only the executor knows.
  return RUNNING.has(to) && before.started_at === null && after.timeout_seconds !== null ? "wake" : "none";
}

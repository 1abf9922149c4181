import type { Instant, Status } from "@polyaxon/lifecycle";
import type { AskingRun, FitWord, RunId } from "@polyaxon/orchestrator";
import { sql } from "kysely";
import { changeStatus, draftOf } from "../rows/run-draft.ts";
import { resourcesOf } from "../rows/run-row.ts";
import type { Database } from "../statement.ts";
import { loadRun } from "./load.ts";
import type { UnitScope } from "./scope.ts";
import { storeDraft, waitsForClaim } from "./store-draft.ts";

/** Runs in the queue that ask for resources, in its order. */
export async function askingRuns(
  { db }: Database,
  { after, limit }: { readonly after: RunId | null; readonly limit: number },
): Promise<readonly AskingRun[]> {
  let rows = db
    .selectFrom("run_queue as q")
    .innerJoin("runs as r", "r.id", "q.run_id")
    .leftJoin("run_conditions as c", (join) =>
      join.onRef("c.run_id", "=", "r.id").onRef("c.seq", "=", "r.condition_seq"),
    )
    .select(["r.uuid", "r.status", "q.queue", "q.cpu_millis", "q.memory_bytes", "q.gpus", "q.since", "c.message"])
    .where(sql<boolean>`q.asks = 1`)
    .orderBy("q.priority", "desc")
    .orderBy("q.turn")
    .orderBy("q.run_id")
    .limit(limit);
  if (after !== null) {
    rows = rows.where(
      sql<boolean>`(-q.priority, q.turn, q.run_id) > (
        select -l.priority, l.turn, l.run_id from run_queue l join runs lr on lr.id = l.run_id where lr.uuid = ${after})`,
    );
  }
  return (await rows.execute()).map((row) => ({
    run: row.uuid as RunId,
    queue: row.queue,
    resources: resourcesOf(row),
    status: row.status as AskingRun["status"],
    message: row.message,
    since: row.since,
  }));
}

/** Says of a run what it waits for, while it waits. */
export async function tellFit(
  scope: UnitScope,
  { run, word, now }: { run: RunId; word: FitWord; now: Instant },
): Promise<boolean> {
  const row = await loadRun(scope, run);
  if (row === undefined || !waitsForClaim(row)) return false;
  const draft = draftOf(row);
  const { message, reason, status } = word;
  changeStatus(draft, { type: status satisfies Status, reason, message }, now);
  await storeDraft(scope, draft, now);
  return true;
}

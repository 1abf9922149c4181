import type { Instant } from "@polyaxon/lifecycle";
import type { InboxEntry, PipelineState, RunId, WorkItem } from "@polyaxon/orchestrator";
import { readObject } from "../json.ts";
import { inboxEnd } from "../rows/inbox-end.ts";
import { detailFromRow } from "../rows/run-row.ts";
import type { RunInboxTable, RunPipelinesTable } from "../schema/tables.ts";
import { eachApart, statement } from "../statement.ts";
import { readDetailById } from "./load.ts";
import type { UnitScope } from "./scope.ts";
import { isPipeline } from "./wake.ts";

/** Entries handed out with one lease; the rest comes with the next. */
const INBOX_LIMIT = 1000;

interface DueRow {
  run_id: number;
  pipeline_id: number | null;
  due_at: number;
}

const selectDue = statement<{ now: number; limit: number }, DueRow>((db, p, dialect) => {
  const due = dueRows(db).where("due_at", "<=", p.now).limit(p.limit).$castTo<DueRow>();
  return dialect.locksRows ? due.forUpdate().skipLocked() : due;
});
const dueRows = (db: UnitScope["db"]) =>
  db
    .selectFrom("run_work")
    .select(["run_id", "pipeline_id", "due_at"])
    .where("due_at", "is not", null)
    .orderBy("due_at")
    .orderBy("pipeline_id");

/** What is due after all of these parents have had their share. */
async function selectDueElsewhere(
  scope: UnitScope,
  { now, limit }: { now: number; limit: number },
  full: readonly number[],
  chosen: readonly number[],
): Promise<readonly DueRow[]> {
  const due = dueRows(scope.db)
    .where("due_at", "<=", now)
    .where((eb) => eb.or([eb("pipeline_id", "is", null), eb("pipeline_id", "not in", full)]))
    .$if(chosen.length > 0, (query) => query.where("run_id", "not in", chosen))
    .limit(limit);
  const rows = await (scope.dialect.locksRows ? due.forUpdate().skipLocked() : due).execute();
  return rows as readonly DueRow[];
}
const takeLease = statement<{ run: number; token: string; until: number }, { seq: number }>({ by: ["run"] }, (db, p) =>
  db
    .updateTable("run_work")
    .set({ lease_token: p.token, due_at: p.until, wake_at: null })
    .where("run_id", "=", p.run)
    .returning("seq"),
);
const selectPipeline = statement<{ run: number }, RunPipelinesTable>({ by: ["run"] }, (db, p) =>
  db.selectFrom("run_pipelines").selectAll().where("run_id", "=", p.run),
);
const selectInbox = statement<{ parent: number }, RunInboxTable & { seq: number }>({ by: ["parent"] }, (db, p) =>
  db.selectFrom("run_inbox").selectAll().where("parent_id", "=", p.parent).orderBy("seq").limit(INBOX_LIMIT),
);

export interface LeaseRequest {
  readonly now: Instant;
  readonly limit: number;
  readonly perPipeline: number;
  readonly leaseMs: number;
  readonly token: string;
}

/** Oldest wake-ups first; runs of a parent that has had its share are passed over inside the index. */
export async function leaseDue(scope: UnitScope, request: LeaseRequest): Promise<readonly WorkItem[]> {
  const chosen = await chooseDue(scope, request);
  const items = await eachApart(scope, chosen, (beside, { run_id: id }) => leaseOne(beside, id, request));
  return items.filter((item) => item !== null);
}

async function leaseOne(scope: UnitScope, id: number, { leaseMs, now, token }: LeaseRequest): Promise<WorkItem | null> {
  const row = await readDetailById(scope, id);
  const [lease] = await takeLease(scope, { run: id, token, until: now + leaseMs });
  if (row === undefined || lease === undefined) return null;
  return {
    run: detailFromRow(row),
    leaseToken: token,
    seq: lease.seq,
    pipelineState: isPipeline(row.kind) ? await pipelineState(scope, id) : null,
    inbox: isPipeline(row.kind) ? (await selectInbox(scope, { parent: id })).map(inboxEntry) : [],
  };
}

/** Each round takes what it can; the next leaves out the parents that are full, inside the index. */
async function chooseDue(scope: UnitScope, { now, limit, perPipeline }: LeaseRequest): Promise<readonly DueRow[]> {
  const chosen: DueRow[] = [];
  const taken = new Map<number, number>();
  const full: number[] = [];
  const page = limit * 2;
  for (let rows = await selectDue(scope, { now, limit: page }); ;) {
    const fullBefore = full.length;
    for (const row of rows) {
      if (chosen.length === limit) break;
      if (row.pipeline_id !== null) {
        const count = taken.get(row.pipeline_id) ?? 0;
        if (count >= perPipeline) continue;
        taken.set(row.pipeline_id, count + 1);
        if (count + 1 === perPipeline) full.push(row.pipeline_id);
      }
      chosen.push(row);
    }
    // Fewer than asked for: the list has ended. No parent became full: nothing was passed over.
    if (chosen.length === limit || rows.length < page || full.length === fullBefore) return chosen;
    rows = await selectDueElsewhere(
      scope,
      { now, limit: page },
      full,
      chosen.map(({ run_id: run }) => run),
    );
  }
}

async function pipelineState(scope: UnitScope, run: number): Promise<PipelineState | null> {
  const [row] = await selectPipeline(scope, { run });
  if (row === undefined) return null;
  const { total, created, succeeded, failed, upstream_failed: upstreamFailed, stopped, skipped, concurrency } = row;
  return { total, created, succeeded, failed, upstreamFailed, stopped, skipped, concurrency };
}

const inboxEntry = (row: RunInboxTable & { seq: number }): InboxEntry => ({
  seq: row.seq,
  child: row.child_uuid as RunId,
  ...inboxEnd(row.status),
  outputs: readObject(row.outputs),
});

const giveBack = statement<{ run: number; token: string; at: number }>((db, p) =>
  db
    .updateTable("run_work")
    .set((eb) => {
      const at = eb.case().when("wake_at", "<", p.at).then(eb.ref("wake_at")).else(p.at).end();
      return { lease_token: null, wake_at: at, due_at: at };
    })
    .where("run_id", "=", p.run)
    .where("lease_token", "=", p.token),
);
const selectRunId = statement<{ uuid: string }, { id: number }>((db, p) =>
  db.selectFrom("runs").select("id").where("uuid", "=", p.uuid),
);

/** A wake-up that came during the lease still counts when it is earlier than `retryAt`. */
export async function releaseLease(
  scope: UnitScope,
  { run, leaseToken, retryAt }: { run: RunId; leaseToken: string; retryAt: Instant },
): Promise<void> {
  const [row] = await selectRunId(scope, { uuid: run });
  if (row === undefined) return;
  await giveBack(scope, { run: row.id, token: leaseToken, at: retryAt });
  scope.announce.work();
}

const breakLeases = statement<{ pattern: string }, { run_id: number }>((db, p) =>
  db
    .updateTable("run_work")
    .set({ lease_token: null, wake_at: 0, due_at: 0 })
    .where("lease_token", "is not", null)
    .where("lease_token", "like", p.pattern)
    .returning("run_id"),
);

/** Leases of a process that is gone; with an owner, only those whose token begins with its name and a dot. */
export async function breakAllLeases(scope: UnitScope, { owner }: { owner?: string }): Promise<number> {
  const broken = await breakLeases(scope, { pattern: owner === undefined ? "%" : `${owner}.%` });
  if (broken.length > 0) scope.announce.work();
  return broken.length;
}

const bringWorkForward = statement<{ ms: number; now: number }>((db, p) =>
  db
    .updateTable("run_work")
    .set((eb) => ({ due_at: eb("due_at", "-", p.ms), wake_at: eb("wake_at", "-", p.ms) }))
    .where("due_at", ">", p.now),
);
const bringEffectsForward = statement<{ ms: number; now: number }>((db, p) =>
  db
    .updateTable("outbox")
    .set((eb) => ({ due_at: eb("due_at", "-", p.ms) }))
    .where("due_at", ">", p.now),
);

/** The clock was set back: what it would come to too late comes earlier. */
export async function bringForward(scope: UnitScope, { ms, now }: { ms: number; now: number }): Promise<void> {
  await bringWorkForward(scope, { ms, now });
  await bringEffectsForward(scope, { ms, now });
  scope.announce.work();
}

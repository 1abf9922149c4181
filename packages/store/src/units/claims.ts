import { type ConditionRequest, DONE_OR_STOPPING, type Instant, isDone, type Status } from "@polyaxon/lifecycle";
import {
  type AttemptOutcome,
  type AttemptReport,
  type Claim,
  DEADLINE_EXCEEDED,
  decideAttemptEnd,
  type ReportAck,
  type RunId,
  type RunKind,
} from "@polyaxon/orchestrator";
import { jsonText } from "../json.ts";
import { changeStatus, draftOf } from "../rows/run-draft.ts";
import { type DetailRow, lastConditionOf, recordFromRow, type RunRow, selectDetailRows } from "../rows/run-row.ts";
import type { AgentsTable, RunQueueTable } from "../schema/tables.ts";
import { type Database, statement } from "../statement.ts";
import { loadDetailById, loadRun } from "./load.ts";
import { serveTurn } from "./queue.ts";
import type { UnitScope } from "./scope.ts";
import { storeDraft } from "./store-draft.ts";

const upsertAgent = statement<Omit<AgentsTable, "last_turn">>((db, p) => {
  const said = {
    version: p.version,
    slots: p.slots,
    queues: p.queues,
    heartbeat_at: p.heartbeat_at,
    lost_at: p.lost_at,
  };
  return db
    .insertInto("agents")
    .values({ name: p.name, registered_at: p.registered_at, instance: p.instance, ...said })
    .onConflict((conflict) => conflict.column("name").doUpdateSet(said));
});
const selectHeld = statement<{ agent: string }, DetailRow>((db, p) =>
  selectDetailRows(db).where("r.agent", "=", p.agent).orderBy("r.id"),
);

export interface AgentIntroduction {
  readonly name: string;
  readonly version: string;
  readonly slots: number;
  readonly queues: readonly string[];
}

export async function registerAgent(
  scope: UnitScope,
  { agent, now }: { agent: AgentIntroduction; now: Instant },
): Promise<readonly Claim[]> {
  const { name, version, slots } = agent;
  await upsertAgent(scope, {
    name,
    version,
    slots,
    queues: jsonText(agent.queues),
    registered_at: now,
    heartbeat_at: now,
    instance: null,
    lost_at: null,
  });
  return (await selectHeld(scope, { agent: name })).map(claimFromRow);
}

const claimFromRow = (row: DetailRow): Claim => ({
  run: recordFromRow(row),
  attempt: row.attempt,
  content: row.content ?? "",
});

const selectSlots = statement<{ agent: string }, { slots: number | null; held: number }>((db, p) =>
  db
    .selectNoFrom((eb) => [
      eb.selectFrom("agents").select("slots").where("name", "=", p.agent).as("slots"),
      eb
        .selectFrom("runs")
        .select((each) => each.fn.countAll<number>().as("held"))
        .where("agent", "=", p.agent)
        .as("held"),
    ])
    .$castTo<{ slots: number | null; held: number }>(),
);
const lockAgent = statement<{ agent: string }, { name: string }>((db, p) =>
  db.selectFrom("agents").select("name").where("name", "=", p.agent).forUpdate(),
);
const anyQueued = statement<object, { run_id: number }>((db) => db.selectFrom("run_queue").select("run_id").limit(1));

const selectParentSlots = statement<{ parent: number }, { concurrency: number | null; slots_in_use: number }>(
  (db, p, dialect) => {
    const slots = db.selectFrom("run_pipelines").select(["concurrency", "slots_in_use"]).where("run_id", "=", p.parent);
    return dialect.locksRows ? slots.forUpdate() : slots;
  },
);
const takeParentSlots = statement<{ parent: number; count: number }>((db, p) =>
  db
    .updateTable("run_pipelines")
    .set((eb) => ({ slots_in_use: eb("slots_in_use", "+", p.count) }))
    .where("run_id", "=", p.parent),
);
const freeParentSlot = statement<{ parent: number }>((db, p) =>
  db
    .updateTable("run_pipelines")
    .set((eb) => ({ slots_in_use: eb("slots_in_use", "-", 1) }))
    .where("run_id", "=", p.parent)
    .where("slots_in_use", ">", 0),
);

export interface ClaimRequest {
  readonly agent: string;
  readonly limit: number;
  /** Named queues that the agent serves; [] = all. Runs without a queue go to any agent. */
  readonly queues: readonly string[];
  readonly now: Instant;
}

type Candidate = Pick<RunQueueTable, "run_id" | "pipeline_id" | "turn">;

/** Slots are counted in the same transaction that hands the run out (I4). */
export async function claim(scope: UnitScope, request: ClaimRequest): Promise<readonly Claim[]> {
  if (scope.dialect.locksRows) {
    // Nothing is locked, so nothing is written, by an agent that asks in vain.
    if ((await anyQueued(scope, {})).length === 0) return [];
    // Two claims of one agent count its slots one after the other.
    await lockAgent(scope, { agent: request.agent });
  }
  const [agent] = await selectSlots(scope, { agent: request.agent });
  const free =
    agent === undefined || agent.slots === null ? request.limit : Math.min(request.limit, agent.slots - agent.held);
  const claims: Claim[] = [];
  let newest = 0;
  while (claims.length < free) {
    const candidates = await nextInQueue(scope, request.queues, free - claims.length);
    const chosen = await takeParents(scope, candidates);
    for (const { run_id: id, turn: served } of chosen) {
      newest = Math.max(newest, served);
      const row = await loadDetailById(scope, id);
      if (row !== undefined) claims.push(await handOut(scope, row, request));
    }
    if (chosen.length === 0) break;
  }
  if (newest > 0) await serveTurn(scope, { agent: request.agent, turn: newest });
  return claims;
}

/**
 * Where others write too, it is the run that is locked, as by everybody who changes one: runs that somebody is changing
 * are passed over, and one that was changed just now is looked at again before it is taken.
 */
const turn = (scope: UnitScope, limit: number) => {
  const rows = scope.db
    .selectFrom("run_queue as q")
    .leftJoin("run_pipelines as p", "p.run_id", "q.pipeline_id")
    .select(["q.run_id", "q.pipeline_id", "q.turn"])
    .where((eb) => eb.or([eb("p.concurrency", "is", null), eb("p.slots_in_use", "<", eb.ref("p.concurrency"))]))
    .orderBy("q.priority", "desc")
    .orderBy("q.turn")
    .orderBy("q.run_id")
    .limit(limit);
  if (!scope.dialect.locksRows) return rows;
  return rows
    .innerJoin("runs as r", "r.id", "q.run_id")
    .where("r.status", "=", "queued")
    .where("r.agent", "is", null)
    .forUpdate("r")
    .skipLocked();
};

async function nextInQueue(scope: UnitScope, queues: readonly string[], limit: number): Promise<readonly Candidate[]> {
  const rows = turn(scope, limit);
  return queues.length === 0 ? rows.execute() : rows.where("q.queue", "in", ["", ...queues]).execute();
}

/** Those candidates for which their parent has a slot left, which is taken. Parents are locked in one order. */
async function takeParents(scope: UnitScope, candidates: readonly Candidate[]): Promise<readonly Candidate[]> {
  const wanted = new Map<number, number>();
  for (const { pipeline_id: parent } of candidates) {
    if (parent !== null) wanted.set(parent, (wanted.get(parent) ?? 0) + 1);
  }
  const left = new Map<number, number>();
  for (const [parent, count] of [...wanted].toSorted(([a], [b]) => a - b)) {
    const [slots] = await selectParentSlots(scope, { parent });
    const free = slots === undefined || slots.concurrency === null ? count : slots.concurrency - slots.slots_in_use;
    const taken = Math.max(Math.min(count, free), 0);
    if (taken > 0 && slots !== undefined) await takeParentSlots(scope, { parent, count: taken });
    left.set(parent, taken);
  }
  return candidates.filter(({ pipeline_id: parent }) => {
    if (parent === null) return true;
    const slots = left.get(parent) ?? 0;
    left.set(parent, slots - 1);
    return slots > 0;
  });
}

async function handOut(scope: UnitScope, row: DetailRow, request: ClaimRequest): Promise<Claim> {
  const draft = draftOf(row);
  draft.row.attempt += 1;
  draft.row.agent = request.agent;
  changeStatus(
    draft,
    { type: "scheduled", reason: "AgentController", message: `Claimed by agent ${request.agent}.` },
    request.now,
  );
  await storeDraft(scope, draft, request.now);
  return claimFromRow({ ...row, ...draft.row });
}

/** One report; idempotent. Ends of a run come only as `finished`: a final word in a status report is not taken. */
export async function report(
  scope: UnitScope,
  { agent, report: said, now }: { agent: string; report: AttemptReport; now: Instant },
): Promise<ReportAck> {
  const row = await loadRun(scope, said.run);
  const { run, attempt } = said;
  if (row === undefined || row.agent !== agent || row.attempt !== attempt) return { run, attempt, kind: "stale" };
  if (said.kind === "status") {
    if (isDone(said.condition.type)) return { run, attempt, kind: "accepted" };
    const draft = draftOf(row);
    changeStatus(draft, said.condition, now);
    await storeDraft(scope, draft, now);
    return { run, attempt, kind: "accepted" };
  }

  await endAttempt(scope, row, said.outcome, now);
  return { run, attempt, kind: "accepted" };
}

/** Frees the slot of the attempt that the row shows, and decides what its end makes of the run. */
export async function endAttempt(scope: UnitScope, row: RunRow, outcome: AttemptOutcome, now: Instant): Promise<void> {
  const draft = draftOf(row);
  const end = decideAttemptEnd(
    {
      status: row.status as Status,
      kind: row.kind as RunKind,
      attempt: row.attempt,
      limits: { maxRetries: row.max_retries, timeoutSeconds: row.timeout_seconds, ttlSeconds: row.ttl_seconds },
      lastCondition: lastConditionOf(row),
    },
    outcome,
    now,
  );
  draft.row.agent = null;
  if (end.condition !== null) changeStatus(draft, end.condition satisfies ConditionRequest, now);
  await storeDraft(scope, draft, now, end.retryAt === null ? {} : { wakeAt: end.retryAt });
  // After the parent was told: its work row is locked before its counters, here as in its own saves.
  if (row.pipeline_id !== null) await freeParentSlot(scope, { parent: row.pipeline_id });
  scope.announce.queue();
}

export interface StoppingAttempt {
  readonly run: RunId;
  readonly attempt: number;
  readonly timedOut: boolean;
}

const selectStopping = statement<{ agent: string }, { uuid: string; attempt: number; reason: string | null }>((db, p) =>
  db
    .selectFrom("runs as r")
    .leftJoin("run_conditions as c", (join) =>
      join.onRef("c.run_id", "=", "r.id").onRef("c.seq", "=", "r.condition_seq"),
    )
    .select(["r.uuid", "r.attempt", "c.reason"])
    .where("r.agent", "=", p.agent)
    .where("r.status", "in", [...DONE_OR_STOPPING])
    .orderBy("r.id"),
);

export async function stopping(database: Database, { agent }: { agent: string }): Promise<readonly StoppingAttempt[]> {
  const rows = await selectStopping(database, { agent });
  return rows.map(({ uuid, attempt, reason }) => ({
    run: uuid as RunId,
    attempt,
    timedOut: reason === DEADLINE_EXCEEDED,
  }));
}

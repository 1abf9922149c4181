import { type ConditionRequest, DONE_OR_STOPPING, type Instant, isDone, type Status } from "@polyaxon/lifecycle";
import {
  type AttemptOutcome,
  type AttemptReport,
  type Claim,
  DEADLINE_EXCEEDED,
  decideAttemptEnd,
  type HostResources,
  less,
  NOTHING,
  type ReportAck,
  type RunId,
  type RunKind,
  type RunResources,
} from "@polyaxon/orchestrator";
import { jsonText, parseTexts } from "../json.ts";
import { changeStatus, draftOf, type RunDraft } from "../rows/run-draft.ts";
import { type DetailRow, recordFromRow, resourcesOf, type RunRow, selectDetailRows } from "../rows/run-row.ts";
import type { AgentsTable } from "../schema/tables.ts";
import { type Database, eachApart, statement } from "../statement.ts";
import { freeParentSlot, nextInQueue, type QueuePart, takeParents, thoseThatFit } from "./claim-queue.ts";
import { isSuperseded } from "./fence.ts";
import { anyAsking, findKept, keepRoom, readHostRoom, roomsAround } from "./host-room.ts";
import { loadDetailById, loadRun } from "./load.ts";
import { serveTurn } from "./queue.ts";
import type { UnitScope } from "./scope.ts";
import { storeDraft } from "./store-draft.ts";

const upsertAgent = statement<Omit<AgentsTable, "last_turn" | "session">>((db, p) => {
  const said = {
    version: p.version,
    slots: p.slots,
    queues: p.queues,
    heartbeat_at: p.heartbeat_at,
    lost_at: p.lost_at,
    cpu_millis: p.cpu_millis,
    memory_bytes: p.memory_bytes,
    gpu_devices: p.gpu_devices,
  };
  // Its instance and session are its name's: see `enterAgent`.
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
  readonly resources?: HostResources | null;
}

export async function registerAgent(
  scope: UnitScope,
  { agent, now }: { agent: AgentIntroduction; now: Instant },
): Promise<readonly Claim[]> {
  const { name, resources = null, slots, version } = agent;
  await upsertAgent(scope, {
    name,
    version,
    slots,
    queues: jsonText(agent.queues),
    registered_at: now,
    heartbeat_at: now,
    instance: null,
    lost_at: null,
    cpu_millis: resources?.cpuMillis ?? null,
    memory_bytes: resources?.memoryBytes ?? null,
    gpu_devices: resources === null ? null : jsonText(resources.gpus),
  });
  // What did not fit may fit now.
  scope.announce.queue();
  return (await selectHeld(scope, { agent: name })).map(claimFromRow);
}

const claimFromRow = (row: DetailRow): Claim => ({
  run: recordFromRow(row),
  attempt: row.attempt,
  content: row.content ?? "",
  ...(row.gpu_devices === null ? {} : { gpus: parseTexts(row.gpu_devices) }),
});

interface Slots {
  readonly slots: number | null;
  readonly session: string | null;
  readonly held: number;
}
const selectSlots = statement<{ agent: string }, Slots>((db, p) =>
  db
    .selectNoFrom((eb) => [
      eb.selectFrom("agents").select("slots").where("name", "=", p.agent).as("slots"),
      eb.selectFrom("agents").select("session").where("name", "=", p.agent).as("session"),
      eb
        .selectFrom("runs")
        .select((each) => each.fn.countAll<number>().as("held"))
        .where("agent", "=", p.agent)
        .as("held"),
    ])
    .$castTo<Slots>(),
);
const lockAgent = statement<{ agent: string }, { name: string }>((db, p) =>
  db.selectFrom("agents").select("name").where("name", "=", p.agent).forUpdate(),
);
const anyQueued = statement<object, { run_id: number }>((db) => db.selectFrom("run_queue").select("run_id").limit(1));

export interface ClaimRequest {
  readonly agent: string;
  readonly limit: number;
  /** Named queues that the agent serves; [] = all. Runs without a queue go to any agent. */
  readonly queues: readonly string[];
  /** The process that asks; null or absent: it has not said. */
  readonly session?: string | null;
  readonly now: Instant;
}

/** Slots and resources are counted in the same transaction that hands the run out (I4). */
export async function claim(scope: UnitScope, request: ClaimRequest): Promise<readonly Claim[]> {
  if (scope.dialect.locksRows) {
    // Nothing is locked, so nothing is written, by an agent that asks in vain.
    if ((await anyQueued(scope, {})).length === 0) return [];
    // Two claims of one agent count its slots one after the other.
    await lockAgent(scope, { agent: request.agent });
  }
  const [agent] = await selectSlots(scope, { agent: request.agent });
  const { session = null } = request;
  // Another process works under the name now: what this one took would run in two places (I4).
  if (session !== null && agent?.session !== session) return [];
  const free =
    agent === undefined || agent.slots === null ? request.limit : Math.min(request.limit, agent.slots - agent.held);
  if (free <= 0) return [];
  if ((await anyAsking(scope, {})).length === 0) return await handOutAll(scope, request, { slots: free, host: null });

  const host = await readHostRoom(scope, request.agent);
  const kept = await findKept(scope, request, host);
  const rooms = roomsAround(host, kept);
  const gpus = [...host.gpus];
  const ahead = await handOutAll(scope, request, {
    slots: free,
    host: { room: rooms.ahead, gpus },
    ...(kept === null ? {} : { before: kept }),
  });
  if (kept === null) return ahead;
  // One slot is kept for it too. What was handed out ahead of it counts against everybody behind.
  const left = ahead.reduce((room, { run }) => less(room, run.resources ?? NOTHING), rooms.behind);
  const slots = free - ahead.length - 1;
  const behind = await handOutAll(scope, request, { slots, host: { room: left, gpus }, behind: kept });
  await keepRoom(scope, kept, request.agent, request.now);
  return [...ahead, ...behind];
}

/** The part of the queue that one pass looks at, and what it may hand out of it. */
interface Pass extends QueuePart {
  readonly slots: number;
  /** Null: nothing in the queue asks for resources. `gpus` is emptied as devices are handed out. */
  readonly host: { readonly room: RunResources; readonly gpus: string[] } | null;
}

async function handOutAll(scope: UnitScope, request: ClaimRequest, pass: Pass): Promise<readonly Claim[]> {
  const claims: Claim[] = [];
  let room = pass.host?.room ?? null;
  let newest = 0;
  while (claims.length < pass.slots) {
    const inOrder = await nextInQueue(scope, request.queues, pass, room, pass.slots - claims.length);
    const chosen = await takeParents(scope, thoseThatFit(inOrder, room));
    const given = chosen.map((candidate) => {
      const asked = resourcesOf(candidate);
      newest = Math.max(newest, candidate.turn);
      if (room !== null) room = less(room, asked);
      return { id: candidate.run_id, gpus: pass.host?.gpus.splice(0, asked.gpus) ?? [] };
    });
    const handedOut = await eachApart(scope, given, async (beside, { gpus, id }) => {
      const row = await loadDetailById(beside, id);
      return row === undefined ? null : await handOut(beside, row, gpus, request);
    });
    claims.push(...handedOut.filter((each) => each !== null));
    if (chosen.length === 0) break;
  }
  if (newest > 0) await serveTurn(scope, { agent: request.agent, turn: newest });
  return claims;
}

async function handOut(
  scope: UnitScope,
  row: DetailRow,
  gpus: readonly string[],
  request: ClaimRequest,
): Promise<Claim> {
  const draft = draftOf(row);
  draft.row.attempt += 1;
  draft.row.agent = request.agent;
  draft.row.claimed_at = request.now;
  draft.row.gpu_devices = gpus.length === 0 ? null : jsonText(gpus);
  changeStatus(
    draft,
    { type: "scheduled", reason: "AgentController", message: `Claimed by agent ${request.agent}.` },
    request.now,
  );
  await storeDraft(scope, draft, request.now);
  return claimFromRow({ ...row, ...draft.row });
}

/**
 * What an agent reports of one run, in order; idempotent. Ends of a run come only as `finished`: a final word in a status
 * report is not taken.
 */
export async function report(
  scope: UnitScope,
  {
    agent,
    run,
    reports,
    now,
    session,
  }: { agent: string; run: RunId; reports: readonly AttemptReport[]; now: Instant; session?: string | null },
): Promise<readonly ReportAck[]> {
  const row = await loadRun(scope, run);
  // Another process works under the name now: the attempt is that one's. Asked when the row is locked, see `isFencedOff`.
  if (typeof session === "string" && (await isSuperseded(scope, { agent, session })))
    return reports.map(({ attempt }) => ({ run, attempt, kind: "stale" }));
  const acks: ReportAck[] = [];
  let draft = row === undefined ? null : draftOf(row);
  for (const said of reports) {
    const { attempt } = said;
    if (draft === null || draft.row.agent !== agent || !isAttempt(said, draft.row.attempt, draft.row.claimed_at)) {
      acks.push({ run, attempt, kind: "stale" });
      continue;
    }
    acks.push({ run, attempt, kind: "accepted" });
    if (said.kind === "finished") {
      await storeAttemptEnd(scope, draft, said.outcome, now);
      draft = null; // Nobody holds it any more.
    } else if (!isDone(said.condition.type)) changeStatus(draft, said.condition, now);
  }
  if (draft !== null) await storeDraft(scope, draft, now);
  return acks;
}

/** Attempts of earlier versions, and earlier agents, say no time. */
const isAttempt = (said: AttemptReport, attempt: number, claimedAt: number | null): boolean =>
  said.attempt === attempt && (said.claimedAt === undefined || claimedAt === null || said.claimedAt === claimedAt);

/** Frees the slot of the attempt that the row shows, and decides what its end makes of the run. */
export const endAttempt = (scope: UnitScope, row: RunRow, outcome: AttemptOutcome, now: Instant): Promise<void> =>
  storeAttemptEnd(scope, draftOf(row), outcome, now);

async function storeAttemptEnd(
  scope: UnitScope,
  draft: RunDraft,
  outcome: AttemptOutcome,
  now: Instant,
): Promise<void> {
  const { row } = draft;
  const end = decideAttemptEnd(
    {
      status: row.status as Status,
      kind: row.kind as RunKind,
      attempt: row.attempt,
      limits: { maxRetries: row.max_retries, timeoutSeconds: row.timeout_seconds, ttlSeconds: row.ttl_seconds },
      lastCondition: draft.lastCondition,
    },
    outcome,
    now,
  );
  draft.row.agent = null;
  draft.row.gpu_devices = null;
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

import { DONE_OR_STOPPING, type Instant, isDone } from "@polyaxon/lifecycle";
import {
  type AskingRun,
  type AttemptOutcome,
  type AttemptReport,
  type Claim,
  DEADLINE_EXCEEDED,
  type FitWord,
  NOTHING,
  RESERVATION_MS,
  type ReportAck,
  type RunId,
  type RunResources,
  asksForSomething,
  capacityOf,
  decideAttemptEnd,
  fits,
  freeGpus,
  isKeptRoomFor,
  less,
  roomBehind,
  sum,
  takenOf,
} from "@polyaxon/orchestrator";
import { changeStatus, draftOf, storeDraft, waitsForClaim } from "./change-run.ts";
import { record } from "./read-run.ts";
import type { QueueRow, RunRow, Tables } from "./tables.ts";

export const heldBy = (tables: Tables, agent: string): readonly RunRow[] =>
  tables.runs.values().filter((row) => row.agent === agent);

export const claimOf = (tables: Tables, row: RunRow): Claim => ({
  run: record(tables, row),
  attempt: row.attempt,
  content: row.content ?? "",
  ...(row.gpus.length === 0 ? {} : { gpus: row.gpus }),
});

interface ClaimRequest {
  readonly agent: string;
  readonly limit: number;
  readonly queues: readonly string[];
  readonly session?: string | null;
  readonly now: Instant;
}

/** What the attempts of an agent asked for, and hold. */
export const takenBy = (tables: Tables, agent: string): RunResources =>
  heldBy(tables, agent).reduce((taken, row) => sum(taken, row.resources ?? NOTHING), NOTHING);

/** That, as the agent's host counts it, and devices that may be handed out. */
export function heldOf(tables: Tables, agent: string): { taken: RunResources; gpus: readonly string[] } {
  const host = tables.agents.get(agent)?.resources ?? null;
  const held = heldBy(tables, agent);
  const devices = tables.defects.has("gpus-are-not-remembered") ? [] : held.flatMap(({ gpus }) => gpus);
  const gpus = freeGpus(host, devices);
  return { taken: takenOf(host, takenBy(tables, agent), gpus), gpus };
}

/** Slots and resources are counted in the same step that hands the run out (I4). */
export function claim(tables: Tables, request: ClaimRequest): readonly Claim[] {
  const agent = tables.agents.get(request.agent);
  const { session = null } = request;
  if (session !== null && agent?.session !== session) return [];
  const host = agent?.resources ?? null;
  const held = heldBy(tables, request.agent);
  const slotsLeft = (agent?.slots ?? Number.POSITIVE_INFINITY) - held.length;
  const free = tables.defects.has("claims-ignore-agent-slots") ? request.limit : Math.min(request.limit, slotsLeft);
  if (free <= 0) return [];
  const inOrder = turn(tables, request.queues);
  const { taken, gpus: freeDevices } = heldOf(tables, request.agent);
  const kept = findKept(tables, inOrder, request, capacityOf(host), taken);
  let room = less(capacityOf(host), taken);
  let slots = free;
  const gpus = [...freeDevices];
  const claims: Claim[] = [];
  for (const waiting of inOrder) {
    if (waiting.run === kept?.run) {
      const now = claims.reduce((all, { run }) => sum(all, run.resources ?? NOTHING), taken);
      room = roomBehind(capacityOf(host), now, asked(tables, waiting));
      slots -= 1;
      continue;
    }
    if (claims.length >= slots) break;
    const row = tables.runs.get(waiting.run);
    if (row === undefined) continue;
    const wanted = row.resources ?? NOTHING;
    if (!fits(wanted, room) && !tables.defects.has("claims-ignore-resources")) continue;
    if (!takeSlot(tables, waiting.pipeline)) continue;
    room = less(room, wanted);
    const draft = draftOf(row);
    const given = gpus.splice(0, wanted.gpus);
    draft.row = { ...row, attempt: row.attempt + 1, claimedAt: request.now, agent: request.agent, gpus: given };
    const message = `Claimed by agent ${request.agent}.`;
    changeStatus(draft, { type: "scheduled", reason: "AgentController", message }, request.now);
    storeDraft(tables, draft, request.now);
    claims.push(claimOf(tables, draft.row));
  }
  if (kept !== null && free > 0)
    tables.queue.set(kept.run, { ...kept, kept: { by: request.agent, until: request.now + RESERVATION_MS } });
  return claims;
}

const asked = (tables: Tables, { run }: QueueRow): RunResources => tables.runs.get(run)?.resources ?? NOTHING;

/** The first that has waited for long, fits the host but not what is free of it, and that nobody else keeps room for. */
function findKept(
  tables: Tables,
  inOrder: readonly QueueRow[],
  { agent, now }: ClaimRequest,
  capacity: RunResources,
  taken: RunResources,
): QueueRow | null {
  const isMine = ({ kept }: QueueRow): boolean =>
    kept === undefined || kept.by === agent || kept.until <= now || kept.until > now + RESERVATION_MS;
  const first = inOrder.find((waiting) => {
    const wanted = asked(tables, waiting);
    const isBlocked = fits(wanted, capacity) && !fits(wanted, less(capacity, taken));
    return isBlocked && isKeptRoomFor(waiting.since, now) && isMine(waiting) && hasSlot(tables, waiting.pipeline);
  });
  return first ?? null;
}

const turn = (tables: Tables, queues: readonly string[]): readonly QueueRow[] =>
  tables.queue
    .values()
    .filter(({ queue }) => queues.length === 0 || queue === "" || queues.includes(queue))
    .toSorted((a, b) => a.id - b.id);

function hasSlot(tables: Tables, parent: RunId | null): boolean {
  const limits = parent === null ? undefined : tables.pipelines.get(parent);
  return limits === undefined || limits.concurrency === null || limits.slotsInUse < limits.concurrency;
}

function takeSlot(tables: Tables, parent: RunId | null): boolean {
  const limits = parent === null ? undefined : tables.pipelines.get(parent);
  if (parent === null || limits === undefined) return true;
  if (!hasSlot(tables, parent) && !tables.defects.has("claims-ignore-concurrency")) return false;
  tables.pipelines.set(parent, { ...limits, slotsInUse: limits.slotsInUse + 1 });
  return true;
}

/** Held attempts of the agent whose run is `stopping`, or final already. */
export const stopping = (tables: Tables, agent: string) =>
  heldBy(tables, agent)
    .filter(({ status }) => DONE_OR_STOPPING.has(status))
    .map(({ uuid, attempt, conditions }) => ({
      run: uuid,
      attempt,
      timedOut: conditions.at(-1)?.reason === DEADLINE_EXCEEDED,
    }));

/** One report; idempotent. Ends of a run come only as `finished`: a final word in a status report is not taken. */
export function report(tables: Tables, agent: string, said: AttemptReport, now: Instant): ReportAck {
  const { run, attempt } = said;
  const row = tables.runs.get(run);
  const isSame = said.claimedAt === undefined || row?.claimedAt === undefined || said.claimedAt === row.claimedAt;
  const isNewest = row?.agent === agent && row.attempt === attempt && isSame;
  if (row === undefined || (!isNewest && !tables.defects.has("stale-reports-are-accepted")))
    return { run, attempt, kind: "stale" };
  if (said.kind === "status") {
    if (!isDone(said.condition.type)) {
      const draft = draftOf(row);
      changeStatus(draft, said.condition, now);
      storeDraft(tables, draft, now);
    }
    return { run, attempt, kind: "accepted" };
  }
  endAttempt(tables, { ...row, attempt }, said.outcome, now);
  return { run, attempt, kind: "accepted" };
}

/** Frees the slot of an attempt, and decides what its end makes of the run. */
export function endAttempt(tables: Tables, row: RunRow, outcome: AttemptOutcome, now: Instant): void {
  const draft = draftOf(row);
  const end = decideAttemptEnd({ ...row, lastCondition: row.conditions.at(-1) ?? null }, outcome, now);
  draft.row = { ...row, agent: null, gpus: [] };
  if (end.condition !== null) changeStatus(draft, end.condition, now);
  freeSlot(tables, row.pipeline);
  storeDraft(tables, draft, now, end.retryAt === null ? {} : { wakeAt: end.retryAt });
  tables.announced.queue = true;
}

function freeSlot(tables: Tables, parent: RunId | null): void {
  const limits = parent === null ? undefined : tables.pipelines.get(parent);
  if (parent === null || limits === undefined || limits.slotsInUse === 0) return;
  tables.pipelines.set(parent, { ...limits, slotsInUse: limits.slotsInUse - 1 });
}

/** Runs in the queue that ask for resources, in its order. */
export function askingRuns(
  tables: Tables,
  { after, limit }: { readonly after: RunId | null; readonly limit: number },
): readonly AskingRun[] {
  const asking = turn(tables, []).filter((waiting) => asksForSomething(asked(tables, waiting)));
  const from = after === null ? 0 : asking.findIndex(({ run }) => run === after) + 1;
  return asking.slice(from, from + limit).map((waiting) => ({
    run: waiting.run,
    queue: waiting.queue,
    resources: asked(tables, waiting),
    status: tables.runs.get(waiting.run)?.status as AskingRun["status"],
    message: tables.runs.get(waiting.run)?.conditions.at(-1)?.message ?? null,
    since: waiting.since,
  }));
}

export function tellFit(tables: Tables, run: RunId, { message, reason, status }: FitWord, now: Instant): boolean {
  const row = tables.runs.get(run);
  if (row === undefined || !waitsForClaim(row)) return false;
  const draft = draftOf(row);
  changeStatus(draft, { type: status, reason, message }, now);
  storeDraft(tables, draft, now);
  return true;
}

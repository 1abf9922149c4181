import { WAITS_FOR_CLAIM } from "@polyaxon/lifecycle";
import { fits, less, type RunResources } from "@polyaxon/orchestrator";
import { sql } from "kysely";
import { resourcesOf } from "../rows/run-row.ts";
import type { RunQueueTable } from "../schema/tables.ts";
import { statement } from "../statement.ts";
import type { Kept } from "./host-room.ts";
import type { UnitScope } from "./scope.ts";

/** Who in the queue is next, as far as the queue itself can tell; `claims.ts` hands them out. */

export type Candidate = Pick<RunQueueTable, "run_id" | "pipeline_id" | "turn" | "cpu_millis" | "memory_bytes" | "gpus">;

/** The part of the queue in front of, or behind, a run that room is kept for; all of it when neither is given. */
export interface QueuePart {
  readonly before?: Kept;
  readonly behind?: Kept;
}

/** One after the other, each in what those before it leave. */
export function thoseThatFit(candidates: readonly Candidate[], room: RunResources | null): readonly Candidate[] {
  if (room === null) return candidates;
  let left = room;
  return candidates.filter((candidate) => {
    const asked = resourcesOf(candidate);
    if (!fits(asked, left)) return false;
    left = less(left, asked);
    return true;
  });
}

/**
 * Where others write too, it is the run that is locked, as by everybody who changes one: runs that somebody is changing
 * are passed over, and one that was changed just now is looked at again before it is taken.
 */
const turn = ({ db, dialect }: Pick<UnitScope, "db" | "dialect">, limit: number) => {
  const rows = db
    .selectFrom("run_queue as q")
    .leftJoin("run_pipelines as p", "p.run_id", "q.pipeline_id")
    .select(["q.run_id", "q.pipeline_id", "q.turn", "q.cpu_millis", "q.memory_bytes", "q.gpus"])
    .where((eb) => eb.or([eb("p.concurrency", "is", null), eb("p.slots_in_use", "<", eb.ref("p.concurrency"))]))
    .orderBy("q.priority", "desc")
    .orderBy("q.turn")
    .orderBy("q.run_id")
    .limit(limit);
  if (!dialect.locksRows) return rows;
  return rows
    .innerJoin("runs as r", "r.id", "q.run_id")
    .where("r.status", "in", [...WAITS_FOR_CLAIM])
    .where("r.agent", "is", null)
    .forUpdate("r")
    .skipLocked();
};

/** What most claims ask: nothing in the queue wants more than a slot, and the agent serves all of it. */
const nextOfAll = statement<{ limit: number }, Candidate>((db, p, dialect) => turn({ db, dialect }, p.limit));

export async function nextInQueue(
  scope: UnitScope,
  queues: readonly string[],
  { before, behind }: QueuePart,
  room: RunResources | null,
  limit: number,
): Promise<readonly Candidate[]> {
  if (queues.length === 0 && room === null && before === undefined && behind === undefined)
    return await nextOfAll(scope, { limit });
  let rows = turn(scope, limit);
  if (queues.length > 0) rows = rows.where("q.queue", "in", ["", ...queues]);
  if (room !== null) {
    rows = rows
      .where("q.cpu_millis", "<=", room.cpuMillis)
      .where("q.memory_bytes", "<=", room.memoryBytes)
      .where("q.gpus", "<=", room.gpus);
  }
  if (before !== undefined) {
    rows = rows.where(
      sql<boolean>`(-q.priority, q.turn, q.run_id) < (${-before.priority}, ${before.turn}, ${before.run_id})`,
    );
  }
  if (behind !== undefined) {
    rows = rows.where(
      sql<boolean>`(-q.priority, q.turn, q.run_id) > (${-behind.priority}, ${behind.turn}, ${behind.run_id})`,
    );
  }
  return await rows.execute();
}

/** Those candidates for which their parent has a slot left, which is taken. Parents are locked in one order. */
export async function takeParents(scope: UnitScope, candidates: readonly Candidate[]): Promise<readonly Candidate[]> {
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
/** A child of the parent is gone. */
export const freeParentSlot = statement<{ parent: number }>((db, p) =>
  db
    .updateTable("run_pipelines")
    .set((eb) => ({ slots_in_use: eb("slots_in_use", "-", 1) }))
    .where("run_id", "=", p.parent)
    .where("slots_in_use", ">", 0),
);

import type { Instant } from "@polyaxon/lifecycle";
import {
  capacityOf,
  freeGpus,
  type HostResources,
  less,
  NOTHING,
  RESERVATION_MS,
  RESERVE_AFTER_MS,
  roomBehind,
  type RunResources,
  takenOf,
} from "@polyaxon/orchestrator";
import { sql } from "kysely";
import { parseTexts } from "../json.ts";
import { resourcesOf } from "../rows/run-row.ts";
import type { AgentsTable, RunQueueTable } from "../schema/tables.ts";
import { type Database, statement } from "../statement.ts";
import type { UnitScope } from "./scope.ts";

/**
 * What a host has, what its attempts hold of that, and for whom room is kept. Nothing is counted in advance: the sums are read,
 * under the agent's lock, from the runs that it holds, so they cannot drift.
 */
export interface HostRoom {
  readonly capacity: RunResources;
  readonly taken: RunResources;
  /** Devices that nobody holds. */
  readonly gpus: readonly string[];
}

/** Something in the queue asks for resources; else a claim need not count. */
export const anyAsking = statement<object, { run_id: number }>((db) =>
  db
    .selectFrom("run_queue")
    .select("run_id")
    .where(sql<boolean>`asks = 1`)
    .limit(1),
);

type AgentSize = Pick<AgentsTable, "cpu_millis" | "memory_bytes" | "gpu_devices">;

export const hostOf = (agent: AgentSize): HostResources | null =>
  agent.cpu_millis === null || agent.memory_bytes === null
    ? null
    : { cpuMillis: agent.cpu_millis, memoryBytes: agent.memory_bytes, gpus: parseTexts(agent.gpu_devices ?? "[]") };

const selectSize = statement<{ agent: string }, AgentSize>((db, p) =>
  db.selectFrom("agents").select(["cpu_millis", "memory_bytes", "gpu_devices"]).where("name", "=", p.agent),
);

interface Sums {
  cpu_millis: number;
  memory_bytes: number;
  gpus: number;
}
/** A sum of whole numbers is a decimal in Postgres, which its driver gives as text. */
const total = (column: "cpu_millis" | "memory_bytes" | "gpus") =>
  sql<number>`cast(coalesce(sum(${sql.ref(column)}), 0) as bigint)`.as(column);
const selectTaken = statement<{ agent: string }, Sums>((db, p) =>
  db
    .selectFrom("runs")
    .select([total("cpu_millis"), total("memory_bytes"), total("gpus")])
    .where("agent", "=", p.agent),
);
const selectDevices = statement<{ agent: string }, { gpu_devices: string }>((db, p) =>
  db
    .selectFrom("runs")
    .select("gpu_devices")
    .where("agent", "=", p.agent)
    .where("gpu_devices", "is not", null)
    .$castTo<{ gpu_devices: string }>(),
);

export async function readHostRoom(database: Database, agent: string): Promise<HostRoom> {
  const [size] = await selectSize(database, { agent });
  const host = size === undefined ? null : hostOf(size);
  const held = await selectDevices(database, { agent });
  const gpus = freeGpus(
    host,
    held.flatMap(({ gpu_devices: devices }) => parseTexts(devices)),
  );
  const [sums] = await selectTaken(database, { agent });
  return {
    capacity: capacityOf(host),
    taken: takenOf(host, sums === undefined ? NOTHING : resourcesOf(sums), gpus),
    gpus,
  };
}

/** A run that the agent keeps room for, and its place in the queue. */
export type Kept = Pick<RunQueueTable, "run_id" | "priority" | "turn" | "kept_by" | "kept_until"> & {
  readonly resources: RunResources;
};

/**
 * The first run of the queue that has waited for long, fits the whole host but not what is free of it, and is kept room for by
 * nobody else. Null: there is none.
 */
export async function findKept(
  scope: UnitScope,
  { agent, now, queues }: { readonly agent: string; readonly now: Instant; readonly queues: readonly string[] },
  { capacity, taken }: HostRoom,
): Promise<Kept | null> {
  const room = less(capacity, taken);
  let rows = scope.db
    .selectFrom("run_queue as q")
    .leftJoin("run_pipelines as p", "p.run_id", "q.pipeline_id")
    .select(["q.run_id", "q.priority", "q.turn", "q.cpu_millis", "q.memory_bytes", "q.gpus"])
    .select(["q.kept_by", "q.kept_until"])
    .where(sql<boolean>`q.asks = 1`)
    .where("q.cpu_millis", "<=", capacity.cpuMillis)
    .where("q.memory_bytes", "<=", capacity.memoryBytes)
    .where("q.gpus", "<=", capacity.gpus)
    .where((eb) =>
      eb.or([
        eb("q.cpu_millis", ">", room.cpuMillis),
        eb("q.memory_bytes", ">", room.memoryBytes),
        eb("q.gpus", ">", room.gpus),
      ]),
    )
    // Clocks that were set back do not make anybody wait for longer.
    .where((eb) => eb.or([eb("q.since", "<=", now - RESERVE_AFTER_MS), eb("q.since", ">=", now + RESERVE_AFTER_MS)]))
    .where((eb) =>
      eb.or([
        eb("q.kept_by", "is", null),
        eb("q.kept_by", "=", agent),
        eb("q.kept_until", "<=", now),
        eb("q.kept_until", ">", now + RESERVATION_MS),
      ]),
    )
    .where((eb) => eb.or([eb("p.concurrency", "is", null), eb("p.slots_in_use", "<", eb.ref("p.concurrency"))]));
  if (queues.length > 0) rows = rows.where("q.queue", "in", ["", ...queues]);
  const [first] = await rows.orderBy("q.priority", "desc").orderBy("q.turn").orderBy("q.run_id").limit(1).execute();
  return first === undefined ? null : { ...first, resources: resourcesOf(first) };
}

const renew = statement<{ run: number; agent: string; until: number }>((db, p, dialect) => {
  const update = db.updateTable("run_queue").set({ kept_by: p.agent, kept_until: p.until });
  if (!dialect.locksRows) return update.where("run_id", "=", p.run);
  // Somebody who is about to take the run out of the queue is not waited for.
  const row = db.selectFrom("run_queue").select("run_id").where("run_id", "=", p.run).forUpdate().skipLocked();
  return update.where("run_id", "in", row);
});

/** Others need not keep room for this run as well, until this agent has not asked for a while. */
export async function keepRoom(scope: UnitScope, kept: Kept, agent: string, now: Instant): Promise<void> {
  const until = kept.kept_until ?? 0;
  if (kept.kept_by === agent && until > now + RESERVATION_MS / 2 && until <= now + RESERVATION_MS) return;
  await renew(scope, { run: kept.run_id, agent, until: now + RESERVATION_MS });
}

/** What runs in front of, and behind, the kept one may take. */
export const roomsAround = (
  { capacity, taken }: HostRoom,
  kept: Kept | null,
): { readonly ahead: RunResources; readonly behind: RunResources } => ({
  ahead: less(capacity, taken),
  behind: kept === null ? less(capacity, taken) : roomBehind(capacity, taken, kept.resources),
});

import type { Instant } from "@polyaxon/lifecycle";
import { sql } from "kysely";
import type { RunRow } from "../rows/run-row.ts";
import type { RunQueueTable } from "../schema/tables.ts";
import { statement } from "../statement.ts";
import type { UnitScope } from "./scope.ts";

/**
 * Fair turns: of equal priority, the run with the lowest turn is claimed first, then the oldest. A run on its own takes
 * the turn after the newest that was served. Children of one pipeline take turns one after the other, so that 10,000 of
 * them hold up a run that comes after them by one claim, and two sweeps take every other one. (Start-time fair queueing:
 * Goyal, Vin, Cheng, SIGCOMM 1996, with runs of equal length.)
 */
const served = sql<number>`(select coalesce(max(last_turn), 0) from agents)`;

const takePipelineTurn = statement<{ parent: number }, { last_turn: number }>((db, p) =>
  db
    .updateTable("run_pipelines")
    .set({ last_turn: sql<number>`case when last_turn > ${served} then last_turn else ${served} end + 1` })
    .where("run_id", "=", p.parent)
    .returning("last_turn")
    .$castTo<{ last_turn: number }>(),
);
const insertIntoQueue = statement<
  { run: number; turn: number | null } & Pick<
    RunQueueTable,
    "pipeline_id" | "queue" | "cpu_millis" | "memory_bytes" | "gpus" | "asks" | "since"
  >
>({ by: ["run"] }, (db, p) =>
  db
    .insertInto("run_queue")
    .values({
      run_id: p.run,
      pipeline_id: p.pipeline_id,
      queue: p.queue,
      priority: 0,
      turn: sql<number>`coalesce(${p.turn}, ${served} + 1)`,
      cpu_millis: p.cpu_millis,
      memory_bytes: p.memory_bytes,
      gpus: p.gpus,
      asks: p.asks,
      since: p.since,
    })
    .onConflict((conflict) => conflict.column("run_id").doNothing()),
);

export async function enqueue(scope: UnitScope, row: RunRow, now: Instant): Promise<void> {
  const parent = row.pipeline_id;
  const [taken] = parent === null ? [] : await takePipelineTurn(scope, { parent });
  await insertIntoQueue(scope, {
    run: row.id,
    pipeline_id: parent,
    queue: row.queue ?? "",
    turn: taken?.last_turn ?? null,
    cpu_millis: row.cpu_millis,
    memory_bytes: row.memory_bytes,
    gpus: row.gpus,
    asks: row.cpu_millis > 0 || row.memory_bytes > 0 || row.gpus > 0 ? 1 : 0,
    since: now,
  });
}

export const dequeue = statement<{ run: number }>({ by: ["run"] }, (db, p) =>
  db.deleteFrom("run_queue").where("run_id", "=", p.run),
);

/** An agent was served up to this turn: runs that come from now on queue behind it. */
export const serveTurn = statement<{ agent: string; turn: number }>((db, p) =>
  db
    .updateTable("agents")
    .set({ last_turn: p.turn })
    .where("name", "=", p.agent)
    .where((eb) => eb.or([eb("last_turn", "is", null), eb("last_turn", "<", p.turn)])),
);

import { type Instant, isDone, type Status } from "@polyaxon/lifecycle";
import {
  type CommandOutcome,
  MAX_SERIES_NAMES,
  type SeriesPart,
  type SeriesSummary,
  SETTLE_EVERY_MS,
} from "@polyaxon/orchestrator";
import type { Selectable } from "kysely";
import { draftOf } from "../rows/run-draft.ts";
import type { RunRow } from "../rows/run-row.ts";
import type { SeriesPartsTable, SeriesTailsTable } from "../schema/tables.ts";
import { statement } from "../statement.ts";
import { loadRun } from "./load.ts";
import type { UnitScope } from "./scope.ts";
import { keepNews, settleInto } from "./settle-series.ts";
import { storeDraft } from "./store-draft.ts";

interface NewBlock {
  readonly run_id: number;
  readonly attempt: number;
  readonly points: number;
  readonly content: Uint8Array;
}

const insertBlock = statement<NewBlock>((db, p) =>
  db.insertInto("series_blocks").values({ run_id: p.run_id, attempt: p.attempt, points: p.points, content: p.content }),
);
const addToTail = statement<Selectable<SeriesTailsTable>>((db, p) =>
  db
    .insertInto("series_tails")
    .values({
      run_id: p.run_id,
      blocks: p.blocks,
      points: p.points,
      bytes: p.bytes,
      oldest_at: p.oldest_at,
      settled_at: p.settled_at,
      names: p.names,
    })
    .onConflict((conflict) =>
      conflict.column("run_id").doUpdateSet((eb) => ({
        blocks: eb("series_tails.blocks", "+", eb.ref("excluded.blocks")),
        points: eb("series_tails.points", "+", eb.ref("excluded.points")),
        bytes: eb("series_tails.bytes", "+", eb.ref("excluded.bytes")),
        settled_at: eb.ref("excluded.settled_at"),
        names: eb.ref("excluded.names"),
      })),
    ),
);
const selectTail = statement<{ run: number }, Pick<Selectable<SeriesTailsTable>, "settled_at" | "names">>(
  { by: ["run"] },
  (db, p) => db.selectFrom("series_tails").select(["settled_at", "names"]).where("run_id", "=", p.run),
);

export async function appendSeries(
  scope: UnitScope,
  {
    uuid,
    block,
    fence,
    now,
  }: {
    uuid: string;
    block: { points: number; bytes: Uint8Array; summaries: readonly SeriesSummary[] };
    fence?: number;
    now: Instant;
  },
): Promise<CommandOutcome | "too-many-names"> {
  const row = await loadRun(scope, uuid);
  if (row === undefined) return "not-found";
  if (fence !== undefined && fence !== row.attempt) return "stale-attempt";
  if (block.summaries.length === 0) return "done";
  const [tail] = await selectTail(scope, { run: row.id });
  const draft = draftOf(row);
  const atMost = (tail?.names ?? 0) + block.summaries.length;
  const waits = tail !== undefined && mayWait(row, tail.settled_at, now) && atMost <= MAX_SERIES_NAMES;
  const names = waits ? atMost : await settleInto(scope, draft.row, block.summaries);
  if (names === null) return "too-many-names";
  if (waits) await keepNews(scope, row, { summaries: block.summaries, now });
  await insertBlock(scope, { run_id: row.id, attempt: row.attempt, points: block.points, content: block.bytes });
  await addToTail(scope, {
    run_id: row.id,
    blocks: 1,
    points: block.points,
    bytes: block.bytes.byteLength,
    oldest_at: now,
    settled_at: waits ? tail.settled_at : now,
    names,
  });
  await storeDraft(scope, draft, now);
  scope.announce.run(uuid);
  return "done";
}

/**
 * A run that logs all the time is told of its values once a second. One that has ended is told at once: nothing would come
 * behind. So is one without outputs: then its end need not look for news.
 */
const mayWait = (row: RunRow, settledAt: Instant, now: Instant): boolean =>
  row.outputs !== null && !isDone(row.status as Status) && now >= settledAt && now - settledAt < SETTLE_EVERY_MS;

/** For a run whose news nobody else has settled. */
export async function settleSeries(
  scope: UnitScope,
  { uuid, now }: { readonly uuid: string; readonly now: Instant },
): Promise<void> {
  const row = await loadRun(scope, uuid);
  if (row === undefined) return;
  const draft = draftOf(row);
  await settleInto(scope, draft.row);
  await storeDraft(scope, draft, now);
}

const insertPart = statement<SeriesPartsTable>({ by: ["run_id", "name", "arrival", "part"] }, (db, p) =>
  db.insertInto("series_parts").values({
    run_id: p.run_id,
    name: p.name,
    arrival: p.arrival,
    part: p.part,
    attempt: p.attempt,
    chunk: p.chunk,
    position: p.position,
    length: p.length,
    points: p.points,
    step_min: p.step_min,
    step_max: p.step_max,
  }),
);
/** Blocks named by one statement: databases bound their parameters. */
const MOST_NAMED = 500;

export async function sealSeries(
  scope: UnitScope,
  { uuid, arrivals, parts }: { uuid: string; arrivals: readonly number[]; parts: readonly SeriesPart[] },
): Promise<"sealed" | "conflict"> {
  const row = await loadRun(scope, uuid);
  if (row === undefined || row.live_state === -1) return "conflict";
  const there = scope.db.selectFrom("series_blocks").where("run_id", "=", row.id);
  let points = 0;
  let bytes = 0;
  for (let at = 0; at < arrivals.length; at += MOST_NAMED) {
    const named = arrivals.slice(at, at + MOST_NAMED);
    const found = await there
      .where("arrival", "in", named)
      .select((eb) => ["points", eb.fn<number>("length", ["content"]).as("bytes")])
      .execute();
    if (found.length !== named.length) return "conflict";
    for (const block of found) {
      points += block.points;
      bytes += block.bytes;
    }
  }
  for (let at = 0; at < arrivals.length; at += MOST_NAMED) {
    const named = arrivals.slice(at, at + MOST_NAMED);
    await scope.db.deleteFrom("series_blocks").where("run_id", "=", row.id).where("arrival", "in", named).execute();
  }
  for (const { index, stepMin, stepMax, ...part } of parts) {
    await insertPart(scope, { ...part, run_id: row.id, part: index, step_min: stepMin, step_max: stepMax });
  }
  await scope.db
    .updateTable("series_tails")
    .set((eb) => ({
      blocks: eb("blocks", "-", arrivals.length),
      points: eb("points", "-", points),
      bytes: eb("bytes", "-", bytes),
    }))
    .where("run_id", "=", row.id)
    .execute();
  await scope.db.deleteFrom("series_tails").where("run_id", "=", row.id).where("blocks", "<=", 0).execute();
  return "sealed";
}

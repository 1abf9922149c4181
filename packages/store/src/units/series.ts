import type { Instant } from "@polyaxon/lifecycle";
import {
  type CommandOutcome,
  type Json,
  MAX_SERIES_NAMES,
  type SeriesPart,
  type SeriesSummary,
} from "@polyaxon/orchestrator";
import { jsonText, parseObject, parseObjectOrNull } from "../json.ts";
import { draftOf } from "../rows/run-draft.ts";
import { mergedSummary } from "../rows/series-summary.ts";
import type { SeriesPartsTable, SeriesTailsTable } from "../schema/tables.ts";
import { statement } from "../statement.ts";
import { upsertArtifact } from "./artifacts.ts";
import { loadRun } from "./load.ts";
import type { UnitScope } from "./scope.ts";
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
const addToTail = statement<SeriesTailsTable>((db, p) =>
  db
    .insertInto("series_tails")
    .values({ run_id: p.run_id, blocks: p.blocks, points: p.points, bytes: p.bytes, oldest_at: p.oldest_at })
    .onConflict((conflict) =>
      conflict.column("run_id").doUpdateSet((eb) => ({
        blocks: eb("series_tails.blocks", "+", eb.ref("excluded.blocks")),
        points: eb("series_tails.points", "+", eb.ref("excluded.points")),
        bytes: eb("series_tails.bytes", "+", eb.ref("excluded.bytes")),
      })),
    ),
);
const selectMetric = statement<
  { run: number; name: string; state: string },
  { name: string; path: string | null; summary: string }
>({ by: ["run", "name", "state"] }, (db, p) =>
  db
    .selectFrom("artifacts")
    .select(["name", "path", "summary"])
    .where("run_id", "=", p.run)
    .where("name", "=", p.name)
    .where("state", "=", p.state)
    .where("kind", "=", "metric"),
);
const countNames = statement<{ run: number }, { names: number }>((db, p) =>
  db
    .selectFrom("artifacts")
    .select((eb) => eb.fn.countAll<number>().as("names"))
    .where("run_id", "=", p.run)
    .where("kind", "=", "metric"),
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
  if (!(await summarise(scope, { id: row.id, uuid }, block.summaries))) return "too-many-names";
  await insertBlock(scope, { run_id: row.id, attempt: row.attempt, points: block.points, content: block.bytes });
  await addToTail(scope, {
    run_id: row.id,
    blocks: 1,
    points: block.points,
    bytes: block.bytes.byteLength,
    oldest_at: now,
  });
  const draft = draftOf(row);
  const last = Object.fromEntries(block.summaries.map(({ name, last: value }): [string, Json] => [name, value]));
  draft.row.outputs = jsonText({ ...parseObjectOrNull(row.outputs), ...last });
  await storeDraft(scope, draft, now);
  scope.announce.run(uuid);
  return "done";
}

/** False when there are too many. What a file of events says of a name stays: the file is the truth of that. */
async function summarise(
  scope: UnitScope,
  run: { readonly id: number; readonly uuid: string },
  summaries: readonly SeriesSummary[],
): Promise<boolean> {
  // One by one: a list of names would be another statement for each length, and building one costs more than all of these.
  const known = await Promise.all(
    summaries.map(({ name }) => selectMetric(scope, { run: run.id, name, state: run.uuid })),
  );
  const byName = new Map(known.flat().map((each) => [each.name, each]));
  const isNew = summaries.filter(({ name }) => !byName.has(name)).length;
  if (isNew > 0) {
    const [count] = await countNames(scope, { run: run.id });
    if ((count?.names ?? 0) + isNew > MAX_SERIES_NAMES) return false;
  }
  for (const summary of summaries) {
    const before = byName.get(summary.name);
    if (before !== undefined && before.path !== null) continue;
    await upsertArtifact(scope, {
      run_id: run.id,
      name: summary.name,
      state: run.uuid,
      kind: "metric",
      path: null,
      summary: jsonText(mergedSummary(before === undefined ? null : parseObject(before.summary), summary)),
      is_input: 0,
    });
  }
  return true;
}

const insertPart = statement<SeriesPartsTable>((db, p) =>
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

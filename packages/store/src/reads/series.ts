import { DONE } from "@polyaxon/lifecycle";
import type { RunId, SealedSeries, SealingRule, SeriesBlock, SeriesPart, SeriesTail } from "@polyaxon/orchestrator";
import type { Database } from "../statement.ts";

/** Read at once; a block may be large. */
const BLOCKS = 16;

export async function seriesBlocks(
  { db }: Database,
  { uuid, after, maxPoints }: { uuid: string; after: number | null; maxPoints: number },
): Promise<readonly SeriesBlock[]> {
  const found: SeriesBlock[] = [];
  let points = 0;
  for (let behind = after ?? -1; ;) {
    const page = await db
      .selectFrom("series_blocks")
      .select(["arrival", "attempt", "points", "content as bytes"])
      .where("run_id", "=", (eb) => eb.selectFrom("runs").select("id").where("uuid", "=", uuid))
      .where("arrival", ">", behind)
      .orderBy("arrival")
      .limit(BLOCKS)
      .execute();
    for (const block of page) {
      points += block.points;
      if (found.length > 0 && points > maxPoints) return found;
      found.push(block);
      behind = block.arrival;
    }
    if (page.length < BLOCKS) return found;
  }
}

/** Names asked for by one statement: databases bound their parameters. */
const MOST_NAMED = 500;

export async function sealedSeries(
  { db }: Database,
  { uuids, names }: { uuids: readonly RunId[]; names: readonly string[] },
): Promise<readonly SealedSeries[]> {
  if (uuids.length === 0) return [];
  const runs = await db
    .selectFrom("runs as r")
    .select(["r.id", "r.uuid"])
    .select(({ exists, selectFrom }) =>
      exists(selectFrom("series_blocks as b").select("b.arrival").whereRef("b.run_id", "=", "r.id")).as("has_blocks"),
    )
    .where("r.uuid", "in", uuids)
    .$castTo<{ id: number; uuid: RunId; has_blocks: unknown }>()
    .execute();
  const found = new Map(
    runs.map(({ id, uuid, has_blocks }) => [
      id,
      { run: uuid, hasBlocks: Boolean(has_blocks), parts: [] as SeriesPart[] },
    ]),
  );
  if (found.size === 0) return [];
  for (let at = 0; at < names.length; at += MOST_NAMED) {
    const rows = await db
      .selectFrom("series_parts")
      .select(["run_id", "name", "attempt", "arrival", "part", "chunk", "position", "length", "points"])
      .select(["step_min", "step_max"])
      .where("run_id", "in", [...found.keys()])
      .where("name", "in", names.slice(at, at + MOST_NAMED))
      .orderBy("run_id")
      .orderBy("name")
      .orderBy("arrival")
      .orderBy("part")
      .execute();
    for (const { run_id: run, part, step_min: stepMin, step_max: stepMax, ...row } of rows)
      found.get(run)?.parts.push({ ...row, index: part, stepMin, stepMax });
  }
  return [...found.values()];
}

export async function seriesChunks({ db }: Database, { uuid }: { uuid: string }): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("series_parts")
    .select("chunk")
    .distinct()
    .where("run_id", "=", (eb) => eb.selectFrom("runs").select("id").where("uuid", "=", uuid))
    .execute();
  return rows.map(({ chunk }) => chunk);
}

/*
 * The two below are asked every other second, also where nobody logs series. `cross join` is SQLite's word for "in this order": it
 * would begin with the runs, all of them (200,000: 200 ms, for which every list waited).
 */

export async function seriesToSettle(
  { db }: Database,
  { before, limit }: { before: number; limit: number },
): Promise<readonly RunId[]> {
  const rows = await db
    .selectFrom("series_news as n")
    .crossJoin("runs as r")
    .select("r.uuid")
    .whereRef("r.id", "=", "n.run_id")
    .where("n.told_at", "<=", before)
    .groupBy("r.uuid")
    .orderBy((eb) => eb.fn.min("n.id"))
    .limit(limit)
    .$castTo<{ uuid: RunId }>()
    .execute();
  return rows.map(({ uuid }) => uuid);
}

export async function tailsToSeal({ db }: Database, rule: SealingRule): Promise<readonly SeriesTail[]> {
  return await db
    .selectFrom("series_tails as t")
    .crossJoin("runs as r")
    .select(["r.uuid as run", "t.blocks", "t.points", "t.bytes"])
    .whereRef("r.id", "=", "t.run_id")
    .where("r.live_state", "<>", -1)
    .where((eb) =>
      eb.or([
        eb("t.blocks", ">=", rule.blocks),
        eb("t.points", ">=", rule.points),
        eb("t.bytes", ">=", rule.bytes),
        eb("t.oldest_at", "<=", rule.now - rule.ageMs),
        eb.and([eb("t.oldest_at", "<=", rule.now - rule.ageOfDoneMs), eb("r.status", "in", [...DONE])]),
      ]),
    )
    .orderBy("t.oldest_at")
    .orderBy("t.run_id")
    .limit(rule.limit)
    .$castTo<SeriesTail & { run: RunId }>()
    .execute();
}

import { DONE } from "@polyaxon/lifecycle";
import type { RunId, SealingRule, SeriesBlock, SeriesPart, SeriesTail } from "@polyaxon/orchestrator";
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

export async function seriesParts(
  { db }: Database,
  { uuid, names }: { uuid: string; names: readonly string[] },
): Promise<readonly SeriesPart[]> {
  const found: SeriesPart[] = [];
  for (let at = 0; at < names.length; at += MOST_NAMED) {
    const rows = await db
      .selectFrom("series_parts")
      .select(["name", "attempt", "arrival", "part", "chunk", "position", "length", "points", "step_min", "step_max"])
      .where("run_id", "=", (eb) => eb.selectFrom("runs").select("id").where("uuid", "=", uuid))
      .where("name", "in", names.slice(at, at + MOST_NAMED))
      .orderBy("name")
      .orderBy("arrival")
      .orderBy("part")
      .execute();
    for (const { part, step_min: stepMin, step_max: stepMax, ...row } of rows)
      found.push({ ...row, index: part, stepMin, stepMax });
  }
  return found;
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

export async function seriesToSettle(
  { db }: Database,
  { before, limit }: { before: number; limit: number },
): Promise<readonly RunId[]> {
  const rows = await db
    .selectFrom("series_news as n")
    .innerJoin("runs as r", "r.id", "n.run_id")
    .select("r.uuid")
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
    .innerJoin("runs as r", "r.id", "t.run_id")
    .select(["r.uuid as run", "t.blocks", "t.points", "t.bytes"])
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

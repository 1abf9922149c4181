import type { RunStatsRequest, RunStatsRow } from "@polyaxon/orchestrator";
import { sql } from "kysely";
import type { Database } from "../statement.ts";
import type { Sql } from "./order.ts";
import { conditionsOf } from "./page.ts";
import { runFields } from "./pql/run-fields.ts";
import { type BehindDocuments, isBehind, readKeys } from "./pql/value-keys.ts";

const GROUPS: Readonly<Record<NonNullable<RunStatsRequest["groupBy"]>, Sql>> = {
  status: sql`r.status`,
  kind: sql`r.kind`,
  runtime: sql`r.runtime`,
  queue: sql`r.queue`,
  agent: sql`r.agent`,
  user: sql`r.username`,
  pending: sql`r.pending`,
};
const MEASURES: Readonly<Record<NonNullable<RunStatsRequest["measure"]>, Sql>> = {
  wait_time: sql`r.wait_time`,
  duration: sql`r.duration`,
  cpu: sql`(r.cpu_millis / 1000.0)`,
  memory: sql`r.memory_bytes`,
  gpu: sql`r.gpus`,
};
const TIMES = { created_at: sql`r.created_at`, started_at: sql`r.started_at`, finished_at: sql`r.finished_at` };

/** Sums over the runs of a project, in groups. */
export async function runStats(
  database: Database,
  { project, request, isIndexed, now }: { project: string; request: RunStatsRequest; isIndexed?: boolean; now: number },
): Promise<readonly RunStatsRow[] | BehindDocuments> {
  const { db, dialect } = database;
  const owner = await db.selectFrom("projects").select("id").where("name", "=", project).executeTakeFirst();
  if (owner === undefined) return [];
  const keyOf = await readKeys(database, owner.id, { query: request.query, isIndexed });
  if (isBehind(keyOf)) return keyOf;
  const caller = request.caller ?? { user: null, namespace: null };
  const fields = runFields({
    project: owner.id,
    projectName: project,
    keyOf,
    asFilter: dialect.asFilter,
    exists: dialect.exists,
    finds: dialect.finds,
    now,
    ...caller,
  });
  const isBookmarked = sql`exists (select 1 from bookmarks b where b.kind = 'run' and b.target_id = r.id)`;
  const matches = conditionsOf(request, fields, dialect, { id: sql`r.id`, isBookmarked });
  const group = request.groupBy === null ? sql`cast('' as text)` : GROUPS[request.groupBy];
  const measure = request.measure === null ? sql`0` : MEASURES[request.measure];
  const { bucket } = request;
  // Whole numbers divide without a rest on both databases.
  const at = bucket === null ? sql`0` : sql`((${TIMES[bucket.time]} - ${bucket.from}) / ${sql.lit(bucket.sizeMs)})`;
  const known = bucket === null ? sql<boolean>`1 = 1` : sql<boolean>`${TIMES[bucket.time]} >= ${bucket.from}`;
  const rows = await db
    .selectFrom("runs as r")
    .where("r.project_id", "=", owner.id)
    .where(matches)
    .where(known)
    .select([
      sql<string | null>`${group}`.as("word"),
      sql<number | string>`${at}`.as("at"),
      sql<number | string>`count(*)`.as("count"),
      sql<number | string>`count(${measure})`.as("measured"),
      sql<number | string | null>`sum(${measure})`.as("sum"),
      sql<number | string | null>`sum(${measure} * r.duration)`.as("total"),
      sql<number | string | null>`min(${measure})`.as("min"),
      sql<number | string | null>`max(${measure})`.as("max"),
    ])
    .groupBy([sql`1`, sql`2`])
    .orderBy(sql`2`)
    .orderBy(sql`3 desc`)
    .limit(request.limit)
    .execute();
  return rows.map(({ word, at: index, count, measured, sum, total, min, max }) => ({
    group: request.groupBy === null ? null : word,
    at: bucket === null ? null : bucket.from + Number(index) * bucket.sizeMs,
    count: Number(count),
    measured: Number(measured),
    sum: Number(sum ?? 0),
    total: Number(total ?? 0),
    min: min === null ? null : Number(min),
    max: max === null ? null : Number(max),
  }));
}

import type { ListOptions, Page, RunRecord } from "@polyaxon/orchestrator";
import { sql } from "kysely";
import { recordFromRow, selectRecordRows } from "../rows/run-row.ts";
import type { Database } from "../statement.ts";
import { conditionsOf } from "./page.ts";
import { compileSort } from "./pql/compile-query.ts";
import { direction, runFields } from "./pql/run-fields.ts";

/** Runs of one project; newest change first unless a sort says otherwise. */
export async function listRuns(
  { db, dialect }: Database,
  { project, options, now }: { project: string; options: ListOptions; now: number },
): Promise<Page<RunRecord>> {
  const owner = await db.selectFrom("projects").select("id").where("name", "=", project).executeTakeFirst();
  if (owner === undefined) return { results: [], count: options.withCount ? 0 : null };
  const fields = runFields(owner.id, now);
  const matching = selectRecordRows(db)
    .leftJoin("bookmarks as b", (join) => join.on("b.kind", "=", "run").onRef("b.target_id", "=", "r.id"))
    .where("r.project_id", "=", owner.id)
    .where(conditionsOf(options, fields, dialect, { id: sql`r.id`, bookmark: sql`b.target_id` }));

  const order = [...compileSort(options.sort ?? [], fields)];
  if (order.length === 0) order.push(direction(sql`r.updated_at`, true, false));
  const lastDescends = options.sort?.at(-1)?.descending ?? true;
  const rows = await matching
    .select("b.target_id as bookmark")
    .$call((query) =>
      [...order, direction(sql`r.id`, lastDescends, false)].reduce((sorted, by) => sorted.orderBy(by), query),
    )
    .limit(options.limit)
    .offset(options.offset)
    .execute();
  const results = rows.map((row) => ({ ...recordFromRow(row), bookmarked: row.bookmark !== null }));
  if (!options.withCount) return { results, count: null };
  const { count } = await matching
    .clearSelect()
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return { results, count };
}

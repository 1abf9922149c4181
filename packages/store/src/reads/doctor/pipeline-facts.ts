import { DONE, type Status } from "@polyaxon/lifecycle";
import type { ChildCounts, PipelineFacts, RunId } from "@polyaxon/orchestrator";
import { sql } from "kysely";
import type { Database } from "../../statement.ts";

const ENDS = ["succeeded", "failed", "upstream_failed", "stopped", "skipped"] as const;
type End = (typeof ENDS)[number];
type Counts<Prefix extends string> = Record<`${Prefix}${End}`, number | string | null>;

type Row = Counts<""> &
  Counts<"child_"> &
  Counts<"inbox_"> & {
    uuid: string;
    version: number;
    status: string;
    created: number;
    slots_in_use: number;
    children: number | string | null;
    held: number | string | null;
  };

/** One statement, so that counters and children are of one moment; each child is read once, whatever its parent's width. */
export async function pipelineFacts({ db }: Database, _args: object): Promise<readonly PipelineFacts[]> {
  const perEnd = (name: string) =>
    sql.join(ENDS.map((end) => sql`sum(case when status = ${end} then 1 else 0 end) as ${sql.ref(`${name}_${end}`)}`));
  const { rows } = await sql<Row>`
    select r.uuid, r.version, r.status, p.created, p.slots_in_use, ${sql.join(ENDS.map((end) => sql.ref(`p.${end}`)))},
      c.children, c.held, ${columns("c", "child")}, ${columns("i", "inbox")}
    from run_pipelines p
    join runs r on r.id = p.run_id
    left join (
      select pipeline_id, count(*) as children, count(agent) as held, ${perEnd("child")}
      from runs where pipeline_id is not null group by pipeline_id
    ) c on c.pipeline_id = p.run_id
    left join (select parent_id, ${perEnd("inbox")} from run_inbox group by parent_id) i on i.parent_id = p.run_id
    where r.status not in (${sql.join([...DONE])}) or p.slots_in_use <> coalesce(c.held, 0)
    order by r.id
  `.execute(db);
  return rows.map((row) => ({
    uuid: row.uuid as RunId,
    version: row.version,
    status: row.status as Status,
    created: row.created,
    counted: counts(row, ""),
    slotsInUse: row.slots_in_use,
    children: Number(row.children ?? 0),
    ended: counts(row, "child_"),
    held: Number(row.held ?? 0),
    inbox: counts(row, "inbox_"),
  }));
}

const columns = (table: string, name: string) => sql.join(ENDS.map((end) => sql.ref(`${table}.${name}_${end}`)));

/** Sums of some databases come as text. */
const counts = (row: Row, prefix: "" | "child_" | "inbox_"): ChildCounts => ({
  succeeded: Number(row[`${prefix}succeeded`] ?? 0),
  failed: Number(row[`${prefix}failed`] ?? 0),
  upstreamFailed: Number(row[`${prefix}upstream_failed`] ?? 0),
  stopped: Number(row[`${prefix}stopped`] ?? 0),
  skipped: Number(row[`${prefix}skipped`] ?? 0),
});

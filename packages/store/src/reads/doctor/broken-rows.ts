import type { BrokenRows } from "@polyaxon/orchestrator";
import { type RawBuilder, sql } from "kysely";
import type { Tables } from "../../schema/tables.ts";
import type { Database } from "../../statement.ts";

/**
 * References that no database enforces, because every unit keeps them: only somebody who changes rows by hand, or a damaged
 * disk, breaks them. `run_values` and `run_tags` are left out: they are many, and what they say of a run that is gone is read
 * by nobody.
 */
const REFERENCES = [
  ["run_documents", "run_id"],
  ["run_conditions", "run_id"],
  ["run_work", "run_id"],
  ["run_queue", "run_id"],
  ["run_pipelines", "run_id"],
  ["run_inbox", "parent_id"],
  ["artifacts", "run_id"],
  ["series_blocks", "run_id"],
  ["series_parts", "run_id"],
  ["run_edges", "downstream_id"],
  ["run_edges", "upstream_id"],
  ["runs", "pipeline_id"],
  ["runs", "controller_id"],
] as const satisfies readonly (readonly [keyof Tables, string])[];

/** What a run cannot be shown or decided without. */
const PARTS = [
  {
    table: "run_documents",
    missing: sql`not exists (select 1 from run_documents d where d.run_id = r.id)`,
  },
  {
    table: "run_conditions",
    missing: sql`r.condition_seq > 0 and not exists
      (select 1 from run_conditions c where c.run_id = r.id and c.seq = r.condition_seq)`,
  },
  {
    table: "run_pipelines",
    missing: sql`r.kind in ('matrix', 'dag') and r.status not in ('created', 'compiled', 'on_schedule', 'resuming')
      and exists (select 1 from runs child where child.pipeline_id = r.id)
      and not exists (select 1 from run_pipelines p where p.run_id = r.id)`,
  },
] as const;

interface Found {
  readonly rows: number;
  readonly example: string;
}

/** One check after the other, by its index; `end` behind the last. Null: nothing is broken there. */
export async function brokenRows(database: Database, { check }: { check: number }): Promise<BrokenRows | null | "end"> {
  const reference = REFERENCES[check];
  if (reference !== undefined) {
    const [table, column] = reference;
    const found = await count(
      database,
      sql`select t.${sql.ref(column)} as example from ${sql.table(table)} t
        where t.${sql.ref(column)} is not null
          and not exists (select 1 from runs target where target.id = t.${sql.ref(column)})`,
    );
    return found === null ? null : { kind: "no-such-run", table, column, ...found };
  }
  const part = PARTS[check - REFERENCES.length];
  if (part === undefined) return "end";
  const found = await count(database, sql`select r.uuid as example from runs r where ${part.missing}`);
  return found === null ? null : { kind: "run-lacks", table: part.table, column: "run_id", ...found };
}

async function count({ db }: Database, broken: RawBuilder<unknown>): Promise<Found | null> {
  const { rows } = await sql<{ rows: number; example: string | number | null }>`select count(*) as rows,
    min(example) as example from (${broken}) as broken`.execute(db);
  const [found] = rows;
  return found === undefined || found.rows === 0 ? null : { rows: found.rows, example: String(found.example) };
}

import type { ListOptions, Page, RunRecord } from "@polyaxon/orchestrator";
import { type Kysely, sql } from "kysely";
import type { RunTextValues } from "../rows/run-text.ts";
import type { Tables } from "../schema/tables.ts";
import { type Database, statement } from "../statement.ts";
import { nextOf, startOf } from "./page.ts";
import { type BehindDocuments, isBehind, readKeys } from "./pql/value-keys.ts";
import { recordsById, textsById } from "./runs-by-id.ts";
import { runsInOrder } from "./runs-in-order.ts";
import { type RunsPlan, runsPlan } from "./runs-plan.ts";

const projectNamed = statement<{ project: string }, { id: number }>((db, p) =>
  db.selectFrom("projects").select("id").where("name", "=", p.project),
);

interface RunsAsked {
  readonly project: string;
  readonly options: ListOptions;
  /** Runs whose values are not indexed yet were found before, and are now as indexed as they get. */
  readonly isIndexed?: boolean;
  readonly now: number;
}

/** Runs of one project; newest change first unless a sort says otherwise. */
export const listRuns = (database: Database, asked: RunsAsked): Promise<Page<RunRecord> | BehindDocuments> =>
  pageOfRuns(database, asked, recordsById);

/** The same runs, as they travel between threads. */
export const listRunTexts = (database: Database, asked: RunsAsked): Promise<Page<RunTextValues> | BehindDocuments> =>
  pageOfRuns(database, asked, textsById);

async function pageOfRuns<T>(
  database: Database,
  { project, options, isIndexed = false, now }: RunsAsked,
  byId: (database: Database, ids: readonly number[], maxBytes: number | null) => Promise<readonly T[]>,
): Promise<Page<T> | BehindDocuments> {
  const { db, dialect } = database;
  const [owner] = await projectNamed(database, { project });
  if (owner === undefined) return { results: [], count: options.withCount ? 0 : null, next: null };
  const caller = options.caller ?? { user: null, namespace: null };
  const keyOf = await readKeys(database, owner.id, { ...options, isIndexed });
  if (isBehind(keyOf)) return keyOf;
  const plan = runsPlan({ owner: { id: owner.id, name: project }, options, caller, keyOf, dialect, now });
  const list = { list: plan.fields.object, sort: plan.sort };

  const found = await runsInOrder(database, {
    project: owner.id,
    keyOf,
    plan,
    start: startOf(options, list),
    offset: options.after === undefined ? options.offset : 0,
    // One more tells whether another page follows.
    limit: options.limit + (options.after === undefined ? 0 : 1),
  });
  // The wide rows of a page only: which runs they are was found without touching them.
  const shown = found.slice(0, options.limit).map(({ id }) => id);
  return {
    results: await byId(database, shown, options.maxBytes ?? null),
    count: options.withCount ? await countOf(db, plan, owner.id) : null,
    next: nextOf(options, list, found),
  };
}

async function countOf(db: Kysely<Tables>, plan: RunsPlan, project: number): Promise<number> {
  const query = plan.compiled(
    db,
    "count",
    () =>
      sql<{
        count: number;
      }>`select count(*) as count from runs as r where r.project_id = ${project} and ${plan.matches}`,
  );
  const { rows } = await db.executeQuery(query);
  return rows[0]?.count ?? 0;
}

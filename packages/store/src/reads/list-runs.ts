import type { ListOptions, Page, RunRecord } from "@polyaxon/orchestrator";
import type { SortKey } from "@polyaxon/query";
import { sql } from "kysely";
import { StoreError } from "../errors.ts";
import { type RecordRow, recordFromRow, selectRecordRows } from "../rows/run-row.ts";
import type { Database } from "../statement.ts";
import { conditionsOf, knownKeys, nextOf, startOf } from "./page.ts";
import { runFields } from "./pql/run-fields.ts";
import { type BehindDocuments, isBehind, readKeys } from "./pql/value-keys.ts";
import { type FoundRun, runsInOrder } from "./runs-in-order.ts";

const NEWEST_CHANGE_FIRST: readonly SortKey[] = [{ field: "updated_at", key: null, descending: true }];

const IS_BOOKMARKED = sql`exists (select 1 from bookmarks b where b.kind = 'run' and b.target_id = r.id)`;

/** Runs of one project; newest change first unless a sort says otherwise. */
export async function listRuns(
  database: Database,
  { project, options, isIndexed, now }: { project: string; options: ListOptions; isIndexed?: boolean; now: number },
): Promise<Page<RunRecord> | BehindDocuments> {
  const { db, dialect } = database;
  const owner = await db.selectFrom("projects").select("id").where("name", "=", project).executeTakeFirst();
  if (owner === undefined) return { results: [], count: options.withCount ? 0 : null, next: null };
  const caller = options.caller ?? { user: null, namespace: null };
  const keyOf = await readKeys(database, owner.id, { ...options, isIndexed });
  if (isBehind(keyOf)) return keyOf;
  const matchesAmong = (among: "few" | "all") => {
    const fields = runFields({
      project: owner.id,
      projectName: project,
      keyOf,
      among,
      asFilter: dialect.asFilter,
      finds: dialect.finds,
      now,
      ...caller,
    });
    return { fields, matches: conditionsOf(options, fields, dialect, { id: sql`r.id`, isBookmarked: IS_BOOKMARKED }) };
  };
  const { fields, matches } = matchesAmong("all");
  const sort = knownKeys(options.sort, fields, NEWEST_CHANGE_FIRST);

  const found = await runsInOrder(database, {
    project: owner.id,
    keyOf,
    fields,
    sort,
    matches,
    matchesFew: matchesAmong("few").matches,
    start: startOf(options, { list: fields.object, sort }),
    offset: options.after === undefined ? options.offset : 0,
    // One more tells whether another page follows.
    limit: options.limit + (options.after === undefined ? 0 : 1),
  });
  const shown = found.slice(0, options.limit);
  if (options.maxBytes !== undefined) await refuseLarge(database, shown, options.maxBytes);
  return {
    results: await recordsOf(database, shown),
    count: options.withCount
      ? (
          await db
            .selectFrom("runs as r")
            .select((eb) => eb.fn.countAll<number>().as("count"))
            .where("r.project_id", "=", owner.id)
            .where(matches)
            .executeTakeFirstOrThrow()
        ).count
      : null,
    next: nextOf(options, { list: fields.object, sort }, found),
  };
}

/** Before anything of them is read: a page of many large runs does not fit into a server's memory. */
async function refuseLarge({ db }: Database, found: readonly FoundRun[], most: number): Promise<void> {
  const sizes = new Map<number, number>();
  for (let at = 0; at < found.length; at += READ_AT_ONCE) {
    const ids = found.slice(at, at + READ_AT_ONCE).map(({ id }) => id);
    const read = await db
      .selectFrom("runs")
      .select(["id", DOCUMENT_BYTES.as("bytes")])
      .where("id", "in", ids)
      .execute();
    for (const { bytes, id } of read) sizes.set(id, bytes);
  }
  let [bytes, fit] = [0, 0];
  for (const { id } of found) {
    bytes += sizes.get(id) ?? 0;
    if (bytes <= most) fit += 1;
  }
  if (bytes <= most || found.length < 2) return;
  throw new StoreError(
    "too-large",
    `The ${found.length} runs of this page hold ${inMegabytes(bytes)} of inputs, outputs and meta information, at most ` +
      `${inMegabytes(most)} are answered at once. Ask for fewer, such as limit=${Math.max(1, fit)}.`,
  );
}

/** Known to both databases without reading the text. */
const DOCUMENT_BYTES = sql<number>`cast(coalesce(octet_length(inputs), 0) as bigint) + coalesce(octet_length(outputs), 0) + octet_length(meta_info)`;
const inMegabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`;

/** Rows read with one statement. */
const READ_AT_ONCE = 500;

/** The wide rows of a page only: which runs they are was found without touching them. */
async function recordsOf({ db }: Database, found: readonly FoundRun[]): Promise<readonly RunRecord[]> {
  const rows = new Map<number, RecordRow & { bookmark: number | null }>();
  for (let at = 0; at < found.length; at += READ_AT_ONCE) {
    const ids = found.slice(at, at + READ_AT_ONCE).map(({ id }) => id);
    const read = await selectRecordRows(db)
      .leftJoin("bookmarks as b", (join) => join.on("b.kind", "=", "run").onRef("b.target_id", "=", "r.id"))
      .select("b.target_id as bookmark")
      .where("r.id", "in", ids)
      .execute();
    for (const row of read) rows.set(row.id, row);
  }
  return found.flatMap(({ id }) => {
    const row = rows.get(id);
    return row === undefined ? [] : [{ ...recordFromRow(row), bookmarked: row.bookmark !== null }];
  });
}

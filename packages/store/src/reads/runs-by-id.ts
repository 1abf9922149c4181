import type { RunRecord } from "@polyaxon/orchestrator";
import { type Kysely, sql } from "kysely";
import { StoreError } from "../errors.ts";
import { type RecordRow, recordFromRow, selectRecordRows } from "../rows/run-row.ts";
import { checkedText, idOfText, type RunTextValues, selectRunTexts } from "../rows/run-text.ts";
import type { Tables } from "../schema/tables.ts";
import { type Database, statement, valuesStatement } from "../statement.ts";
import { filledBatches } from "./filled-batches.ts";

/** Rows read with one statement, and smaller numbers of them that have a statement of their own. */
const AT_ONCE = [1, 10, 50, 100, 500] as const;

interface Ids {
  readonly [id: `id${number}`]: number;
}

interface Within extends Ids {
  readonly most: number;
}

type BookmarkedRow = RecordRow & { readonly bookmark: number | null };

/** Known to both databases without reading the text. */
const DOCUMENT_BYTES = sql<number>`cast(coalesce(octet_length(inputs), 0) as bigint) + coalesce(octet_length(outputs), 0) + octet_length(meta_info)`;

const idsOf = (p: Ids, count: number): readonly number[] =>
  Array.from({ length: count }, (_, at) => p[`id${at}`] as number);

const sizesOf = (db: Kysely<Tables>, p: Ids, count: number) => db.selectFrom("runs").where("id", "in", idsOf(p, count));

const SIZES = AT_ONCE.map((count) => ({
  count,
  rows: statement<Ids, { id: number; bytes: number }>((db, p) =>
    sizesOf(db, p, count).select(["id", DOCUMENT_BYTES.as("bytes")]),
  ),
}));

const bytesOf = (db: Kysely<Tables>, p: Ids, count: number) =>
  sizesOf(db, p, count).select(sql<number>`coalesce(sum(${DOCUMENT_BYTES}), 0)`.as("bytes"));

const selectRecords = (db: Kysely<Tables>, p: Ids, count: number) =>
  selectRecordRows(db)
    .leftJoin("bookmarks as b", (join) => join.on("b.kind", "=", "run").onRef("b.target_id", "=", "r.id"))
    .select("b.target_id as bookmark")
    .where("r.id", "in", idsOf(p, count));
const RECORDS = AT_ONCE.map((count) => ({
  count,
  rows: statement<Ids, BookmarkedRow>((db, p) => selectRecords(db, p, count)),
  rowsWithin: statement<Within, BookmarkedRow>((db, p) =>
    selectRecords(db, p, count).where(bytesOf(db, p, count), "<=", p.most),
  ),
}));

const selectTexts = (db: Kysely<Tables>, p: Ids, count: number) =>
  selectRunTexts(db).where("r.id", "in", idsOf(p, count));
const TEXTS = AT_ONCE.map((count) => ({
  count,
  rows: valuesStatement<Ids>((db, p) => selectTexts(db, p, count)),
  rowsWithin: valuesStatement<Within>((db, p) => selectTexts(db, p, count).where(bytesOf(db, p, count), "<=", p.most)),
}));

/**
 * The wide rows of runs, in the order of their ids; what has been removed meanwhile is left out.
 *
 * @throws StoreError `too-large` before any document is read: a page of many large runs does not fit into a server's memory
 */
export async function recordsById(
  database: Database,
  ids: readonly number[],
  maxBytes: number | null,
): Promise<readonly RunRecord[]> {
  const rows = await rowsById(database, RECORDS, ids, maxBytes);
  return inOrder(ids, rows, ({ id }) => id).map((row) => ({
    ...recordFromRow(row),
    bookmarked: row.bookmark !== null,
  }));
}

/** The same runs, as they travel between threads. */
export async function textsById(
  database: Database,
  ids: readonly number[],
  maxBytes: number | null,
): Promise<readonly RunTextValues[]> {
  return inOrder(ids, await rowsById(database, TEXTS, ids, maxBytes), idOfText).map((values) => checkedText(values));
}

interface Reading<Row> {
  /** How many ids it takes. */
  readonly count: number;
  rows(database: Database, ids: Ids): Promise<readonly Row[]>;
  /** Nothing when they hold more bytes than `most`. */
  rowsWithin(database: Database, ids: Within): Promise<readonly Row[]>;
}

async function rowsById<Row>(
  database: Database,
  readings: readonly Reading<Row>[],
  ids: readonly number[],
  maxBytes: number | null,
): Promise<readonly Row[]> {
  const [batch, ...more] = batches(readings, ids);
  if (batch === undefined) return [];
  if (maxBytes !== null) {
    // Sizes and rows at once, as a page seldom is too large.
    const rows = more.length > 0 ? [] : await batch.of.rowsWithin(database, { ...batch.bound, most: maxBytes });
    if (rows.length > 0) return rows;
    await refuseLarge(database, ids, maxBytes);
  }
  const rows: Row[] = [];
  for (const { bound, of } of [batch, ...more]) for (const row of await of.rows(database, bound)) rows.push(row);
  return rows;
}

function batches<S extends { readonly count: number }>(
  statements: readonly S[],
  ids: readonly number[],
): readonly { readonly of: S; readonly bound: Ids }[] {
  return filledBatches(statements, ids).map(({ filled, of }) => {
    const bound: Record<string, number> = {};
    for (const [at, id] of filled.entries()) bound[`id${at}`] = id;
    return { of, bound };
  });
}

function inOrder<Row>(ids: readonly number[], rows: readonly Row[], idOf: (row: Row) => number): readonly Row[] {
  const byId = new Map(rows.map((row) => [idOf(row), row]));
  return ids.map((id) => byId.get(id)).filter((row) => row !== undefined);
}

async function refuseLarge(database: Database, ids: readonly number[], most: number): Promise<void> {
  const sizes = new Map<number, number>();
  for (const { bound, of } of batches(SIZES, ids))
    for (const { bytes, id } of await of.rows(database, bound)) sizes.set(id, bytes);
  let [bytes, fit] = [0, 0];
  for (const id of ids) {
    bytes += sizes.get(id) ?? 0;
    if (bytes <= most) fit += 1;
  }
  if (bytes <= most || ids.length < 2) return;
  throw new StoreError(
    "too-large",
    `The ${ids.length} runs of this page hold ${inMegabytes(bytes)} of inputs, outputs and meta information, at most ` +
      `${inMegabytes(most)} are answered at once. Ask for fewer, such as limit=${Math.max(1, fit)}.`,
  );
}

const inMegabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`;

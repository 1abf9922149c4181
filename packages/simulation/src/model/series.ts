import { isDone } from "@polyaxon/lifecycle";
import {
  MAX_SERIES_NAMES,
  type RunId,
  type SealedSeries,
  type SealingRule,
  type SeriesBlock,
  type SeriesPart,
  type SeriesStore,
  type SeriesTail,
  SETTLE_EVERY_MS,
} from "@polyaxon/orchestrator";
import { draftOf, storeDraft } from "./change-run.ts";
import { settleInto } from "./settle-series.ts";
import type { BlockRow, RunRow, Tables } from "./tables.ts";

type Append = Parameters<SeriesStore["appendSeries"]>;

export function appendSeries(
  tables: Tables,
  uuid: RunId,
  { points, bytes, summaries }: Append[1],
  { fence, now }: Append[2],
): "done" | "not-found" | "stale-attempt" | "too-many-names" {
  const row = tables.runs.get(uuid);
  if (row === undefined) return "not-found";
  if (fence !== undefined && fence !== row.attempt) return "stale-attempt";
  if (summaries.length === 0) return "done";
  const tail = blocksOf(tables, uuid).length === 0 ? undefined : tables.seriesNews.get(uuid);
  const atMost = (tail?.names ?? 0) + summaries.length;
  const draft = draftOf(row);
  if (tail !== undefined && mayWait(row, tail.settledAt, now) && atMost <= MAX_SERIES_NAMES) {
    tables.seriesNews.set(uuid, { ...tail, names: atMost, news: [...tail.news, { toldAt: now, summaries }] });
  } else {
    const settled = settleInto(tables, row, summaries);
    if (settled === null) return "too-many-names";
    draft.row = settled.row;
    tables.seriesNews.set(uuid, { settledAt: now, names: settled.names, news: [] });
  }
  const arrival = tables.nextId();
  const { attempt } = row;
  tables.seriesBlocks.set(arrival, { arrival, attempt, points, bytes: bytes.slice(), run: uuid, at: now });
  storeDraft(tables, draft, now);
  tables.announced.runs.add(uuid);
  return "done";
}

const mayWait = (row: RunRow, settledAt: number, now: number): boolean =>
  row.outputs !== null && !isDone(row.status) && now >= settledAt && now - settledAt < SETTLE_EVERY_MS;

export function settleSeries(tables: Tables, uuid: RunId, now: number): void {
  const row = tables.runs.get(uuid);
  if (row === undefined) return;
  const draft = draftOf(row);
  draft.row = settleInto(tables, row, [])?.row ?? row;
  storeDraft(tables, draft, now);
}

export const seriesToSettle = (
  tables: Tables,
  { before, limit }: { before: number; limit: number },
): readonly RunId[] =>
  tables.seriesNews
    .entries()
    .filter(([run, { news }]) => tables.runs.has(run) && news.some(({ toldAt }) => toldAt <= before))
    .map(([run]) => run)
    .slice(0, limit);

const blocksOf = (tables: Tables, uuid: RunId): readonly BlockRow[] =>
  tables.seriesBlocks
    .values()
    .filter(({ run }) => run === uuid)
    .toSorted((a, b) => a.arrival - b.arrival);

export function seriesBlocks(
  tables: Tables,
  uuid: RunId,
  { after, maxPoints }: { readonly after: number | null; readonly maxPoints: number },
): readonly SeriesBlock[] {
  const found: SeriesBlock[] = [];
  let sum = 0;
  for (const { arrival, attempt, points, bytes } of blocksOf(tables, uuid)) {
    if (arrival <= (after ?? -1)) continue;
    sum += points;
    if (found.length > 0 && sum > maxPoints) break;
    found.push({ arrival, attempt, points, bytes });
  }
  return found;
}

const partsOf = (tables: Tables, uuid: RunId): readonly SeriesPart[] =>
  tables.seriesParts
    .values()
    .filter(({ run }) => run === uuid)
    .map(({ run: _run, ...part }) => part);

export const sealedSeries = (
  tables: Tables,
  uuids: readonly RunId[],
  names: readonly string[],
): readonly SealedSeries[] =>
  uuids
    .filter((run) => tables.runs.has(run))
    .map((run) => ({
      run,
      hasBlocks: blocksOf(tables, run).length > 0,
      parts: partsOf(tables, run)
        .filter(({ name }) => names.includes(name))
        .toSorted((a, b) =>
          a.name === b.name ? a.arrival - b.arrival || a.index - b.index : a.name < b.name ? -1 : 1,
        ),
    }));

export const seriesChunks = (tables: Tables, uuid: RunId): readonly string[] => [
  ...new Set(partsOf(tables, uuid).map(({ chunk }) => chunk)),
];

export function tailsToSeal(tables: Tables, rule: SealingRule): readonly SeriesTail[] {
  const due: (SeriesTail & { readonly oldest: number })[] = [];
  for (const { uuid: run, liveState, status } of tables.runs.values()) {
    const rows = blocksOf(tables, run);
    if (liveState === -1 || rows.length === 0) continue;
    const points = rows.reduce((sum, row) => sum + row.points, 0);
    const bytes = rows.reduce((sum, row) => sum + row.bytes.byteLength, 0);
    const oldest = Math.min(...rows.map(({ at }) => at));
    const age = rule.now - oldest;
    const isOld = age >= rule.ageMs || (isDone(status) && age >= rule.ageOfDoneMs);
    if (isOld || rows.length >= rule.blocks || points >= rule.points || bytes >= rule.bytes)
      due.push({ run, blocks: rows.length, points, bytes, oldest });
  }
  return due
    .toSorted((a, b) => a.oldest - b.oldest)
    .slice(0, rule.limit)
    .map(({ oldest: _oldest, ...tail }) => tail);
}

export function sealSeries(
  tables: Tables,
  uuid: RunId,
  { arrivals, parts }: Parameters<SeriesStore["sealSeries"]>[1],
): "sealed" | "conflict" {
  const row = tables.runs.get(uuid);
  if (row === undefined || row.liveState === -1) return "conflict";
  if (arrivals.some((arrival) => tables.seriesBlocks.get(arrival)?.run !== uuid)) return "conflict";
  for (const arrival of arrivals) tables.seriesBlocks.delete(arrival);
  for (const part of parts)
    tables.seriesParts.set(JSON.stringify([uuid, part.name, part.arrival, part.index]), { ...part, run: uuid });
  return "sealed";
}

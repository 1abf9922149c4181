import { isDone } from "@polyaxon/lifecycle";
import {
  type JsonObject,
  MAX_SERIES_NAMES,
  type RunId,
  type SealingRule,
  type SeriesBlock,
  type SeriesPart,
  type SeriesStore,
  type SeriesSummary,
  type SeriesTail,
} from "@polyaxon/orchestrator";
import { draftOf, storeDraft } from "./change-run.ts";
import { stored } from "./documents.ts";
import type { BlockRow, Tables } from "./tables.ts";

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
  const metrics = tables.artifacts.values().filter((each) => each.run === uuid && each.kind === "metric");
  const known = new Set(metrics.map(({ name }) => name));
  const added = summaries.filter(({ name }) => !known.has(name)).length;
  if (added > 0 && metrics.length + added > MAX_SERIES_NAMES) return "too-many-names";
  for (const summary of summaries) {
    const key = JSON.stringify([uuid, summary.name, uuid]);
    const before = tables.artifacts.get(key);
    if (before !== undefined && before.path !== null) continue;
    const { name } = summary;
    const item = { run: uuid, name, kind: "metric", path: null, state: uuid, isInput: false };
    tables.artifacts.set(key, { ...item, summary: stored(summaryOf(before?.summary ?? {}, summary)) });
  }
  const arrival = tables.nextId();
  const { attempt } = row;
  tables.seriesBlocks.set(arrival, { arrival, attempt, points, bytes: bytes.slice(), run: uuid, at: now });
  const draft = draftOf(row);
  const last = Object.fromEntries(summaries.map(({ name, last: value }) => [name, value]));
  draft.row = { ...row, outputs: stored({ ...row.outputs, ...last }) };
  storeDraft(tables, draft, now);
  tables.announced.runs.add(uuid);
  return "done";
}

function summaryOf(before: JsonObject, more: SeriesSummary): JsonObject {
  const { metric, step, timestamp } = before as Record<string, Record<string, string | number> | undefined>;
  const count = Number(metric?.["count"] ?? 0) + more.points;
  const bound = (of: "min" | "max"): number => {
    const both = [Number(metric?.[of] ?? Number.NaN), more[of]].filter((value) => !Number.isNaN(value));
    return both.length === 0 ? Number.NaN : Math[of](...both);
  };
  const time = (micros: number): string => new Date(micros / 1000).toISOString();
  return {
    is_event: true,
    step: { count, min: step?.["min"] ?? more.firstStep, max: more.lastStep },
    timestamp: { min: timestamp?.["min"] ?? time(more.firstTime), max: time(more.lastTime) },
    metric: { count, min: bound("min"), max: bound("max"), last: more.last },
  };
}

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

export const seriesParts = (tables: Tables, uuid: RunId, names: readonly string[]): readonly SeriesPart[] =>
  partsOf(tables, uuid)
    .filter(({ name }) => names.includes(name))
    .toSorted((a, b) => (a.name === b.name ? a.arrival - b.arrival || a.index - b.index : a.name < b.name ? -1 : 1));

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

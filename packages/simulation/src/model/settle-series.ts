import { type JsonObject, MAX_SERIES_NAMES, mergedNews, type SeriesSummary } from "@polyaxon/orchestrator";
import { stored } from "./documents.ts";
import type { RunRow, Tables } from "./tables.ts";

/** The row as its series have it: what waits, and `more`. Null, and nothing is changed, when `more` names new ones and makes them too many. */
export function settleInto(
  tables: Tables,
  row: RunRow,
  more: readonly SeriesSummary[] = [],
): { readonly row: RunRow; readonly names: number } | null {
  const tail = tables.seriesNews.get(row.uuid);
  const told = (tail?.news ?? []).flatMap((each) => each.summaries);
  const accepted = new Set(told.map(({ name }) => name));
  const summaries = mergedNews([...told, ...more]);
  const metrics = tables.artifacts.values().filter((each) => each.run === row.uuid && each.kind === "metric");
  const known = new Set(metrics.map(({ name }) => name));
  const added = summaries.filter(({ name }) => !known.has(name));
  const names = metrics.length + added.length;
  if (names > MAX_SERIES_NAMES && added.some(({ name }) => !accepted.has(name))) return null;
  for (const summary of summaries) {
    const key = JSON.stringify([row.uuid, summary.name, row.uuid]);
    const before = tables.artifacts.get(key);
    if (before !== undefined && before.path !== null) continue;
    const { name } = summary;
    const item = { run: row.uuid, name, kind: "metric", path: null, state: row.uuid, isInput: false };
    tables.artifacts.set(key, { ...item, summary: stored(summaryOf(before?.summary ?? {}, summary)) });
  }
  if (tail !== undefined) tables.seriesNews.set(row.uuid, { ...tail, news: [] });
  if (summaries.length === 0) return { row, names };
  const last = Object.fromEntries(summaries.map(({ name, last: value }) => [name, value]));
  return { row: { ...row, outputs: stored({ ...row.outputs, ...last }) }, names };
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

import type { RunRecord, RunStatsRequest, RunStatsRow } from "@polyaxon/orchestrator";
import { listRuns } from "./lists.ts";
import type { Tables } from "./tables.ts";

export function runStats(
  tables: Tables,
  project: string,
  request: RunStatsRequest,
  now: number,
): readonly RunStatsRow[] {
  const { query = null, bookmarks = false, caller, bucket, groupBy, measure, limit } = request;
  const options = { query, bookmarks, limit: Number.MAX_SAFE_INTEGER, offset: 0, withCount: false };
  const runs = listRuns(tables, project, caller === undefined ? options : { ...options, caller }, now).results;
  const rows = new Map<string, RunStatsRow>();
  for (const run of runs) {
    const time = bucket === null ? null : timeOf(run, bucket.time);
    if (bucket !== null && (time === null || time < bucket.from)) continue;
    const at = bucket === null || time === null ? null : time - ((time - bucket.from) % bucket.sizeMs);
    const group = groupBy === null ? null : run[groupBy];
    const value = measure === null ? 0 : measured(run, measure);
    const key = JSON.stringify([at, group]);
    const before = rows.get(key) ?? { group, at, count: 0, measured: 0, sum: 0, total: 0, min: null, max: null };
    rows.set(key, {
      ...before,
      count: before.count + 1,
      measured: before.measured + (value === null ? 0 : 1),
      sum: before.sum + (value ?? 0),
      total: before.total + (value ?? 0) * (run.duration ?? 0),
      min: value === null ? before.min : Math.min(before.min ?? value, value),
      max: value === null ? before.max : Math.max(before.max ?? value, value),
    });
  }
  return [...rows.values()].toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0) || b.count - a.count).slice(0, limit);
}

function timeOf(run: RunRecord, time: NonNullable<RunStatsRequest["bucket"]>["time"]): number | null {
  return time === "created_at" ? run.createdAt : time === "started_at" ? run.startedAt : run.finishedAt;
}

function measured(run: RunRecord, measure: NonNullable<RunStatsRequest["measure"]>): number | null {
  switch (measure) {
    case "wait_time":
      return run.waitTime;
    case "duration":
      return run.duration;
    case "cpu":
      return (run.resources?.cpuMillis ?? 0) / 1000;
    case "memory":
      return run.resources?.memoryBytes ?? 0;
    case "gpu":
      return run.resources?.gpus ?? 0;
  }
}

import type { RunId } from "@polyaxon/orchestrator";
import {
  type AnsweredLine,
  type ChartWindow,
  answerEnd,
  answerHead,
  drawSeries,
  encodeLines,
  sharedEvenColumns,
} from "@polyaxon/tracking";
import { createChunkReader } from "./chunk-reader.ts";
import { createReadMemory } from "./read-memory.ts";
import {
  partsOfName,
  type SeriesDeps,
  type SeriesOfRun,
  seriesOfRun,
  stepRange,
  whollySealed,
} from "./series-of-run.ts";

export interface ChartRequest {
  readonly runs: readonly (RunId | null)[];
  readonly names: readonly string[];
  /** Absent: the first (last) step that any of the runs has, for each name. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly buckets: number;
}

/** Series of one run that are drawn at once: what they read lies side by side, and they are one piece of the answer. */
const AT_ONCE = 10;

/**
 * The answer to a request for charts, run by run, as `encodeLines` writes it. Of the runs one at a time is in memory; where no
 * window is given, all are looked at first, and what of them is sealed is remembered.
 * @param request a run that is null is passed over, and keeps its place
 */
export async function* drawCharts(deps: SeriesDeps, request: ChartRequest): AsyncGenerator<Uint8Array> {
  const { buckets, names } = request;
  const { remembered, windows } = await lookAtAll(deps, request);
  const memory = createReadMemory();
  const even = sharedEvenColumns();
  yield answerHead();
  for await (const { place, run, series } of seriesOfRuns(deps, request, remembered)) {
    const chunks = createChunkReader(deps.seriesFiles, run, memory);
    const reading = { chunks, even };
    try {
      for (let at = 0; at < names.length; at += AT_ONCE) {
        const drawn = names.slice(at, at + AT_ONCE).map(async (name, index): Promise<AnsweredLine | null> => {
          const window = { buckets, ...(windows.get(name) ?? { from: request.from ?? 0, to: request.to ?? 0 }) };
          const parts = partsOfName(series, name, reading, window);
          if (parts.length === 0) return null;
          return { run: place, name: at + index, window, line: await drawSeries(parts, window) };
        });
        // All are waited for, also when one fails: the chunks are closed then.
        const lines: AnsweredLine[] = [];
        for (const outcome of await Promise.allSettled(drawn)) {
          if (outcome.status === "rejected") throw outcome.reason;
          if (outcome.value !== null) lines.push(outcome.value);
        }
        if (lines.length > 0) yield encodeLines(lines);
        // Drawn to their end: nothing of them is read any more, and what was read is in the answer.
        memory.reuse();
      }
    } finally {
      await chunks.close();
    }
  }
  yield answerEnd();
}

/** Runs that are looked up together: points that are not sealed yet are in memory of one of them at a time. */
const TOGETHER = 25;

async function* seriesOfRuns(
  deps: SeriesDeps,
  { names, runs }: ChartRequest,
  remembered: ReadonlyMap<RunId, SeriesOfRun>,
): AsyncGenerator<{ readonly place: number; readonly run: RunId; readonly series: SeriesOfRun }> {
  for (let from = 0; from < runs.length; from += TOGETHER) {
    const group = runs.slice(from, from + TOGETHER);
    const asked = group.filter((run) => run !== null && !remembered.has(run)) as RunId[];
    const sealed = asked.length === 0 ? null : await whollySealed(deps, asked, names);
    for (const [index, run] of group.entries()) {
      if (run === null) continue;
      const series = remembered.get(run) ?? (await seriesOfRun(deps, run, names, sealed?.get(run)));
      yield { place: from + index, run, series };
    }
  }
}

async function lookAtAll(
  deps: SeriesDeps,
  request: ChartRequest,
): Promise<{
  readonly windows: Map<string, Pick<ChartWindow, "from" | "to">>;
  readonly remembered: Map<RunId, SeriesOfRun>;
}> {
  const { from, names, to } = request;
  const windows = new Map<string, { from: number; to: number }>();
  const remembered = new Map<RunId, SeriesOfRun>();
  if (from !== undefined && to !== undefined) return { windows, remembered };
  for await (const { run, series } of seriesOfRuns(deps, request, remembered)) {
    for (const name of names) {
      const range = stepRange(series, name);
      if (range === null) continue;
      const known = windows.get(name) ?? range;
      windows.set(name, { from: Math.min(known.from, range.from), to: Math.max(known.to, range.to) });
    }
    // Points in memory are let go of, and read again in their turn; of the only run they would be in memory anyway.
    const isSealed = series.recent.size === 0 && series.uploaded.size === 0;
    if (isSealed || request.runs.length === 1) remembered.set(run, series);
  }
  for (const [name, window] of windows) windows.set(name, { from: from ?? window.from, to: to ?? window.to });
  return { windows, remembered };
}

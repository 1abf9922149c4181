import type { SeriesSummary } from "./ports/series-store.ts";

/** What several batches say of each series, in the order of their arrival, as if they had been one. Pure. */
export function mergedNews(told: readonly SeriesSummary[]): readonly SeriesSummary[] {
  const byName = new Map<string, SeriesSummary>();
  for (const next of told) {
    const before = byName.get(next.name);
    byName.set(next.name, before === undefined ? next : joined(before, next));
  }
  return [...byName.values()];
}

const joined = (a: SeriesSummary, b: SeriesSummary): SeriesSummary => ({
  name: a.name,
  points: a.points + b.points,
  firstStep: a.firstStep,
  lastStep: b.lastStep,
  firstTime: a.firstTime,
  lastTime: b.lastTime,
  min: either(Math.min, a.min, b.min),
  max: either(Math.max, a.max, b.max),
  last: b.last,
});

/** NaN only when both are. */
const either = (choose: typeof Math.min, a: number, b: number): number =>
  Number.isNaN(a) ? b : Number.isNaN(b) ? a : choose(a, b);

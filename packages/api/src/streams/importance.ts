import type { Json } from "@polyaxon/orchestrator";
import { extraTreesImportance } from "./extra-trees.ts";

export interface Importance {
  /** Share of what all params explain of the metric, 0 to 1; three decimals. */
  readonly importance: number;
  /** Pearson's, with the metric; null for a param that never changes. */
  readonly correlation: number | null;
}

const TREES = 100;

/**
 * Which params a metric hangs on, over many runs. A param of words becomes one column for each word, `name_word`; a missing
 * number counts as the mean. Runs with the same params and metric count once.
 *
 * @param params  one object for each run
 * @param metrics the metric of each, in the same order
 * @returns null when there is nothing to tell: no runs, a metric that is no number, or not as many of them
 */
export async function importanceOf(
  params: readonly Readonly<Record<string, Json>>[],
  metrics: readonly Json[],
): Promise<Record<string, Importance> | null> {
  if (params.length === 0 || params.length !== metrics.length) return null;
  const numbers = metrics.filter((metric) => typeof metric === "number");
  if (numbers.length !== metrics.length) return null;
  const rows = distinct(params, numbers);
  const target = rows.map(({ metric }) => metric);
  const columns = columnsOf(rows.map(({ values }) => values));
  if (columns.size === 0) return null;
  const shares = await extraTreesImportance([...columns.values()], target, { trees: TREES, random: seeded(1) });
  return Object.fromEntries(
    [...columns].map(([name, values], index) => [
      name,
      { importance: rounded(shares[index] ?? 0), correlation: correlation(values, target) },
    ]),
  );
}

type Row = { readonly values: Readonly<Record<string, Json>>; readonly metric: number };

function distinct(params: readonly Readonly<Record<string, Json>>[], metrics: readonly number[]): readonly Row[] {
  const rows = new Map<string, Row>();
  params.forEach((values, index) => {
    const metric = metrics[index] ?? 0;
    rows.set(JSON.stringify([Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1)), metric]), {
      values,
      metric,
    });
  });
  return [...rows.values()];
}

function columnsOf(rows: readonly Readonly<Record<string, Json>>[]): Map<string, readonly number[]> {
  const columns = new Map<string, readonly number[]>();
  for (const name of new Set(rows.flatMap((row) => Object.keys(row)))) {
    const values = rows.map((row) => scalar(row[name]));
    const known = values.filter((value) => value !== null);
    if (known.length === 0) continue;
    if (known.every((value) => typeof value === "number")) {
      const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
      columns.set(
        name,
        values.map((value) => (typeof value === "number" ? value : mean)),
      );
      continue;
    }
    const words = values.map((value) => (value === null ? "NAN" : String(value)));
    for (const word of new Set(words))
      columns.set(
        `${name}_${word}`,
        words.map((each) => Number(each === word)),
      );
  }
  return columns;
}

/** Lists and objects count by their text. */
function scalar(value: Json | undefined): number | string | null {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "boolean") return Number(value);
  return typeof value === "string" ? value : JSON.stringify(value);
}

function correlation(values: readonly number[], target: readonly number[]): number | null {
  const mean = (all: readonly number[]) => all.reduce((sum, each) => sum + each, 0) / all.length;
  const [meanValue, meanTarget] = [mean(values), mean(target)];
  let [both, ofValues, ofTarget] = [0, 0, 0];
  values.forEach((value, index) => {
    const [a, b] = [value - meanValue, (target[index] ?? 0) - meanTarget];
    both += a * b;
    ofValues += a * a;
    ofTarget += b * b;
  });
  const scale = Math.sqrt(ofValues * ofTarget);
  return scale > 0 ? rounded(both / scale) : null;
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

/** The same answer to the same question: Mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

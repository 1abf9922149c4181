import { jsonNumber, type JsonNumber } from "./json-number.ts";

/** Numbers of one series as lineage summaries show them; the names are those of pandas' `describe`. */
export interface ValueSummary {
  readonly count: number;
  readonly mean: JsonNumber;
  /** Sample deviation (n − 1); null for one value. */
  readonly std: JsonNumber | null;
  readonly min: JsonNumber;
  readonly "25%": JsonNumber;
  readonly "50%": JsonNumber;
  readonly "75%": JsonNumber;
  readonly max: JsonNumber;
  readonly last: JsonNumber;
}

/** Up to this many values the quartiles are exact; beyond, they come from a uniform sample of this size. */
export const EXACT_QUARTILES_UP_TO = 16_384;

/**
 * Running summary in bounded memory (128 KiB at most). Count, mean, deviation, min, max and last are exact; the quartiles are exact up to
 * {@link EXACT_QUARTILES_UP_TO} values, then estimated from a reservoir (Vitter's algorithm R, fixed seed) whose rank error has
 * a deviation of 0.4 %. NaN counts only as `last`, as in pandas.
 */
export interface RunningValues {
  add(value: number): void;
  /** @param pending one more value to count without keeping it. Null when there is none at all. */
  summary(pending?: number): ValueSummary | null;
}

export function createRunningValues(): RunningValues {
  let kept = new Float64Array(64);
  let count = 0;
  let mean = 0;
  let squares = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let last: number | null = null;
  let random = 0x9e3779b9;

  function keep(value: number): void {
    if (count <= EXACT_QUARTILES_UP_TO) {
      if (count > kept.length) kept = grown(kept);
      kept[count - 1] = value;
      return;
    }
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    const slot = Math.floor(((random >>> 0) / 0x1_0000_0000) * count);
    if (slot < EXACT_QUARTILES_UP_TO) kept[slot] = value;
  }

  return {
    add(value) {
      last = value;
      if (Number.isNaN(value)) return;
      count += 1;
      const delta = value - mean;
      mean = nextMean(mean, value, count);
      squares += delta * (value - mean);
      if (value < min) min = value;
      if (value > max) max = value;
      keep(value);
    },
    summary(pending) {
      const newest = pending ?? last;
      if (newest === null) return null;
      const extra = pending !== undefined && !Number.isNaN(pending) ? pending : null;
      const sorted = kept.slice(0, Math.min(count, EXACT_QUARTILES_UP_TO) + (extra === null ? 0 : 1));
      if (extra !== null) sorted[sorted.length - 1] = extra;
      sorted.sort();
      const total = extra === null ? count : count + 1;
      const delta = extra === null ? 0 : extra - mean;
      const fullMean = extra === null ? mean : nextMean(mean, extra, total);
      const fullSquares = extra === null ? squares : squares + delta * (extra - fullMean);
      return {
        count: total,
        mean: jsonNumber(total === 0 ? Number.NaN : fullMean),
        std: total < 2 ? null : jsonNumber(Math.sqrt(fullSquares / (total - 1))),
        min: jsonNumber(total === 0 ? Number.NaN : Math.min(min, extra ?? min)),
        "25%": jsonNumber(quantile(sorted, 0.25)),
        "50%": jsonNumber(quantile(sorted, 0.5)),
        "75%": jsonNumber(quantile(sorted, 0.75)),
        max: jsonNumber(total === 0 ? Number.NaN : Math.max(max, extra ?? max)),
        last: jsonNumber(newest),
      };
    },
  };
}

/** An infinite mean stays so; the difference of two infinities would turn it into NaN. */
function nextMean(mean: number, value: number, count: number): number {
  if (Number.isFinite(mean)) return mean + (value - mean) / count;
  return Number.isFinite(value) || value === mean ? mean : Number.NaN;
}

function grown(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(Math.min(values.length * 2, EXACT_QUARTILES_UP_TO));
  larger.set(values);
  return larger;
}

/** Linear interpolation between the two nearest ranks, as pandas and numpy do. */
function quantile(sorted: Float64Array, q: number): number {
  if (sorted.length === 0) return Number.NaN;
  const rank = q * (sorted.length - 1);
  const low = sorted[Math.floor(rank)] as number;
  const high = sorted[Math.ceil(rank)] as number;
  return low === high ? low : low + (high - low) * (rank - Math.floor(rank));
}

import type { Node } from "./series-part.ts";

/** What of a series is drawn: steps from `from` to `to`, both included, in `buckets` equal columns of pixels. */
export interface ChartWindow {
  readonly from: number;
  readonly to: number;
  readonly buckets: number;
}

/** The bucket of a step inside the window; the last one takes its end. */
export function bucketOf({ from, to, buckets }: ChartWindow, step: number): number {
  if (to <= from) return 0;
  const width = to - from;
  // Steps may be so far apart that no number tells how far: then their halves are compared.
  const share =
    width === Number.POSITIVE_INFINITY ? (step / 2 - from / 2) / (to / 2 - from / 2) : (step - from) / width;
  return Math.min(buckets - 1, Math.floor(share * buckets));
}

/** At most twice as many points as there are buckets are given as they are. */
export const rawLimit = ({ buckets }: ChartWindow): number => 2 * buckets;

export type ChartLine =
  | { readonly kind: "points"; readonly steps: Float64Array; readonly values: Float64Array }
  | {
      readonly kind: "envelope";
      /** Buckets that have points, rising. */
      readonly index: Uint32Array;
      /** NaN where nothing but NaN fell. */
      readonly min: Float64Array;
      readonly max: Float64Array;
      readonly first: Float64Array;
      readonly last: Float64Array;
    };

/**
 * Collects the points of a window in the order of their steps. States: *points* (few so far, all kept) → *envelope* (more
 * than `rawLimit`: what was kept is summed up, and so is all that comes).
 */
export class LineCollector {
  readonly #window: ChartWindow;
  readonly #limit: number;
  #steps: number[] | null = [];
  #values: number[] = [];
  readonly #occupied: Uint8Array;
  readonly #min: Float64Array;
  readonly #max: Float64Array;
  readonly #first: Float64Array;
  readonly #last: Float64Array;

  constructor(window: ChartWindow) {
    this.#window = window;
    this.#limit = rawLimit(window);
    this.#occupied = new Uint8Array(window.buckets);
    this.#min = new Float64Array(window.buckets).fill(Number.NaN);
    this.#max = new Float64Array(window.buckets).fill(Number.NaN);
    this.#first = new Float64Array(window.buckets);
    this.#last = new Float64Array(window.buckets);
  }

  /** Whether so many points together may be given summed up. */
  takesNode(points: number): boolean {
    if (this.#steps !== null && this.#steps.length + points > this.#limit) this.#sumUp();
    return this.#steps === null;
  }

  /** Points that are all in one bucket. */
  addNode({ stepFirst, min, max, first, last }: Node): void {
    this.#add(bucketOf(this.#window, stepFirst), min, max, first, last);
  }

  /** So many points of the window are certain to come: more than are given as they are need not be kept first. */
  expect(points: number): void {
    if (this.#steps !== null && points > this.#limit) this.#sumUp();
  }

  /** Points by step; those outside the window are passed over. */
  addPoints(steps: Float64Array, values: Float64Array): void {
    const { from, to } = this.#window;
    let at = 0;
    while (at < steps.length && (steps[at] as number) < from) at += 1;
    for (; this.#steps !== null && at < steps.length && (steps[at] as number) <= to; at += 1) {
      if (this.#steps.length === this.#limit) this.#sumUp();
      else {
        this.#steps.push(steps[at] as number);
        this.#values.push(values[at] as number);
        continue;
      }
      break;
    }
    if (this.#steps === null) this.#addFrom(at, steps, values);
  }

  /**
   * Millions of points pass here. Steps rise, and so do their buckets: where a bucket ends is sought, beginning where it would
   * if it had as many points as the one before, so that most points cost two comparisons of their value and nothing else.
   */
  #addFrom(start: number, steps: Float64Array, values: Float64Array): void {
    const window = this.#window;
    const inside = (at: number): boolean => (steps[at] as number) <= window.to;
    const stop = endOfRun(start, steps.length, steps.length - start, inside);
    let length = 1;
    for (let at = start; at < stop; at += length) {
      const bucket = bucketOf(window, steps[at] as number);
      const sameBucket = (other: number): boolean => bucketOf(window, steps[other] as number) === bucket;
      const end = endOfRun(at, stop, length, sameBucket);
      let min = Number.POSITIVE_INFINITY;
      let max = Number.NEGATIVE_INFINITY;
      for (let each = at; each < end; each += 1) {
        const value = values[each] as number;
        if (value < min) min = value;
        if (value > max) max = value;
      }
      // Crossed bounds have met no number.
      if (min > max) min = max = Number.NaN;
      this.#add(bucket, min, max, values[at] as number, values[end - 1] as number);
      length = end - at;
    }
  }

  line(): ChartLine {
    if (this.#steps !== null)
      return { kind: "points", steps: new Float64Array(this.#steps), values: new Float64Array(this.#values) };
    let count = 0;
    for (const each of this.#occupied) count += each;
    const index = new Uint32Array(count);
    for (let bucket = 0, at = 0; at < count; bucket += 1) if (this.#occupied[bucket] === 1) index[at++] = bucket;
    return {
      kind: "envelope",
      index,
      min: picked(this.#min, index),
      max: picked(this.#max, index),
      first: picked(this.#first, index),
      last: picked(this.#last, index),
    };
  }

  #sumUp(): void {
    const steps = this.#steps ?? [];
    this.#steps = null;
    for (const [at, step] of steps.entries()) {
      const value = this.#values[at] as number;
      this.#add(bucketOf(this.#window, step), value, value, value, value);
    }
    this.#values = [];
  }

  #add(bucket: number, min: number, max: number, first: number, last: number): void {
    if (this.#occupied[bucket] === 0) {
      this.#occupied[bucket] = 1;
      this.#first[bucket] = first;
    }
    this.#last[bucket] = last;
    if (min < (this.#min[bucket] as number) || (this.#min[bucket] !== this.#min[bucket] && min === min))
      this.#min[bucket] = min;
    if (max > (this.#max[bucket] as number) || (this.#max[bucket] !== this.#max[bucket] && max === max))
      this.#max[bucket] = max;
  }
}

/** `Float64Array.from` with a function costs ten times as much. */
function picked(from: Float64Array, index: Uint32Array): Float64Array {
  if (index.length === from.length) return from;
  const found = new Float64Array(index.length);
  for (let at = 0; at < found.length; at += 1) found[at] = from[index[at] as number] as number;
  return found;
}

/**
 * The end of the run that begins at `start`: places before it belong to it, places from it on do not. Few are asked when
 * `guess` is close to its length.
 * @param stop the end at the latest
 * @returns `start` when not even that belongs to it
 */
function endOfRun(start: number, stop: number, guess: number, belongs: (at: number) => boolean): number {
  if (start >= stop || !belongs(start)) return start;
  let low = start;
  let high = Math.min(start + Math.max(1, guess), stop);
  // Outwards from the guess by ever larger steps, until one place inside and one behind the end are known.
  if (high < stop && belongs(high)) {
    for (let step = 1; ; step *= 2) {
      low = high;
      high = Math.min(high + step, stop);
      if (high === stop || !belongs(high)) break;
    }
  } else {
    for (let step = 1; high - step > low; step *= 2) {
      if (belongs(high - step)) {
        low = high - step;
        break;
      }
      high -= step;
    }
  }
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (belongs(middle)) low = middle;
    else high = middle;
  }
  return high;
}

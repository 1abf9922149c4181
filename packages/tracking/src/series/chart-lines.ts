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
  return Math.min(buckets - 1, Math.floor(((step - from) / (to - from)) * buckets));
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

  /** Millions of points pass here: what a bucket comes to is kept in variables until the next one begins. */
  #addFrom(start: number, steps: Float64Array, values: Float64Array): void {
    const { from, to, buckets } = this.#window;
    const width = to - from;
    let bucket = -1;
    let min = Number.NaN;
    let max = Number.NaN;
    let first = 0;
    let value = 0;
    for (let at = start; at < steps.length; at += 1) {
      const step = steps[at] as number;
      if (step > to) break;
      // As in `bucketOf`, but for the end of the window.
      const next = width > 0 ? Math.floor(((step - from) / width) * buckets) : 0;
      if (next !== bucket) {
        if (bucket !== -1) this.#add(Math.min(bucket, buckets - 1), min, max, first, value);
        bucket = next;
        first = values[at] as number;
        min = Number.NaN;
        max = Number.NaN;
      }
      value = values[at] as number;
      // A bound that is NaN gives way to any number, and NaN to none.
      if (!(min <= value) && value === value) min = value;
      if (!(max >= value) && value === value) max = value;
    }
    if (bucket !== -1) this.#add(Math.min(bucket, buckets - 1), min, max, first, value);
  }

  line(): ChartLine {
    if (this.#steps !== null)
      return { kind: "points", steps: Float64Array.from(this.#steps), values: Float64Array.from(this.#values) };
    const found: number[] = [];
    for (let bucket = 0; bucket < this.#occupied.length; bucket += 1)
      if (this.#occupied[bucket] === 1) found.push(bucket);
    const index = Uint32Array.from(found);
    const picked = (of: Float64Array): Float64Array => Float64Array.from(index, (bucket) => of[bucket] as number);
    return {
      kind: "envelope",
      index,
      min: picked(this.#min),
      max: picked(this.#max),
      first: picked(this.#first),
      last: picked(this.#last),
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

import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { answerEnd, answerHead, decodeAnswer, encodeLines } from "./chart-answer.ts";
import { bucketOf, type ChartLine, type ChartWindow, rawLimit } from "./chart-lines.ts";
import { drawSeries } from "./draw-series.ts";
import { partInMemory, type PartSource } from "./part-source.ts";
import { cutIntoParts, sortPoints } from "./sort-points.ts";

interface Batch {
  readonly attempt: number;
  readonly points: readonly (readonly [step: number, value: number])[];
}

/** As they would be stored: each batch sorted and cut, in the order of arrival. */
function partsOf(batches: readonly Batch[]): PartSource[] {
  return batches.flatMap(({ attempt, points }, arrival) => {
    const column = (of: 0 | 1): Float64Array => Float64Array.from(points, (point) => point[of]);
    const sorted = sortPoints([{ steps: column(0), times: new Float64Array(points.length), values: column(1) }]);
    return [...cutIntoParts(sorted)].map((part, index) =>
      partInMemory(part, { attempt, arrival: arrival * 1_000 + index }),
    );
  });
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** What the words say, without any haste. */
function naive(batches: readonly Batch[], window: ChartWindow): ChartLine {
  const all = batches.flatMap(({ attempt, points }) => points.map(([step, value]) => ({ attempt, step, value })));
  const lastAttempt = new Map<number, number>();
  for (const { step, attempt } of all) lastAttempt.set(step, Math.max(attempt, lastAttempt.get(step) ?? 0));
  const kept = all
    .filter(({ step, attempt }) => lastAttempt.get(step) === attempt && step >= window.from && step <= window.to)
    .toSorted((a, b) => a.step - b.step);
  if (kept.length <= rawLimit(window)) {
    return {
      kind: "points",
      steps: Float64Array.from(kept, ({ step }) => step),
      values: Float64Array.from(kept, ({ value }) => value),
    };
  }
  const buckets = groupedBy(kept, ({ step }) => bucketOf(window, step));
  const numbers = [...buckets].map(([index, points]) => {
    const values = points.map(({ value }) => value);
    const known = values.filter((value) => !Number.isNaN(value));
    const bound = (of: (...each: number[]) => number): number => (known.length === 0 ? Number.NaN : of(...known));
    return { index, min: bound(Math.min), max: bound(Math.max), first: values[0], last: values.at(-1) };
  });
  const column = (of: "min" | "max" | "first" | "last"): Float64Array =>
    Float64Array.from(numbers, (each) => each[of] as number);
  return {
    kind: "envelope",
    index: Uint32Array.from(numbers, ({ index }) => index),
    min: column("min"),
    max: column("max"),
    first: column("first"),
    last: column("last"),
  };
}

const value = fc.oneof(
  { weight: 8, arbitrary: fc.double({ noNaN: true, min: -1e6, max: 1e6 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0) },
);

/** Batches as runs send them: mostly going on, at times going back, at times long. */
const batches = fc
  .array(
    fc.record({
      retried: fc.boolean(),
      start: fc.integer({ min: -50, max: 1_500 }),
      stride: fc.constantFrom(0, 0.5, 1, 1, 1, 3),
      shuffled: fc.boolean(),
      values: fc.oneof(
        fc.array(value, { maxLength: 30 }),
        fc
          .array(value, { minLength: 1, maxLength: 12 })
          .map((few) => Array.from({ length: 700 }, (_, at) => (few[at % few.length] as number) + at)),
      ),
    }),
    { maxLength: 6 },
  )
  .map((drafts) => {
    let attempt = 1;
    return drafts.map(({ retried, start, stride, shuffled, values }): Batch => {
      if (retried) attempt += 1;
      const points = values.map((each, at) => [start + at * stride, each] as const);
      return { attempt, points: shuffled ? points.toReversed() : points };
    });
  });

const window = fc
  .tuple(fc.integer({ min: -60, max: 1_600 }), fc.integer({ min: 0, max: 2_500 }), fc.integer({ min: 1, max: 60 }))
  .map(([from, width, buckets]): ChartWindow => ({ from, to: from + width, buckets }));

describe("a drawn series", () => {
  it("equals what a naive evaluator says, whatever came in whatever order", async () => {
    await fc.assert(
      fc.asyncProperty(batches, window, async (given, within) => {
        expect(await drawSeries(partsOf(given), within)).toEqual(naive(given, within));
      }),
      { numRuns: 300 },
    );
  });

  it("shows a spike of one point among any number of points, at every zoom", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60_000 }),
        fc.nat(),
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 800 }),
        fc.boolean(),
        async (length, at, left, right, buckets, upwards) => {
          const spikeAt = at % length;
          const spike = upwards ? 1e9 : -1e9;
          const steps = Float64Array.from({ length }, (_, index) => index);
          const values = Float64Array.from(steps, (step) => (step === spikeAt ? spike : Math.sin(step)));
          const parts = [...cutIntoParts({ steps, times: steps, values })].map((part, arrival) =>
            partInMemory(part, { attempt: 1, arrival }),
          );
          const within = { from: spikeAt - (left % length), to: spikeAt + (right % length), buckets };
          const line = await drawSeries(parts, within);
          if (line.kind === "points") expect(line.values[line.steps.indexOf(spikeAt)]).toBe(spike);
          else {
            const bucket = line.index.indexOf(bucketOf(within, spikeAt));
            expect((upwards ? line.max : line.min)[bucket]).toBe(spike);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("is answered as bytes that say when they were cut short", async () => {
    const given: Batch[] = [{ attempt: 1, points: Array.from({ length: 500 }, (_, at) => [at, at % 13] as const) }];
    const windows = [
      { from: 0, to: 499, buckets: 20 },
      { from: 10, to: 20, buckets: 20 },
    ];
    const lines = await Promise.all(
      windows.map(async (within, name) => ({
        run: 3,
        name,
        window: within,
        line: await drawSeries(partsOf(given), within),
      })),
    );
    const bytes = Buffer.concat([answerHead(), encodeLines(lines), answerEnd()]);
    expect(lines.map(({ line }) => line.kind)).toEqual(["envelope", "points"]);
    expect(decodeAnswer(bytes)).toEqual(lines);
    for (const cut of [0, 7, 20, bytes.length - 8, bytes.length - 1]) {
      expect(() => decodeAnswer(bytes.subarray(0, cut))).toThrow(/cut short|begins with PLXC/);
    }
  });
});

it("steps as far apart as numbers can be are drawn", async () => {
  const ends: Batch["points"] = [
    [-1.7e308, 1],
    [1.7e308, 2],
  ];
  const points = Array.from({ length: 100 }, (_, step): [number, number] => [step, step]);
  const window = { from: -1.7e308, to: 1.7e308, buckets: 10 };
  const line = await drawSeries(partsOf([{ attempt: 1, points: [...ends, ...points] }]), window);
  expect(line).toEqual({
    kind: "envelope",
    index: Uint32Array.of(0, 5, 9),
    min: Float64Array.of(1, 0, 2),
    max: Float64Array.of(1, 99, 2),
    first: Float64Array.of(1, 0, 2),
    last: Float64Array.of(1, 99, 2),
  });
});

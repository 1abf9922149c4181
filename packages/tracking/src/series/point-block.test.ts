import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { decodePointBlock, encodePointBlock, type SeriesPoints } from "./point-block.ts";
import { decodePart, decodePartHead, encodePart, readColumn } from "./series-part.ts";

const LIMITS = { maxSeries: 100, maxPoints: 10_000 };
const column = (values: readonly number[]): Float64Array => Float64Array.from(values);
const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-0, Number.NaN, Number.POSITIVE_INFINITY));
const points = fc.integer({ min: 0, max: 600 }).chain((length) => {
  const one = fc.oneof(
    fc.array(number, { minLength: length, maxLength: length }).map(column),
    fc
      .tuple(fc.integer(), fc.integer())
      .map(([start, stride]) => Float64Array.from({ length }, (_, at) => start + at * stride)),
    fc
      .array(fc.nat(), { minLength: length, maxLength: length })
      .map((each) => column(each.map((value) => 1.7e15 + value))),
  );
  return fc.record({ name: fc.string({ unit: "grapheme", maxLength: 20 }), steps: one, times: one, values: one });
});

describe("a block of points", () => {
  it("gives back every bit of what was put in", () => {
    fc.assert(
      fc.property(fc.array(points, { maxLength: 5 }), (series) => {
        const bytes = encodePointBlock(series);
        expect(decodePointBlock(bytes, LIMITS)).toEqual(series);
        // As it lies in a larger buffer, anywhere.
        expect(decodePointBlock(Buffer.concat([Buffer.alloc(3), bytes]).subarray(3), LIMITS)).toEqual(series);
      }),
      { numRuns: 40 },
    );
  });

  it("costs 4 bytes a time and 8 a value when steps are even", () => {
    const length = 1_000;
    const series: SeriesPoints = {
      name: "loss",
      steps: Float64Array.from({ length }, (_, at) => at),
      times: Float64Array.from({ length }, (_, at) => 1.7e15 + at * 1_003 + (at % 7)),
      values: Float64Array.from({ length }, (_, at) => Math.sin(at)),
    };
    expect(encodePointBlock([series]).length).toBeLessThan(length * 12 + 100);
  });

  it("can be read for some names only", () => {
    const series = ["a", "b", "c"].map((name) => ({
      name,
      steps: column([1]),
      times: column([2]),
      values: column([3]),
    }));
    expect(decodePointBlock(encodePointBlock(series), LIMITS, new Set(["b"]))).toEqual([series[1]]);
  });

  it("that was cut short or garbled is refused in words, whatever it holds", () => {
    const bytes = encodePointBlock([
      { name: "a", steps: column([1, 2]), times: column([5, 9]), values: column([0.5, 1]) },
    ]);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.boolean(), (at, byte, cut) => {
        const garbled = cut ? bytes.slice(0, at) : bytes.with(at, byte);
        try {
          decodePointBlock(garbled, LIMITS);
          return !cut;
        } catch (error) {
          return (error as Error).name === "SeriesFormatError";
        }
      }),
    );
  });

  it("does not unfold a few bytes into more points than are allowed", () => {
    const even = Float64Array.from({ length: 20_000 }, (_, at) => at);
    const bytes = encodePointBlock([{ name: "a", steps: even, times: even, values: even }]);
    expect(bytes.length).toBeLessThan(200);
    expect(() => decodePointBlock(bytes, LIMITS)).toThrow("at most 10000 points");
  });
});

describe("a part", () => {
  it("is read whole, or any piece of it", async () => {
    await fc.assert(
      fc.asyncProperty(points, fc.nat(600), fc.nat(600), async ({ steps, times, values }, a, b) => {
        const bytes = encodePart({ steps, times, values });
        expect(decodePart(bytes)).toEqual({ steps, times, values });
        const [from = 0, to = 0] = [a, b].map((at) => Math.min(at, steps.length)).toSorted((x, y) => x - y);
        const head = decodePartHead(bytes);
        const read = async (at: number, length: number): Promise<Uint8Array> => bytes.subarray(at, at + length);
        expect(await readColumn(read, head.stepsAt, from, to)).toEqual(steps.slice(from, to));
        expect(await readColumn(read, head.valuesAt, from, to)).toEqual(values.slice(from, to));
      }),
      { numRuns: 40 },
    );
  });
});

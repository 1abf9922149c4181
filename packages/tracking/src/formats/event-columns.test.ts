import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventColumns } from "./event-columns.ts";
import { parseEventFile, type EventRow } from "./event-file.ts";

const rowsOf = (values: readonly number[]): EventRow[] =>
  values.map((value, step) => ({ step, timestampMicros: 1_700_000_000_000_000 + step, value: String(value) }));

describe("eventColumns", () => {
  it("is the dict payload of the events route", () => {
    const file = "step|timestamp|metric\n0|2026-11-22 03:02:34.277333+00:00|1.0\n|2026-11-22 03:02:35+00:00|nan";
    expect(eventColumns("metric", parseEventFile("metric", file))).toEqual({
      step: [0, null],
      timestamp: ["2026-11-22 03:02:34.277333+00:00", "2026-11-22 03:02:35+00:00"],
      metric: [1, "NaN"],
    });
  });

  it("keeps structured cells as JSON text", () => {
    const file = 'step|timestamp|histogram\n0|2026-11-22 03:02:34+00:00|{"values":[1],"counts":[1,2]}';
    expect(eventColumns("histogram", parseEventFile("histogram", file))["histogram"]).toEqual([
      '{"values":[1],"counts":[1,2]}',
    ]);
  });

  it("samples to exactly n rows in order, first and last among them", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true }), { minLength: 3, maxLength: 400 }),
        fc.integer({ min: 2, max: 500 }),
        (values, sample) => {
          const steps = eventColumns("metric", rowsOf(values), { sample })["step"] as number[];
          expect(steps).toHaveLength(Math.min(sample, values.length));
          expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
          expect(steps[0]).toBe(0);
          expect(steps.at(-1)).toBe(values.length - 1);
        },
      ),
    );
  });

  it("never hides the highest or lowest value of a metric", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 20, maxLength: 400 }), (values) => {
        const kept = eventColumns("metric", rowsOf(values), { sample: 10 })["metric"] as unknown[];
        const shown = kept.map(Number);
        expect(Math.max(...shown)).toBe(Math.max(...values));
        expect(Math.min(...shown)).toBe(Math.min(...values));
      }),
    );
  });
});

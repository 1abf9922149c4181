import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addMetricRows, eventColumns, type MetricColumns } from "./event-columns.ts";
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

  it("are the same when a metric's rows go into them one by one", () => {
    const cell = fc.constantFrom("1.0", "-2", "nan", "-inf", "1e-3", "", " 7 ", "x", "0x10", "5|6", "8\r");
    const step = fc.constantFrom("0", "17", "", "2.5", "step", "-1", " 3");
    const time = fc.constantFrom(
      "2026-11-22 03:02:34.277333+00:00",
      "2026-11-22 03:02:34.000000+00:00",
      "2026-11-22T03:02:34.277333+00:00",
      "2026-11-22 03:02:34,277333+00:00",
      "2026-11-22 03:02:35+00:00",
      "2026-11-22 03:02:35+01:00",
      "2026-11-22 03:02:99+00:00",
      " 2026-11-22 03:02:34Z ",
      "timestamp",
      "",
    );
    const row = fc.tuple(step, time, cell).map((cells) => cells.join("|"));
    const json = fc
      .tuple(time, fc.constantFrom("1", '"2.5"', '"nan"', "null", "[1]"))
      .map(([at, value]) => `{"timestamp":${JSON.stringify(at)},"step":4,"metric":${value}}`);
    const line = fc.oneof(row, json, fc.constantFrom("", "step|timestamp|metric", "1|2026-11-22", "{", "|", "||"));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const file = lines.join("\n");
        const columns: MetricColumns = { step: [], timestamp: [], metric: [] };
        addMetricRows(columns, file);
        expect(columns).toEqual(eventColumns("metric", parseEventFile("metric", file)));
      }),
      { numRuns: 500 },
    );
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

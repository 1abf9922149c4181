import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeEventRow, eventFileHeader } from "./event-file.ts";
import { createEventTail } from "./event-tail.ts";
import { EXACT_QUARTILES_UP_TO } from "./value-summary.ts";

const at = Date.UTC(2026, 10, 22, 3, 2, 34) * 1000;
const metricFile = (values: readonly number[]): string =>
  eventFileHeader("metric") +
  values.map((value, step) => encodeEventRow("metric", { step, timestamp: at + step, value })).join("");

function tailOf(text: string, chunkBytes = 1 << 20) {
  const tail = createEventTail("metric", "loss");
  const bytes = new TextEncoder().encode(text);
  for (let i = 0; i < bytes.length; i += chunkBytes) tail.feed(bytes.subarray(i, i + chunkBytes));
  return tail;
}

describe("event tail", () => {
  it("summarises as pandas describes", () => {
    expect(tailOf(metricFile([4, 1, 3, 2])).summary()).toEqual({
      is_event: true,
      step: { count: 4, min: 0, max: 3 },
      timestamp: { min: "2026-11-22T03:02:34.000000+00:00", max: "2026-11-22T03:02:34.000003+00:00" },
      metric: {
        count: 4,
        mean: 2.5,
        std: 1.2909944487358056,
        min: 1,
        "25%": 1.75,
        "50%": 2.5,
        "75%": 3.25,
        max: 4,
        last: 2,
      },
    });
  });

  it("has no deviation for one row, no step when none was given, nothing when empty", () => {
    expect(tailOf(metricFile([7])).summary()?.metric?.std).toBeNull();
    const tail = tailOf(eventFileHeader("metric") + encodeEventRow("metric", { step: null, timestamp: at, value: 1 }));
    expect(tail.summary()).not.toHaveProperty("step");
    expect(tailOf(eventFileHeader("metric")).summary()).toBeNull();
  });

  it("gives the same answer however the bytes are cut", () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { maxLength: 60 }), fc.integer({ min: 1, max: 40 }), (values, chunkBytes) => {
        const whole = tailOf(metricFile(values));
        const cut = tailOf(metricFile(values), chunkBytes);
        expect(cut.summary()).toEqual(whole.summary());
        expect(cut.last()).toEqual(whole.last());
        expect(cut.count()).toBe(values.length);
      }),
    );
  });

  it("counts the growing last row, and reads it again when it grew", () => {
    const tail = createEventTail("metric", "loss");
    const encoder = new TextEncoder();
    tail.feed(encoder.encode("step|timestamp|metric\n0|2026-11-22 03:02:34+00:00|1"));
    expect(tail.summary()?.metric?.last).toBe(1);
    tail.feed(encoder.encode("2.5"));
    expect(tail.summary()?.metric).toMatchObject({ count: 1, last: 12.5, max: 12.5 });
    tail.feed(encoder.encode("\n1|2026-11-22 03:02:35+00:00|3.0"));
    expect(tail.summary()?.metric).toMatchObject({ count: 2, last: 3, mean: 7.75 });
  });

  it("shows a diverged series: NaN as last, infinity as max", () => {
    expect(tailOf(metricFile([1, Infinity, 2, Number.NaN])).summary()?.metric).toMatchObject({
      count: 3,
      mean: "Infinity",
      max: "Infinity",
      min: 1,
      last: "NaN",
    });
  });

  it("stays exact but for quartiles beyond the reservoir, and those stay close", () => {
    const count = EXACT_QUARTILES_UP_TO * 8;
    const metric = tailOf(metricFile(Array.from({ length: count }, (_, i) => i))).summary()?.metric;
    expect(metric).toMatchObject({ count, min: 0, max: count - 1, last: count - 1, mean: (count - 1) / 2 });
    expect(Math.abs(Number(metric?.["50%"]) / count - 0.5)).toBeLessThan(0.02);
    expect(Math.abs(Number(metric?.["25%"]) / count - 0.25)).toBeLessThan(0.02);
  });

  it("has no metric part for other kinds", () => {
    const tail = createEventTail("text", "notes");
    tail.feed(new TextEncoder().encode(encodeEventRow("text", { step: 2, timestamp: at, value: "é" })));
    expect(tail.summary()).toEqual({
      is_event: true,
      step: { count: 1, min: 2, max: 2 },
      timestamp: { min: "2026-11-22T03:02:34.000000+00:00", max: "2026-11-22T03:02:34.000000+00:00" },
    });
    expect(tail.last()?.value).toBe("é");
  });
});

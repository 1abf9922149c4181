import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ARTIFACT_KINDS } from "./artifact-kind.ts";
import { encodeEventRow, eventFileHeader, floatText, parseEventFile, parseFloatText } from "./event-file.ts";
import { metricName } from "./metric-name.ts";

const at = Date.UTC(2026, 10, 22, 3, 2, 34) * 1000;

describe("event files", () => {
  it("write metrics as a pipe table without a trailing newline", () => {
    const file =
      eventFileHeader("metric") +
      encodeEventRow("metric", { step: 0, timestamp: at + 277_333, value: 1 }) +
      encodeEventRow("metric", { step: null, timestamp: new Date(at / 1000), value: 0.5 });
    expect(file).toBe("step|timestamp|metric\n0|2026-11-22 03:02:34.277333+00:00|1.0\n|2026-11-22 03:02:34+00:00|0.5");
  });

  it("write text as JSON lines after a blank line", () => {
    const file =
      eventFileHeader("text") + encodeEventRow("text", { step: 0, timestamp: at + 284_705, value: 'a "b"\n|c' });
    expect(file).toBe('\n{"timestamp":"2026-11-22 03:02:34.284705+00:00","step":0,"text":"a \\"b\\"\\n|c"}');
  });

  it("keep chart values as JSON text inside the string", () => {
    const row = encodeEventRow("chart", { step: 1, timestamp: at, value: { kind: "vega", figure: {} } });
    expect(JSON.parse(row.trim())["chart"]).toBe('{"kind":"vega","figure":{}}');
  });

  it("keep pipes that stand inside a value", () => {
    const file =
      eventFileHeader("curve") +
      encodeEventRow("curve", { step: 3, timestamp: at, value: { kind: "roc", annotation: "a|b" } });
    expect(parseEventFile("curve", file)).toEqual([
      { step: 3, timestampMicros: at, value: '{"kind":"roc","annotation":"a|b"}' },
    ]);
  });

  it("leave out rows cut short by a crash", () => {
    expect(
      parseEventFile("metric", "step|timestamp|metric\n0|2026-11-22 03:02:34+00:00|1.0\n1|2026-11-22 03:0"),
    ).toHaveLength(1);
    expect(parseEventFile("curve", 'step|timestamp|curve\n0|2026-11-22 03:02:34+00:00|{"kind":"ro')).toHaveLength(0);
    expect(parseEventFile("text", '\n{"timestamp":"2026-11-22 03:02:34+00:00","step":0,"te')).toHaveLength(0);
  });

  it("are read in the other encoding too, and with carriage returns", () => {
    expect(parseEventFile("text", "step|timestamp|text\r\n4|2026-11-22 03:02:34+00:00|hello\r\n")).toEqual([
      { step: 4, timestampMicros: at, value: "hello" },
    ]);
  });

  it("give back what was written, for every kind", () => {
    const event = fc.record({
      step: fc.option(fc.integer({ min: 0 })),
      timestamp: fc.integer({ min: 0, max: 4e15 }),
      value: fc.object({ maxDepth: 2, values: [fc.string({ unit: "binary" }), fc.boolean()] }),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...ARTIFACT_KINDS.filter((kind) => kind !== "metric" && kind !== "system")),
        fc.array(event),
        (kind, events) => {
          const file = eventFileHeader(kind) + events.map((one) => encodeEventRow(kind, one)).join("");
          expect(parseEventFile(kind, file)).toEqual(
            events.map((one) => ({ step: one.step, timestampMicros: one.timestamp, value: JSON.stringify(one.value) })),
          );
        },
      ),
    );
  });

  it("never throw on bytes that are no event file", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ARTIFACT_KINDS), fc.string({ unit: "binary" }), (kind, text) => {
        parseEventFile(kind, text);
        parseEventFile(kind, `{${text}\n1|${text}|\n`);
      }),
    );
  });
});

describe("float texts", () => {
  it("are Python's", () => {
    expect([1, -3, 0.25, 1e-7, 1e300, Number.NaN, Infinity, -Infinity].map(floatText)).toEqual([
      "1.0",
      "-3.0",
      "0.25",
      "1e-7",
      "1e+300",
      "nan",
      "inf",
      "-inf",
    ]);
  });

  it("come back as the same number", () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        expect(parseFloatText(floatText(value))).toBe(value);
      }),
    );
  });
});

describe("metricName", () => {
  it.each([
    ["loss", "loss"],
    ["train/loss", "train__loss"],
    ["val.acc top-5", "val-acc-top-5"],
    ["précision@1 (%)", "precision1-"],
    ["../../etc/passwd", "-__-__etc__passwd"],
    ["损失", "unnamed"],
  ])("%s becomes %s", (name, file) => {
    expect(metricName(name)).toBe(file);
  });
});

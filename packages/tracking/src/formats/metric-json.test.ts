import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventColumns } from "./event-columns.ts";
import { encodeEventRow, eventFileHeader, floatText, parseEventFile } from "./event-file.ts";
import { MetricJson } from "./metric-json.ts";

const jsonOf = (json: MetricJson): string => Buffer.concat(json.pieces()).toString("utf8");
const asValues = (file: string): string => JSON.stringify(eventColumns("metric", parseEventFile("metric", file)));

function ofFile(...pieces: readonly string[]): string {
  const json = new MetricJson();
  for (const piece of pieces) json.addFile(Buffer.from(piece));
  return jsonOf(json);
}

describe("the JSON of a metric", () => {
  it("is what its rows say, column by column", () => {
    const file = "step|timestamp|metric\n0|2026-11-22 03:02:34.277333+00:00|0.25\n|2026-11-22 03:02:35+00:00|nan\n";
    expect(ofFile(file)).toBe(
      '{"step":[0,null],"timestamp":["2026-11-22 03:02:34.277333+00:00","2026-11-22 03:02:35+00:00"],"metric":[0.25,"NaN"]}',
    );
    expect(ofFile("")).toBe('{"step":[],"timestamp":[],"metric":[]}');
  });

  it("is that of the values, byte for byte, whatever the lines are", () => {
    const cell = fc.constantFrom(
      ...[
        "1.0",
        "-2",
        "nan",
        "-inf",
        "1e-3",
        "",
        " 7 ",
        "x",
        "0x10",
        "5|6",
        "8\r",
        "0",
        "-0",
        "-0.0",
        "0.50",
        "05",
        "1.",
      ],
      ...[
        ".5",
        "-",
        "-.5",
        "1e400",
        "0.1",
        "-12.75",
        "123456789012345",
        "1234567890123456",
        "99999999999999999999999",
        "1é",
      ],
    );
    const step = fc.constantFrom("0", "17", "", "2.5", "step", "-1", " 3", "007", "123456789012345678", "1e3", "é");
    const time = fc.constantFrom(
      "2026-11-22 03:02:34.277333+00:00",
      "2026-11-22 03:02:34.000001+00:00",
      "2026-11-22 03:02:34.000000+00:00",
      "2026-11-22 03:02:34.00000x+00:00",
      "2026-11-22 03:02:34x000001+00:00",
      "2026-11-22 03:02:34.277333+01:00",
      "2026-11-22T03:02:34.277333+00:00",
      "2026-11-22 03:02:34,277333+00:00",
      "2026-11-22 03:02:34+00:00",
      "2026-11-22 03:02:35+00:00",
      "2026-11-22 03:02:35+01:00",
      "2026-11-22 03:02:99+00:00",
      "2026-02-31 03:02:34+00:00",
      " 2026-11-22 03:02:34Z ",
      "timestamp",
      "",
    );
    const row = fc.tuple(step, time, cell).map((cells) => cells.join("|"));
    const json = fc
      .tuple(time, fc.constantFrom("1", '"2.5"', '"nan"', "null", "[1]"))
      .map(([at, value]) => `{"timestamp":${JSON.stringify(at)},"step":4,"metric":${value}}`);
    const line = fc.oneof(row, json, fc.constantFrom("", "step|timestamp|metric", "1|2026-11-22", "{", "|", "||", "1"));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), fc.array(line, { maxLength: 5 }), (lines, more) => {
        const [first, last] = [lines.map((each) => `${each}\n`).join(""), more.join("\n")];
        expect(ofFile(first, last)).toBe(asValues(first + last));
      }),
      { numRuns: 1_000 },
    );
  });

  it("has every number that a tracker writes, from its file and from its points", () => {
    const point = fc.tuple(
      fc.oneof(fc.nat(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })),
      fc.integer({ min: 0, max: 4e15 }),
      fc.oneof(fc.double(), fc.float(), fc.integer(), fc.constantFrom(Number.NaN, Infinity, -Infinity, -0)),
    );
    fc.assert(
      fc.property(fc.array(point, { maxLength: 20 }), (points) => {
        const rows = points.map(([step, timestamp, value]) => encodeEventRow("metric", { step, timestamp, value }));
        const file = eventFileHeader("metric") + rows.join("");
        const json = new MetricJson();
        json.addPoints({
          steps: Float64Array.from(points, ([step]) => step),
          times: Float64Array.from(points, ([, time]) => time),
          values: Float64Array.from(points, ([, , value]) => value),
        });
        expect([ofFile(file), jsonOf(json)]).toEqual([asValues(file), asValues(file)]);
      }),
      { numRuns: 500 },
    );
    expect(floatText(0.1 + 0.2)).toBe("0.30000000000000004");
  });

  it("has the value of a number that is written with more digits than it needs", () => {
    const json = ofFile("1|2026-11-22 03:02:35+00:00|0.1000000000000000055511151231257827\n");
    expect(JSON.parse(json)).toMatchObject({ metric: [0.1] });
  });
});

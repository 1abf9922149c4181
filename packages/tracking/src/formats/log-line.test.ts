import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeLogLine, parseLogLine } from "./log-line.ts";
import { isoToMicros } from "./timestamp.ts";

describe("log lines", () => {
  it("are one JSON object each, ending in a newline", () => {
    const line = {
      timestampMicros: isoToMicros("2026-11-22T03:02:34.273668Z") as number,
      node: "local",
      pod: "plx-operation-1",
      container: "polyaxon-main",
      value: 'epoch 1 "ok"',
    };
    expect(encodeLogLine(line)).toBe(
      '{"timestamp":"2026-11-22T03:02:34.273668+00:00","node":"local","pod":"plx-operation-1","container":"polyaxon-main","value":"epoch 1 \\"ok\\""}\n',
    );
    expect(encodeLogLine({ ...line, offset: 12, eol: false })).toContain(',"offset":12,"eol":false}\n');
  });

  it("come back as they were, whatever was printed", () => {
    const text = fc.string({ unit: "binary" });
    const line = fc.record(
      {
        timestampMicros: fc.integer({ min: 0, max: 4e15 }),
        node: text,
        pod: text,
        container: text,
        value: text,
        offset: fc.nat(),
        eol: fc.boolean(),
      },
      { requiredKeys: ["timestampMicros", "node", "pod", "container", "value"] },
    );
    fc.assert(
      fc.property(line, (one) => {
        const encoded = encodeLogLine(one);
        expect(encoded.indexOf("\n")).toBe(encoded.length - 1);
        expect(parseLogLine(encoded)).toEqual(one);
      }),
    );
  });

  it.each([
    "",
    "\n",
    "plain text",
    '{"timestamp":"2026-11-22T03:02:3',
    '{"value":"x"}',
    '{"timestamp":"today","value":"x"}',
    "{}",
  ])("are not read from %j", (text) => {
    expect(parseLogLine(text)).toBeNull();
  });
});

import { encodeLogLine } from "@polyaxon/tracking";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createLogEncoder } from "./log-encoder.ts";
import { secretForms } from "./secret-forms.ts";

const source = { node: 'odd "node"', pod: "plx-operation-é", container: "polyaxon-main" };
const piece = fc.record({
  value: fc.oneof(
    fc.string(),
    fc.string({ unit: "binary" }),
    fc.constantFrom("", '"', "\\", "\u007f", "é", "0}", '"",'),
  ),
  micros: fc.integer({ min: 0, max: 4_000_000_000_000_000 }),
  end: fc.integer({ min: 0, max: 2 ** 50 }),
  eol: fc.boolean(),
});

it("gives the bytes that the encoder of the format gives", () => {
  const encoder = createLogEncoder(source, secretForms([]));
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      encoder.clear();
      let expected = "";
      for (const { value, micros, end, eol } of pieces) {
        const bytes = Buffer.from(`<${value}>`);
        encoder.add(micros, bytes, 1, bytes.length - 1, end, eol, false);
        const decoded = bytes.toString("utf8", 1, bytes.length - 1);
        expected += encodeLogLine({
          timestampMicros: micros,
          ...source,
          value: decoded,
          offset: end,
          ...(eol ? {} : { eol }),
        });
      }
      expect(encoder.bytes().toString()).toBe(expected);
    }),
  );
});

it("goes on after its memory was given back, and with pieces of any size", () => {
  const encoder = createLogEncoder(source, secretForms([]));
  for (const size of [10, 300_000, 3_000_000]) {
    const bytes = Buffer.alloc(size, "x");
    encoder.add(1, bytes, 0, size, size, true, false);
    expect(encoder.bytes().toString()).toBe(
      encodeLogLine({ timestampMicros: 1, ...source, value: "x".repeat(size), offset: size }),
    );
    encoder.release();
  }
});

it("masks a secret (I8)", () => {
  const encoder = createLogEncoder(source, secretForms(["plain-secret"]));
  const bytes = Buffer.from("a plain-secret b");
  encoder.add(1, bytes, 0, bytes.length, bytes.length, true, true);
  expect(JSON.parse(encoder.bytes().toString())).toMatchObject({ value: "a *** b" });
});

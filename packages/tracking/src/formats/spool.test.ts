import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ARTIFACT_KINDS } from "./artifact-kind.ts";
import { encodeSpoolRecord, parseSpoolRecord, type SpoolRecord } from "./spool.ts";

const text = fc.string({ unit: "binary" });
// A negative zero has no JSON form; documents keep it as zero.
const values = fc.dictionary(
  text,
  fc.oneof(text, fc.boolean(), fc.constant(null), fc.integer(), fc.array(fc.integer())),
);
const record: fc.Arbitrary<SpoolRecord> = fc.oneof(
  fc.record({ type: fc.constantFrom("inputs" as const, "outputs" as const, "meta" as const), values }),
  fc.record({ type: fc.constant("tags" as const), tags: fc.array(text) }),
  fc.record({ type: fc.constant("name" as const), name: text }),
  fc.record({ type: fc.constant("description" as const), description: text }),
  fc.record({
    type: fc.constant("artifact" as const),
    artifact: fc.record({
      name: text,
      kind: fc.constantFrom(...ARTIFACT_KINDS),
      path: fc.option(text),
      summary: values,
      is_input: fc.boolean(),
    }),
  }),
);

describe("spool records", () => {
  it("are one line each and come back as they were", () => {
    fc.assert(
      fc.property(record, (one) => {
        const line = encodeSpoolRecord(one);
        expect(line.indexOf("\n")).toBe(line.length - 1);
        expect(parseSpoolRecord(line)).toEqual(JSON.parse(JSON.stringify(one)));
      }),
    );
  });

  it("keep NaN and infinities as strings", () => {
    expect(encodeSpoolRecord({ type: "outputs", values: { loss: Number.NaN, best: [Infinity] } })).toBe(
      '{"type":"outputs","values":{"loss":"NaN","best":["Infinity"]}}\n',
    );
  });

  it("are null when torn at any byte, unknown or malformed", () => {
    const line = encodeSpoolRecord({ type: "outputs", values: { a: 1 } }).trimEnd();
    for (let end = 0; end < line.length; end++) expect(parseSpoolRecord(line.slice(0, end))).toBeNull();
    expect(parseSpoolRecord('{"type":"later"}')).toBeNull();
    expect(parseSpoolRecord('{"type":"outputs","values":[1]}')).toBeNull();
    expect(parseSpoolRecord('{"type":"artifact","artifact":{"name":"x","kind":"nonsense"}}')).toBeNull();
  });
});

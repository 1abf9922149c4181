import type { JsonObject } from "@polyaxon/orchestrator";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonText } from "../json.ts";
import { DraftDocuments } from "./draft-documents.ts";

const document = fc.dictionary(
  fc.oneof(fc.constantFrom("a", "b", "c", "__proto__", "constructor", "nul\0"), fc.string()),
  fc.oneof(
    fc.double(),
    fc.constantFrom(0, -0, 1, "1", true, null, "NaN", "\0", Number.NaN, Number.NEGATIVE_INFINITY),
    fc.jsonValue(),
  ),
) as fc.Arbitrary<JsonObject>;
/** What a document says when it has been stored and read again. */
const stored = (object: JsonObject): JsonObject => JSON.parse(jsonText(object)) as JsonObject;

describe("the documents of a draft", () => {
  it("merged say what one object with the fields of both says, and count the fields that are others then", () => {
    fc.assert(
      fc.property(document, document, fc.boolean(), (before, added, wasRead) => {
        const documents = new DraftDocuments();
        const text = jsonText(before);
        if (wasRead) documents.read(text);
        const merged = documents.merge(text, added);
        const wanted = new Map([...Object.entries(stored(before)), ...Object.entries(stored(added))]);
        const written = JSON.parse(merged) as JsonObject;
        expect(new Map(Object.entries(written))).toEqual(wanted);
        expect(Object.keys(written)).toEqual(Object.keys(Object.fromEntries(wanted)));
        expect(documents.read(merged), "as it is remembered").toEqual(written);
        expect(documents.read(text), "as it was").toEqual(stored(before));

        const others = Object.keys(added).filter((name) => !Object.is(stored(before)[name], added[name]));
        expect(documents.changed(text, merged)).toBeLessThanOrEqual(Object.keys(added).length);
        const isPlain = Object.values(added).every((value) => typeof value !== "object" && !Object.is(value, -0));
        if (isPlain && !("nul\0" in added)) expect(documents.changed(text, merged)).toBe(others.length);
      }),
    );
  });

  it("are compared with any other", () => {
    const documents = new DraftDocuments();
    expect(documents.changed('{"a":1,"b":2,"c":[]}', '{"b":2,"c":[],"a":3,"d":4}'), "a, d, and a list").toBe(3);
    expect(documents.changed(null, '{"a":1}')).toBe(1);
    expect(documents.changed('{"a":1}', null)).toBe(1);
    expect(documents.changed('{"a":', '{"a":1}'), "a damaged one holds nothing").toBe(1);
    expect(documents.changed('{"a":1}', '{"a":1}')).toBe(0);
  });

  it("that are left are those of the next draft, which changes nothing of an earlier one's", () => {
    const large = (value: number): JsonObject =>
      Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`m${at}`, value + at]));
    let text = jsonText(large(0));
    for (let step = 1; step < 5; step += 1) {
      const documents = new DraftDocuments();
      const before = text;
      text = documents.merge(before, step % 2 === 0 ? large(step) : { [`step${step}`]: step });
      documents.leave([text, null]);
      expect(documents.read(before), "as it was").toEqual(JSON.parse(before));
      expect(new DraftDocuments().read(text)).toEqual(JSON.parse(text));
    }
  });

  it("that are damaged are not merged into; what is no object gives way", () => {
    const documents = new DraftDocuments();
    expect(() => documents.merge('{"a":', { b: 1 })).toThrow(SyntaxError);
    for (const other of ["7", '"text"', "null", "[1]"]) expect(documents.merge(other, { b: 1 })).toBe('{"b":1}');
    expect(documents.merge(null, { b: 1 })).toBe('{"b":1}');
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJsonBody } from "./json-body.ts";
import { BODY_BOUNDS, TooManyValues } from "./json-bounds.ts";

describe("a JSON body", () => {
  it("keeps the bare words of Python as texts, outside strings only", () => {
    expect(parseJsonBody('{"a": NaN, "b": [Infinity, -Infinity], "c": "NaN \\" Infinity", "NaN": 1}')).toEqual({
      a: "NaN",
      b: ["Infinity", "-Infinity"],
      c: 'NaN " Infinity',
      NaN: 1,
    });
  });

  it("is read like any JSON otherwise", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(!JSON.stringify(value).includes("__proto__"));
        expect(parseJsonBody(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    '{"__proto__": {"admin": true}}',
    '{"a": [{"__proto__": 1}]}',
    '{"\\u005f_proto__": 1}',
    '{"__\\u0070roto__": 1}',
    '{"\\u005F\\u005fproto__": {}}',
  ])("with a key that changes what objects inherit is refused: %s", (text) =>
    expect(() => parseJsonBody(text)).toThrow("__proto__"),
  );

  it("may speak of such a key in a value", () => {
    expect(parseJsonBody('{"a": "__proto__"}')).toEqual({ a: "__proto__" });
  });

  it("is refused when it is nested so deep that it could not be written again", () => {
    const nested = (depth: number) => `{"outputs":${"[".repeat(depth)}${"]".repeat(depth)}}`;
    expect(parseJsonBody(nested(99))).toHaveProperty("outputs");
    expect(() => parseJsonBody(nested(100))).toThrow("100 levels");
    expect(() => parseJsonBody(nested(1_000_000))).toThrow("100 levels");
  });

  it.each(["{", "{'a': 1}", '{"a": NaNa}', "nope", "{} {}"])("that is none is refused: %s", (text) => {
    expect(() => parseJsonBody(text)).toThrow(SyntaxError);
  });

  it("takes time in proportion to the text, whatever the quotes in it, also where a text has no end", () => {
    const before = process.cpuUsage();
    const escapes = String.raw`\"`.repeat(100_000);
    expect(() => parseJsonBody(`{"n":NaN,"a":"${escapes}`)).toThrow(SyntaxError);
    expect(parseJsonBody(`{"n":NaN,"a":"${escapes}"}`)).toEqual({ n: "NaN", a: '"'.repeat(100_000) });
    const slashes = "\\\\".repeat(100_000);
    expect(() => parseJsonBody(`{"n":NaN,"a":"${slashes}`)).toThrow(SyntaxError);
    expect(parseJsonBody(`{"n":NaN,"a":"${slashes}","b":-Infinity}`)).toEqual({
      n: "NaN",
      a: "\\".repeat(100_000),
      b: "-Infinity",
    });
    const { system, user } = process.cpuUsage(before);
    expect(system + user).toBeLessThan(5_000_000);
  });

  describe("is held to its bounds before it is read", () => {
    const many = (count: number, one: (at: number) => string) =>
      Array.from({ length: count }, (_, at) => one(at)).join();
    const { namesOfOne, parts, values } = BODY_BOUNDS;

    it("with room for what clients send", () => {
      const metrics = JSON.parse(`{${many(100_000, (at) => `"m${at}":${at}`)}}`) as unknown;
      expect(parseJsonBody(JSON.stringify({ outputs: metrics }))).toEqual({ outputs: metrics });
      const points = `[${many(500_000, () => "1")}]`;
      expect(() => parseJsonBody(`[${points},${points},${points}]`)).not.toThrow();
      const range = { count: 1, min: 2, max: 3 };
      const summary = { is_event: true, step: range, timestamp: range, metric: { ...range, last: 4 } };
      const artifact = { name: 'a "[{:,', kind: "metric", path: "a", state: null, is_input: false, summary };
      expect(() => parseJsonBody(JSON.stringify(Array.from({ length: 10_000 }, () => artifact)))).not.toThrow();
    });

    it.each([
      ["names in one object", `{${many(namesOfOne + 1, (at) => `"${at}":1`)}}`],
      ["names, objects and lists", `[${many(parts, () => "[]")}]`],
      ["names, objects and lists", `[${many(parts / 2, () => '{"a":1}')}]`],
      ["values", `[${many(values + 1, () => "1")}]`],
    ])("of %s", (what, text) => {
      expect(() => parseJsonBody(text)).toThrow(TooManyValues);
      expect(() => parseJsonBody(text)).toThrow(what);
    });

    it("and what stands in a text counts for nothing", () => {
      const text = '[{"a":1},'.repeat(parts);
      expect(parseJsonBody(JSON.stringify({ text }))).toEqual({ text });
    });
  });
});

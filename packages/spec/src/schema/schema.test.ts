import { describe, expect, it } from "vitest";
import { constant, listOf, mapOf, positiveInteger, text, words } from "./scalars.ts";
import { readAll } from "./schema.ts";
import { section } from "./section.ts";

const inner = section({ kind: constant("inner"), size: positiveInteger, nodeName: text.optional() });
const outer = section(
  { name: text, colour: words("red", "blue").optional(), items: listOf(mapOf(inner)).optional() },
  { check: (_fields, { problems }) => void seen.push(problems.length) },
);
/** How many problems each check of an outer section saw. */
const seen: number[] = [];

describe("a schema", () => {
  it("reads a value without a word when nothing is wrong, fields in either spelling", () => {
    const value = { name: "n", items: [{ a: { kind: "inner", size: 2, node_name: "x" } }] };
    expect(readAll(outer, value)).toEqual({
      problems: [],
      value: { name: "n", items: [{ a: { kind: "inner", size: 2, nodeName: "x" } }] },
    });
  });

  it("tells everything that is wrong at once, each with its path, in the order of the text", () => {
    const { problems } = readAll(outer, { colour: "green", items: [{}, { a: { size: 0, kind: "other" }, b: 1 }] });
    expect(problems.map(({ code, path }) => [code, path?.join(".")])).toEqual([
      ["PLX-304", "colour"],
      ["PLX-306", "items.1.a.size"],
      ["PLX-304", "items.1.a.kind"],
      ["PLX-303", "items.1.b"],
      ["PLX-302", "name"],
    ]);
  });

  it("shows a section's own check the problems of that section only", () => {
    seen.length = 0;
    readAll(listOf(outer), [{ name: 1 }, { name: "n" }, {}]);
    expect(seen).toEqual([1, 0, 1]);
  });

  it("does not change what it reads", () => {
    const value = Object.freeze({ name: "n", items: Object.freeze([Object.freeze({})]) });
    expect(readAll(outer, value).problems).toEqual([]);
  });

  it("takes no object of a class for a mapping with free keys", () => {
    expect(readAll(mapOf(text), new Map([["a", "b"]])).problems).toMatchObject([{ code: "PLX-303" }]);
  });
});

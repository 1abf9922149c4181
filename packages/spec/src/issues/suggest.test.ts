import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { suggest } from "./suggest.ts";

describe("the word that was probably meant", () => {
  it.each([
    ["hub_ref", "hubRef"],
    ["contianer", "container"],
    ["comand", "command"],
    ["kinds", "kind"],
    ["something", null],
  ])("for %s is %s", (word, meant) => {
    expect(suggest(word, ["kind", "hubRef", "container", "command"])).toBe(meant);
  });

  it("is the first of the nearest, as comparing all letters of all finds it", { timeout: 60_000 }, () => {
    const letters = fc.array(fc.constantFrom(..."abc"), { minLength: 1, maxLength: 9 });
    const word = letters.map((each) => each.join(""));
    fc.assert(
      fc.property(word, fc.array(word, { maxLength: 6 }), (wanted, candidates) => {
        const most = Math.max(1, Math.floor(wanted.length / 3));
        const near = candidates.map((each) => ({ each, edits: allEdits(wanted, each) }));
        const least = Math.min(...near.map(({ edits }) => edits));
        const expected = least > most ? null : near.find(({ edits }) => edits === least)?.each;
        expect(suggest(wanted, candidates)).toBe(expected ?? null);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** By the definition: the optimal string alignment distance, every cell of its table. */
function allEdits(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number): number => table[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i += 1)
    for (let j = 1; j <= b.length; j += 1) {
      const isSwap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] && i > 1 && j > 1;
      const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      table[i]![j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replaced, isSwap ? at(i - 2, j - 2) + 1 : replaced);
    }
  return at(a.length, b.length);
}

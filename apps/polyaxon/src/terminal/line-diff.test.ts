import { expect, it } from "vitest";
import { lineDiff } from "./line-diff.ts";

const shown = (before: string, after: string) =>
  lineDiff(before, after).map((line) => (line === null ? "" : line.sign + line.text));

it("shows what went and what came, with the lines around, and a gap between pieces", () => {
  expect(shown("a\nb\nc\nd\ne\nf\ng\n", "a\nB\nc\nd\ne\nf\nnew\ng\n")).toEqual([
    " a",
    "-b",
    "+B",
    " c",
    "",
    " f",
    "+new",
    " g",
  ]);
});

it("says nothing of equal texts", () => expect(shown("a\nb", "a\nb")).toEqual([]));

import { describe, expect, it } from "vitest";
import { textWidth, truncate, truncateMiddle, wrapWords } from "./text-width.ts";

describe("cells of a terminal", () => {
  it.each([
    ["abc", 3],
    ["größe", 5],
    ["模型", 4],
    ["e\u0301", 1],
    ["🎉", 2],
    ["", 0],
  ])("%s takes %i", (text, cells) => {
    expect(textWidth(text)).toBe(cells);
  });

  it("are never exceeded by a cut text, which keeps whole characters", () => {
    expect(truncate("模型训练", 5)).toBe("模型…");
    expect(truncate("模型训练", 4)).toBe("模…");
    expect(truncate("abc", 0)).toBe("");
  });

  it("keep both ends of a name", () => {
    expect(truncateMiddle("digits-sweep-12", 11)).toBe("digit…ep-12");
  });

  it("wrap at spaces", () => {
    expect(wrapWords("best by val_accuracy (maximize)", 12)).toEqual(["best by", "val_accuracy", "(maximize)"]);
    expect(wrapWords("one line", Number.POSITIVE_INFINITY)).toEqual(["one line"]);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { progressBar, shareCells } from "./progress-bar.ts";

const plain = (count: number, glyph: string) => ({ count, glyph, paint: (text: string) => text });

describe("a progress bar", () => {
  it("shows each part by its size", () => {
    expect(progressBar([plain(5, "#"), plain(2, ">")], 10, 10, plain(0, "."))).toBe("#####>>...");
  });

  it("shows one failure among thousands", () => {
    expect(progressBar([plain(1, "x"), plain(9_999, "#")], 10_000, 10, plain(0, "."))).toBe("x#########");
  });

  it("is full only when everything is done", () => {
    expect(progressBar([plain(999, "#")], 1_000, 10, plain(0, "."))).toBe("#########.");
    expect(progressBar([plain(1_000, "#")], 1_000, 10, plain(0, "."))).toBe("##########");
  });

  it("is all rest while the total is unknown", () => {
    expect(progressBar([], 0, 4, plain(0, "."))).toBe("....");
  });

  it("always fills exactly its width", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 200 }),
        (counts, width) => {
          const cells = shareCells(counts, width);
          expect(cells.reduce((a, b) => a + b, 0)).toBe(width);
          expect(Math.min(...cells)).toBeGreaterThanOrEqual(width >= counts.length ? 1 : 0);
        },
      ),
    );
  });
});

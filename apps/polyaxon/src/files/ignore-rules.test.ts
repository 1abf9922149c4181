import { describe, expect, it } from "vitest";
import { isIgnored, parseIgnoreRules } from "./ignore-rules.ts";

const ignored = (lines: string, path: string, kind: "file" | "folder" = "file"): boolean =>
  isIgnored(path, kind, [parseIgnoreRules(lines)]);

describe("ignore files, as git reads them", () => {
  it.each([
    ["*.pt", "model.pt", true],
    ["*.pt", "deep/down/model.pt", true],
    ["*.pt", "model.pth", false],
    ["data", "src/data", true],
    ["/data", "src/data", false],
    ["/data", "data", true],
    ["src/data", "src/data", true],
    ["src/data", "x/src/data", false],
    ["**/cache", "a/b/cache", true],
    ["a/**/z", "a/z", true],
    ["a/**/z", "a/b/c/z", true],
    ["logs/**", "logs/x/y", true],
    ["logs/**", "logs", false],
    ["file?.txt", "file1.txt", true],
    ["file?.txt", "file/.txt", false],
    ["v[0-9].csv", "v7.csv", true],
    ["v[!0-9].csv", "v7.csv", false],
    ["a.c", "abc", false],
    ["# note", "# note", false],
    ["\\#kept", "#kept", true],
    ["trailing   ", "trailing", true],
    ["odd\\ ", "odd ", true],
    ["a(b)+.txt", "a(b)+.txt", true],
    ["[", "[", true],
  ])("%s against %s: %s", (line, path, expected) => {
    expect(ignored(line, path)).toBe(expected);
  });

  it("a slash at the end means folders only", () => {
    expect([ignored("build/", "build", "folder"), ignored("build/", "build")]).toEqual([true, false]);
  });

  it("the last line that matches decides, of the deepest file that has one", () => {
    expect(ignored("*.csv\n!keep.csv", "keep.csv")).toBe(false);
    const files = [parseIgnoreRules("*.csv"), parseIgnoreRules("!small.csv\n/large", "data")];
    expect(isIgnored("data/small.csv", "file", files)).toBe(false);
    expect(isIgnored("small.csv", "file", files)).toBe(true);
    expect(isIgnored("data/large", "file", files)).toBe(true);
    expect(isIgnored("large", "file", files)).toBe(false);
  });
});

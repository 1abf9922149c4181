import { describe, expect, it } from "vitest";
import { readPolyaxonfile } from "./read-polyaxonfile.ts";

const issuesOf = (bytes: string | Uint8Array) => {
  const result = readPolyaxonfile({ bytes, filename: "f.yaml" });
  return result.ok ? [] : result.issues;
};
const utf16 = (text: string, mark: boolean): Uint8Array => Buffer.from(`${mark ? "\u{FEFF}" : ""}${text}`, "utf16le");

describe("a hostile file is refused with one clear message", () => {
  it("an alias bomb, before anything is multiplied", () => {
    const levels = [..."bcdefghi"].map(
      (name, index) => `${name}: &${name} [${Array(10).fill(`*${"abcdefgh"[index]}`).join(", ")}]`,
    );
    const bomb = ["a: &a [x, x, x, x, x, x, x, x, x, x]", ...levels].join("\n");
    const before = process.memoryUsage().heapUsed;
    expect(issuesOf(bomb)).toMatchObject([
      {
        code: "PLX-107",
        line: 5,
        message: expect.stringContaining("75,000 values or lines, counting what its aliases repeat"),
        hint: expect.stringContaining("200,000"),
      },
    ]);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(50e6);
  });

  it("a bomb of merge keys", () => {
    const keys = Array.from({ length: 2000 }, (_, index) => `k${index}: 1`).join(", ");
    const bomb = `a: &a {${keys}}\n${Array.from({ length: 500 }, (_, index) => `b${index}: {<<: *a}`).join("\n")}`;
    expect(issuesOf(bomb)).toMatchObject([{ code: "PLX-107" }]);
  });

  it("an alias inside itself, or to nothing", () => {
    expect(issuesOf("a: &a [*a]")).toMatchObject([
      { code: "PLX-108", message: "the alias `*a` contains itself", line: 1, column: 8 },
    ]);
    expect(issuesOf("a: *b")).toMatchObject([
      { code: "PLX-108", message: "the alias `*b` names no anchor before it", line: 1, column: 4 },
    ]);
  });

  it("a key written twice, naming both lines", () => {
    expect(
      issuesOf("version: 1.1\nkind: component\nrun:\n  kind: job\n  container: {image: a}\n  container: {image: b}\n"),
    ).toMatchObject([
      {
        code: "PLX-105",
        message: "`container` is written twice: on line 5 and on line 6",
        path: ["run", "container"],
        line: 6,
        column: 3,
        related: [{ line: 5, column: 3, message: "first written here" }],
      },
    ]);
  });

  it.each([
    ["brackets", `a: ${"[".repeat(10_000)}${"]".repeat(10_000)}`],
    ["braces", "{a: ".repeat(10_000)],
    ["indentation", Array.from({ length: 2_000 }, (_, index) => `${" ".repeat(index)}a:`).join("\n")],
    ["dashes", `${"- ".repeat(10_000)}a`],
    ["question marks", "? ".repeat(10_000)],
  ])("10,000 levels of %s", (_, text) => {
    const [issue, ...others] = issuesOf(text);
    expect(others).toEqual([]);
    expect(issue).toMatchObject({ code: "PLX-106", message: "the document is nested more than 100 levels deep" });
    expect(issue!.line + issue!.column).toBeGreaterThan(100);
  });

  it("levels that only aliases add up", () => {
    const half = `${"[".repeat(60)}x${"]".repeat(60)}`;
    expect(issuesOf(`a: &a ${half}\nb: ${"[".repeat(60)}*a${"]".repeat(60)}`)).toMatchObject([
      { code: "PLX-106", line: 2, column: 64 },
    ]);
  });

  it("100 MB, by its length alone", () => {
    const huge = new Uint8Array(100_000_000);
    expect(issuesOf(huge)).toMatchObject([
      { code: "PLX-101", message: "the file is too large: 100.0 MB, at most 5.0 MB are read", line: 1, column: 1 },
    ]);
    expect(issuesOf("x".repeat(10_000_001))).toMatchObject([{ code: "PLX-101" }]);
  });

  it("millions of values", () => {
    expect(issuesOf(`a: [${"a,".repeat(2_400_000)}]`)).toMatchObject([{ code: "PLX-107", line: 1 }]);
  });

  it("megabytes of open braces, which are no template", () => {
    const text = `version: 1.1\nkind: component\nrun: {kind: job, container: "${"{{".repeat(2_000_000)}"}\n`;
    expect(issuesOf(text)).toMatchObject([{ code: "PLX-303", path: ["run", "container"], line: 3 }]);
  });

  it("UTF-16, with or without a mark", () => {
    for (const mark of [true, false]) {
      expect(issuesOf(utf16("version: 1.1\n", mark))).toMatchObject([
        {
          code: "PLX-102",
          message: "the file is encoded in UTF-16 (byte 0), only UTF-8 is read",
          line: 1,
          column: 1,
          expected: "UTF-8",
        },
      ]);
    }
  });

  it("Latin-1, naming the byte", () => {
    const bytes = Buffer.concat([
      Buffer.from("version: 1.1\nname: caf"),
      Buffer.from([0xe9]),
      Buffer.from("\nkind: component\n"),
    ]);
    expect(issuesOf(bytes)).toMatchObject([
      { code: "PLX-102", message: "the file is not UTF-8: byte 0xE9 at offset 22", line: 2, column: 10 },
    ]);
  });

  it("a character cut off at the end", () => {
    expect(issuesOf(Buffer.from([0x61, 0x3a, 0x20, 0xe2, 0x82]))).toMatchObject([
      { code: "PLX-102", line: 1, column: 4 },
    ]);
  });

  it("binary, at its first control character", () => {
    expect(issuesOf(Buffer.from("version: 1.1\nab\0c"))).toMatchObject([
      {
        code: "PLX-103",
        message: "the file holds a NUL character: it looks like a binary file (character 15)",
        line: 2,
        column: 3,
      },
    ]);
  });

  it("but a UTF-8 mark is read", () => {
    const result = readPolyaxonfile({
      bytes: Buffer.from("\u{FEFF}version: 1.1\nkind: component\nrun: {kind: job}\n"),
      filename: "f",
    });
    expect(result.ok).toBe(true);
  });
});

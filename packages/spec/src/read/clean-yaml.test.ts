import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCleanYaml } from "./clean-yaml.ts";
import { documentTree } from "./document-tree.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { sourceText } from "./source-text.ts";
import { parseYaml } from "./yaml-document.ts";

/** Everything here that is YAML, and the reference files where they are. */
const root = resolve(import.meta.dirname, "../../../..");
const folders = ["examples", "packages/compiler/test/golden"].map((folder) => join(root, folder));
const corpus = process.env["POLYAXON_CORPUS_DIR"];
const files = [...folders, ...(corpus === undefined ? [] : [corpus])].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => readFileSync(join(folder, name), "utf8")),
);

/** @returns whether the clean parser took it */
function agrees(text: string): boolean {
  if (typeof sourceText(text, DEFAULT_LIMITS) !== "string") return false;
  const clean = parseCleanYaml(text, DEFAULT_LIMITS);
  if (clean === undefined) return false;
  const full = parseYaml(text, DEFAULT_LIMITS);
  if (!("positionAt" in full)) {
    // Wrong of its parser: a comment, or dots, at the beginning of a line hide from it where a plain value ended.
    expect(full[0]?.message, text).toContain("Implicit keys need to be on a single line");
    return true;
  }
  const tree = documentTree(full, DEFAULT_LIMITS);
  expect([tree.errors, tree.warnings, tree.surprises], text).toEqual([[], [], []]);
  expect(clean.value, text).toStrictEqual(tree.value);
  expect(JSON.stringify(clean.value), text).toBe(JSON.stringify(tree.value));
  return true;
}

describe("what the clean parser takes, the full reader reads the same and has nothing to say about", () => {
  it("in files as people write them, most of which it takes", () => {
    const taken = files.filter(agrees).length;
    expect(taken / files.length).toBeGreaterThan(0.6);
  });

  it("in damaged files", { timeout: 600_000 }, () => {
    const piece = fc.constantFrom(
      ..."{}[]:,-&*!|>'\"#%@`\n \t?~\r\\=<.0",
      ..."<<|- |  |\n  |\n    |: |? |''|\"\"|>-|\\n|{{|}}| #|1e5|1:30|no|a: b|- - |---|...|\n\n|é|😀".split("|"),
    );
    const edit = fc.record({ at: fc.nat(), remove: fc.nat(6), insert: piece });
    let taken = 0;
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.array(edit, { minLength: 1, maxLength: 4 }), (file, edits) => {
        const short = file.slice(0, 1_500);
        const damaged = edits.reduce((text, { at, remove, insert }) => {
          const place = at % (text.length + 1);
          return text.slice(0, place) + insert + text.slice(place + remove);
        }, short);
        if (agrees(damaged)) taken += 1;
      }),
      { numRuns: Number(process.env["POLYAXON_FUZZ_RUNS"] ?? 1_000) },
    );
    expect(taken).toBeGreaterThan(0);
  });

  it("in made-up texts", { timeout: 600_000 }, () => {
    const scalar = fc.constantFrom(
      ..."a|1|1.5|0x1f|1:30|no|~|null|2024-01-02|''|\"\"|'it''s'|\"a\\nb\"|a b|a: b|- a|a #b|a#b|a:b|[|]|{|}|[a, b]|{a: b}|,|x,y|-|--|-1|?|?a|:a|a:|@|%a|`|>|".split(
        "|",
      ),
      "|\n  a\n  b\n",
      "|-\n   a\n  b\n",
      ">\n  a\n  b\n\n  c\n",
      "|2\n   a\n",
      "|+\n  a\n\n",
      ">-\n  a\n   b\n",
      "a\n  b",
      "a\n\n  b",
      "'a\n  b'",
      '"a\n  b\\\n  c"',
      "a\n b: c",
    );
    const line = fc.tuple(
      fc.nat(6),
      fc.constantFrom("- ", "k: ", "j:", "'q': ", "- k: ", "- - ", "", "# c", '"d" : ', "? ", "k:  "),
      scalar,
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), (lines) => {
        agrees(lines.map(([indent, start, value]) => " ".repeat(indent) + start + value).join("\n"));
      }),
      { numRuns: Number(process.env["POLYAXON_FUZZ_RUNS"] ?? 2_000) },
    );
  });
});

it.each([
  ["a second document", "a: 1\n---\nb: 2\n"],
  ["an anchor", "a: &x 1\n"],
  ["a tag", "a: !!str 1\n"],
  ["a key twice", "a: 1\na: 2\n"],
  ["a merge key", "<<: {a: 1}\n"],
  ["the prototype", "__proto__: {a: 1}\n"],
  ["a number that is not kept", "a: 12345678901234567890\n"],
  ["a number in base 60", "a: 1:30\n"],
  ["a date that is none", "a: 2024-02-31\n"],
  ["nothing", ""],
  ["what is not YAML", "a: [1\n"],
  ["a list as a key", "[a]: 1\n"],
  ["too deep a nesting", `${"[".repeat(60)}${"]".repeat(60)}`],
])("leaves %s to the full reader", (_what, text) => {
  expect(parseCleanYaml(text, DEFAULT_LIMITS)).toBeUndefined();
});

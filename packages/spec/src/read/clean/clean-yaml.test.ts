import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SpecPath } from "../../issues/issue.ts";
import { parseCleanYaml, placesOfCleanYaml } from "./clean-yaml.ts";
import { documentTree } from "../document-tree.ts";
import { DEFAULT_LIMITS } from "../limits.ts";
import { sourceText } from "../source-text.ts";
import { parseYaml } from "../yaml-document.ts";

/** Everything here that is YAML, and the reference files where they are. */
const root = resolve(import.meta.dirname, "../../../../..");
const folders = ["examples", "packages/compiler/test/golden"].map((folder) => join(root, folder));
const corpus = process.env["POLYAXON_CORPUS_DIR"];
const files = [...folders, ...(corpus === undefined ? [] : [corpus])].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => readFileSync(join(folder, name), "utf8")),
);

/** @returns whether the clean parser took it */
function agrees(written: string): boolean {
  const text = sourceText(written, DEFAULT_LIMITS);
  if (typeof text !== "string") return false;
  const clean = parseCleanYaml(text, DEFAULT_LIMITS);
  if (clean === undefined || "tooLargeAt" in clean) return false;
  const full = parseYaml(text, DEFAULT_LIMITS);
  if (!("positionAt" in full)) {
    // Wrong of its parser: a comment, or dots, at the beginning of a line hide from it where a plain value ended.
    expect(full[0]?.message, text).toContain("Implicit keys need to be on a single line");
    return true;
  }
  const tree = documentTree(full, DEFAULT_LIMITS);
  expect([tree.errors, tree.warnings], text).toEqual([[], []]);
  expect(clean.surprises, text).toStrictEqual(tree.surprises);
  expect(clean.value, text).toStrictEqual(tree.value);
  expect(JSON.stringify(clean.value), text).toBe(JSON.stringify(tree.value));
  return true;
}

describe("what the clean parser takes, the full reader reads the same", () => {
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
      "|+\n\n  a\n\n\n  b\n\n\n",
      ">+\n\n  a\n\n\n  b\n\n\n",
      "|\n    a\n\n     b\n",
      ">-\n  a\n  b # c\n # d\n",
      "a # b\n  c",
      "a\n # b\n c",
      "[\n  a, b, # c\n  'd'\n]",
      "{a: 1,\n'b':2, \"c\":\n [3]\n}",
      "[a\n, b: c]",
      "{a, b: }",
      "[a, ]",
      "[1:30, no, 012]",
      '"\\u00e9\\x41\\/\\t"',
      '"a\\u12"',
      '"\\x4"',
      "--a",
      "-a",
      "...",
      "---",
    );
    const line = fc.tuple(
      fc.nat(6),
      fc.constantFrom(
        "- ",
        "k: ",
        "j:",
        "'q': ",
        "- k: ",
        "- - ",
        "",
        "# c",
        '"d" : ',
        "? ",
        "k:  ",
        "k :",
        "k: # c\n  ",
      ),
      scalar,
    );
    let taken = 0;
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), (lines) => {
        const text = lines.map(([indent, start, value]) => " ".repeat(indent) + start + value).join("\n");
        if (agrees(text)) taken += 1;
      }),
      { numRuns: Number(process.env["POLYAXON_FUZZ_RUNS"] ?? 2_000) },
    );
    expect(taken).toBeGreaterThan(0);
  });

  it("in well-formed texts in many layouts, most of which it takes", { timeout: 600_000 }, () => {
    const runs = Number(process.env["POLYAXON_FUZZ_RUNS"] ?? 1_000);
    let taken = 0;
    fc.assert(
      fc.property(wellFormed, (text) => {
        if (agrees(text)) taken += 1;
      }),
      { numRuns: runs },
    );
    expect(taken / runs).toBeGreaterThan(0.5);
  });
});

/** Trees in all the layouts that the clean parser knows: blocks, dashes behind dashes, brackets, comments, texts of several lines. */
type Made = { readonly layout: number } & (
  | { readonly scalar: string }
  | { readonly items: readonly Made[]; readonly isList: boolean }
);

const SCALARS = fc.constantFrom(
  ..."a|1|-1.5|0x1f|1:30|no|~|null|2024-01-02|''|\"\"|'it''s'|\"a\\nb\"|a b|a#b|a:b|--a|.5|{{ x }}|'{{ x }}'|a, b|x[0]|é😀|yes\u00e9|1e3|.inf|'#'|:a".split(
    "|",
  ),
  ...["|\na\n  b\n\nc\n", "|-\na\n", "|+\n\na\n\n", ">\na\nb\n\nc\n", ">-\n\na\nb\n", "a\nb", "a\n\nb", "a # b"],
);

const { made } = fc.letrec<{ made: Made }>((tie) => ({
  made: fc.oneof(
    { maxDepth: 4 },
    fc.record({ layout: fc.nat(9), scalar: SCALARS }),
    fc.record({ layout: fc.nat(9), isList: fc.boolean(), items: fc.array(tie("made"), { maxLength: 4 }) }),
  ),
}));

const wellFormed = fc
  .tuple(fc.array(made, { minLength: 1, maxLength: 4 }), fc.constantFrom("", "---\n", "# c\n\n---\n"), fc.boolean())
  .map(
    ([items, start, isClosed]) =>
      `${start}${block({ layout: 1, isList: false, items }, 0)}\n${isClosed ? "...\n" : ""}`,
  );

const KEYS = ["k", "a b", "'q'", '"d"'];

/** The entries of a collection from a column on; the first begins where the text is. */
function block(node: Made, column: number): string {
  if ("scalar" in node || node.items.length === 0) return brackets(node);
  const lines = node.items.map((item, index) => {
    const start = node.isList ? "-" : `${KEYS[index] ?? "z"}${node.layout === 7 ? " :" : ":"}`;
    return `${start}${behind(item, column, node.isList)}`;
  });
  return lines.join(`\n${node.layout === 8 ? "\n  # c\n" : ""}${" ".repeat(column)}`);
}

/** What follows a key's colon, or a dash, that stands in a column. */
function behind(node: Made, column: number, isList: boolean): string {
  const deeper = column + 1 + (node.layout % 3);
  const pad = " ".repeat(deeper);
  if ("scalar" in node) {
    const text = node.scalar.replaceAll(/\n(?!\n|$)/g, `\n${pad}`).replace(/\n$/, "");
    return node.layout === 9 && !/^[|>]/.test(text) ? `\n${pad}${text}` : ` ${text}`;
  }
  if (node.layout < 3 || node.items.length === 0) return ` ${brackets(node)}${node.layout === 0 ? " # c" : ""}`;
  if (isList && node.layout < 6) return `  ${block(node, column + 3)}`;
  if (!isList && node.isList && node.layout === 4) return `\n${" ".repeat(column)}${block(node, column)}`;
  return `${node.layout === 5 ? " # c\n" : ""}\n${pad}${block(node, deeper)}`;
}

function brackets(node: Made): string {
  if ("scalar" in node) return node.scalar.includes("\n") ? "x" : node.scalar;
  const gap = ["", " ", "\n", "\n   ", " # c\n "][node.layout % 5] ?? "";
  const items = node.items.map((item, index) => (node.isList ? "" : `${KEYS[index]}: `) + brackets(item));
  const inside = `${items.join(`${node.layout === 6 ? gap : ""},${gap === "" ? " " : gap}`)}${node.layout === 8 && items.length > 0 ? "," : ""}`;
  return node.isList ? `[${gap}${inside}${gap}]` : `{${gap}${inside}${gap}}`;
}

it.each([
  ["a second document", "a: 1\n---\nb: 2\n"],
  ["an anchor", "a: &x 1\n"],
  ["a tag", "a: !!str 1\n"],
  ["a key twice", "a: 1\na: 2\n"],
  ["a merge key", "<<: {a: 1}\n"],
  ["the prototype", "__proto__: {a: 1}\n"],
  ["a number that is not kept", "a: 12345678901234567890\n"],
  ["a date that is none", "a: 2024-02-31\n"],
  ["nothing", ""],
  ["what is not YAML", "a: [1\n"],
  ["a list as a key", "[a]: 1\n"],
  ["an escape cut short", 'a: "a\\u12"\n'],
  ["an escape of bytes cut short", 'a: "a\\x4"\n'],
  ["an escape without digits", 'a: "a\\x"\n'],
  ["an escape cut short in a long text", `a: "${"a".repeat(20_000)}\\x41\\u12"\n`],
  ["an escape that there is not", 'a: "\\q"\n'],
  ["too deep a nesting", `${"[".repeat(60)}${"]".repeat(60)}`],
])("leaves %s to the full reader", (_what, text) => {
  expect(parseCleanYaml(text, DEFAULT_LIMITS)).toBeUndefined();
});

describe("places of the clean parser are those of the syntax tree", () => {
  function* pathsOf(value: unknown, path: SpecPath): Iterable<SpecPath> {
    yield path;
    if (typeof value !== "object" || value === null) return;
    for (const [key, item] of Object.entries(value))
      yield* pathsOf(item, [...path, Array.isArray(value) ? Number(key) : key]);
  }

  it("for every value of files as people write them", () => {
    let seen = 0;
    for (const written of files) {
      const text = sourceText(written, DEFAULT_LIMITS);
      if (typeof text !== "string") continue;
      const clean = parseCleanYaml(text, DEFAULT_LIMITS);
      const full = parseYaml(text, DEFAULT_LIMITS);
      if (clean === undefined || "tooLargeAt" in clean || !("positionAt" in full)) continue;
      const places = placesOfCleanYaml(text, DEFAULT_LIMITS);
      const tree = documentTree(full, DEFAULT_LIMITS).places;
      for (const path of [...pathsOf(clean.value, []), ["nothing", "there"]]) {
        expect(places.find(path), `${path.join(".")} of ${text}`).toEqual(tree.find(path));
        seen += 1;
      }
    }
    expect(seen).toBeGreaterThan(500);
  });

  it("but a value that is not written stands where its key does, or its list", () => {
    const places = placesOfCleanYaml("a:\nlist:\n  -\n  - 1\n", DEFAULT_LIMITS);
    expect(places.find(["a"]).value).toEqual({ line: 1, column: 1 });
    expect(places.find(["list", 0]).value).toEqual({ line: 3, column: 3 });
  });
});

it("says where a text has more values than it may", () => {
  const text = "a: 1\nb: [1, 2, 3]\n";
  expect(parseCleanYaml(text, { ...DEFAULT_LIMITS, maxNodes: 7 })).toEqual({ tooLargeAt: text.indexOf("3") + 1 });
  expect(parseCleanYaml(text, { ...DEFAULT_LIMITS, maxNodes: 8 })).toMatchObject({ value: { a: 1, b: [1, 2, 3] } });
});

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { convertIoValue } from "./io/convert-io-value.ts";
import { parseYamlValue } from "./read/parse-yaml-value.ts";
import { readPolyaxonfile } from "./read/read-polyaxonfile.ts";
import { readSection, type SectionName } from "./read/read-section.ts";

/**
 * Public Polyaxonfiles and cases with the outcome of the original implementation. They are not part of the repository: the
 * variable names a copy. Every disagreement is printed; only the ones known here are allowed.
 */
const corpus = process.env["POLYAXON_CORPUS_DIR"] ?? "";
const present = corpus !== "" && existsSync(join(corpus, "expect.tsv"));
if (!present) console.info("skipped: corpus (POLYAXON_CORPUS_DIR does not name a folder with expect.tsv)");

const text = (path: string): string => readFileSync(join(corpus, path), "utf8");

interface Case {
  readonly id: string;
  readonly op: string;
  readonly input: unknown;
  readonly expect: "ok" | "err";
  readonly output?: unknown;
}

type Outcome = { readonly ok: boolean; readonly output?: unknown };

const asOutcome = (result: { ok: boolean; value?: unknown }): Outcome =>
  result.ok ? { ok: true, output: result.value } : { ok: false };

const section = (name: SectionName, value: unknown): Outcome => asOutcome(readSection(name, value));

const OPERATIONS: Readonly<Record<string, (input: never) => Outcome>> = {
  "io-value": (input: { io: unknown; value: unknown }) => {
    const io = readSection("io", input.io);
    return io.ok ? asOutcome(convertIoValue(io.value, input.value)) : { ok: false };
  },
  hparam: (input) => section("hyperParameter", input),
  matrix: (input) => section("matrix", input),
  schedule: (input) => section("schedule", input),
  "early-stopping": (input) => section("earlyStopping", input),
  section: (input: { section: SectionName; value: unknown }) => section(input.section, input.value),
  read: (input) => {
    const result = readPolyaxonfile({ bytes: JSON.stringify(input), filename: "case" });
    return result.ok ? { ok: true, output: result.document } : { ok: false };
  },
};

describe.skipIf(!present)("the corpus", () => {
  it("agrees on which files read, and as what", () => {
    const rows = text("expect.tsv").trim().split("\n").slice(1);
    const wrong = rows.flatMap((row) => {
      const [path, status, kind] = row.split("\t") as [string, string, string];
      const result = readPolyaxonfile({ bytes: text(path), filename: path }, { preset: kind === "preset" });
      const found = result.ok ? "valid" : `invalid (${result.issues[0]?.message})`;
      if (result.ok !== (status === "valid")) return [`${path}: expected ${status}, found ${found}`];
      if (!result.ok || kind === "preset") return [];
      const { document } = result;
      const run = document.kind === "operation" ? document.component?.run.kind : document.run.kind;
      const as = `${document.kind}/${run ?? "ref"}`;
      return as === kind ? [] : [`${path}: expected ${kind}, found ${as}`];
    });
    console.info(`corpus files: ${rows.length - wrong.length} of ${rows.length} agree`);
    expect(wrong).toEqual([]);
  });

  it("agrees on the cases", () => {
    const files = [
      "cli",
      "compile",
      "dag",
      "hparam",
      "io",
      "matrix",
      "params",
      "patch",
      "read",
      "render",
      "resolve",
      "section",
    ];
    const cases = files.flatMap((file) => {
      const read = parseYamlValue(text(`cases/${file}.yaml`));
      if (!read.ok) throw new Error(read.message);
      return read.value as Case[];
    });
    const mine = cases.filter(({ op }) => Object.hasOwn(OPERATIONS, op));
    const wrong = mine.flatMap(({ id, op, input, expect: expected, output }) => {
      const found = OPERATIONS[op]!(input as never);
      if (found.ok !== (expected === "ok")) return [`${id}: expected ${expected}, found ${JSON.stringify(found)}`];
      if (!found.ok) return [];
      const agrees = sorted(found.output) === sorted(output);
      return agrees ? [] : [`${id}: expected ${sorted(output)}, found ${sorted(found.output)}`];
    });
    console.info(
      `corpus cases: ${mine.length - wrong.length} of ${mine.length} agree (${cases.length - mine.length} are for other packages)`,
    );
    expect(wrong).toEqual([]);
  });
});

/** JSON text with keys in order. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item !== "object" || item === null || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}

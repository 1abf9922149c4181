import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseYamlValue, readPolyaxonfile } from "@polyaxon/spec";
import { describe, expect, it } from "vitest";
import { type Outcome, runCase } from "./case-operations.ts";
import { INTENDED_DIFFERENCES } from "./intended-differences.ts";

/**
 * Agreement with the original implementation, on public Polyaxonfiles (`expect.tsv`) and on small cases (`cases/*.yaml`) with
 * the outcome that running the original gave. The corpus is no part of this repository: POLYAXON_CORPUS_DIR names a copy.
 */
const folder = process.env["POLYAXON_CORPUS_DIR"] ?? "";
const present = folder !== "" && existsSync(join(folder, "expect.tsv"));
if (!present) console.info("corpus skipped: POLYAXON_CORPUS_DIR does not name a folder with expect.tsv");

const text = (path: string): string => readFileSync(join(folder, path), "utf8");

interface Case {
  readonly id: string;
  readonly op: string;
  readonly why: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly expect: "ok" | "err";
  readonly output?: unknown;
  readonly category?: string;
}

function readCases(): readonly Case[] {
  return readdirSync(join(folder, "cases"))
    .toSorted()
    .flatMap((file) => {
      const read = parseYamlValue(text(`cases/${file}`));
      if (!read.ok) throw new Error(`${file}: ${read.message}`);
      return read.value as Case[];
    });
}

it("every intended difference stands in docs/compatibility.md, and only those", () => {
  const page = readFileSync(resolve(import.meta.dirname, "../../docs/compatibility.md"), "utf8");
  const section = /### Cases of the reference corpus\n([^#]*)/.exec(page)?.[1] ?? "";
  const listed = [...section.matchAll(/^\| `([\w-]+)`/gm)].map((row) => row[1]);
  expect(listed.toSorted()).toEqual(INTENDED_DIFFERENCES.map(({ id }) => id).toSorted());
});

describe.skipIf(!present)("corpus", () => {
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

  const cases = present ? readCases() : [];
  for (const op of new Set(cases.map((each) => each.op))) {
    const members = cases.filter((each) => each.op === op);
    it(`agrees on ${op}`, () => {
      const answers = members.map((each) => ({ each, problem: problemOf(each, runCase(op, each.input)) }));
      const wrong = answers.flatMap(({ each, problem }) => (problem === null ? [] : [`${each.id}: ${problem}`]));
      const intended = members.filter(({ id }) => differenceOf(id) !== undefined).map(({ id }) => id);
      const agree = members.length - wrong.length - intended.length;
      const beside = intended.length === 0 ? "" : `; different on purpose: ${intended.join(", ")}`;
      console.info(`corpus ${op}: ${agree} of ${members.length} agree${beside}`);
      expect(wrong).toEqual([]);
    });
  }

  it("has a case for each intended difference", () => {
    const ids = new Set(cases.map(({ id }) => id));
    expect(INTENDED_DIFFERENCES.filter(({ id }) => !ids.has(id))).toEqual([]);
  });
});

const differenceOf = (id: string) => INTENDED_DIFFERENCES.find((each) => each.id === id);

/** Null when the answer is the original's, or the one we mean to give instead. */
function problemOf(each: Case, found: Outcome): string | null {
  const intended = differenceOf(each.id);
  if (intended !== undefined) {
    return intended.holds(found, each) ? null : `not the difference that was intended: ${JSON.stringify(found)}`;
  }
  if (each.expect === "ok") {
    if (!found.ok) return `expected ok, found ${found.category}: ${found.message}`;
    return sameData(found.output, each.output)
      ? null
      : `expected ${JSON.stringify(each.output)}, found ${JSON.stringify(found.output)}`;
  }
  if (found.ok) return `expected a refusal, found ${JSON.stringify(found.output)}`;
  // `error` is where the original fails without a type of its own: any refusal will do.
  return each.category === "error" || each.category === found.category
    ? null
    : `expected the category ${each.category}, found ${found.category}: ${found.message}`;
}

/** Equal as data: no matter in which order the keys stand; numbers to rounding noise; no contexts and empty ones are the same. */
function sameData(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number")
    return Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b));
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => sameData(item, b[i]));
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const left = fieldsOf(a);
  const right = fieldsOf(b);
  return (
    left.size === right.size && [...left].every(([key, value]) => right.has(key) && sameData(value, right.get(key)))
  );
}

const fieldsOf = (value: object): ReadonlyMap<string, unknown> =>
  new Map(
    Object.entries(value).filter(
      ([key, item]) => item !== undefined && !(key === "contexts" && Array.isArray(item) && item.length === 0),
    ),
  );

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Position, type SpecPath, parseYamlValue, readPolyaxonfile, toOperation } from "@polyaxon/spec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adviseOperation, checkOperation, compileOperation, planExecution } from "../src/index.ts";
import { GOLDEN_CONTEXT, GOLDEN_RUN } from "./golden-context.ts";

/**
 * Damaged files through reading, checking, compiling and planning: never a crash, never more than a second, never an error
 * without a place. Short by default; POLYAXON_TEST_LONG=1 tries 100,000 inputs. The seeds are this package's golden files,
 * and public ones where POLYAXON_CORPUS_DIR names them.
 */
const long = process.env["POLYAXON_TEST_LONG"] === "1";
const BYTES_RUNS = long ? 60_000 : 400;
const VALUES_RUNS = long ? 40_000 : 300;
const TIMEOUT = long ? 3_600_000 : 60_000;
const MOST_MICROSECONDS = 1_000_000;

const seeds = [...goldenFiles(), ...ruleFiles(), ...corpusFiles()];

function goldenFiles(): readonly string[] {
  const folder = new URL("./golden/", import.meta.url);
  return readdirSync(folder).map((name) => readFileSync(new URL(`${name}/polyaxonfile.yaml`, folder), "utf8"));
}

function ruleFiles(): readonly string[] {
  return yamlFilesIn(fileURLToPath(new URL("./rules/golden/", import.meta.url))).flatMap((text) => {
    const rule = parseYamlValue(text);
    return rule.ok ? [(rule.value as { readonly file: string }).file] : [];
  });
}

function corpusFiles(): readonly string[] {
  const folder = process.env["POLYAXON_CORPUS_DIR"] ?? "";
  if (folder === "" || !existsSync(folder)) return [];
  return ["hub", "examples", "quick-start", "fixtures"].flatMap((name) => yamlFilesIn(join(folder, name)));
}

function yamlFilesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => readFileSync(join(folder, name), "utf8"));
}

/** The whole way of a file; what it answers has to have a place. */
function runThrough(bytes: Uint8Array | string): void {
  const start = process.cpuUsage();
  const read = readPolyaxonfile({ bytes, filename: "f" });
  if (!read.ok) {
    expect(read.issues.length).toBeGreaterThan(0);
    for (const issue of read.issues) expectPlace(issue, issue.message);
  }
  const looked = read.ok ? read : read.inSpite;
  if (looked !== undefined) {
    const { document, locate } = looked;
    if (document.kind !== "compiled_operation") {
      const operation = toOperation(document);
      const inFile = document.kind === "component" ? (path: SpecPath) => path.slice(1) : (path: SpecPath) => path;
      for (const { message, path } of [...checkOperation(operation), ...adviseOperation(operation)])
        expectPlace(nearest(inFile(path), locate), message);
      const compiled = read.ok ? compileOperation({ operation, run: GOLDEN_RUN }) : { ok: false as const, issues: [] };
      if (compiled.ok) planExecution(compiled.content, GOLDEN_CONTEXT);
      else for (const { message, path } of compiled.issues) expectPlace(nearest(inFile(path), locate), message);
    }
  }
  const { system, user } = process.cpuUsage(start);
  expect(user + system).toBeLessThan(MOST_MICROSECONDS);
}

function nearest(path: SpecPath, locate: (path: SpecPath) => Position | null): Position | null {
  for (let length = path.length; length >= 0; length -= 1) {
    const place = locate(path.slice(0, length));
    if (place !== null) return place;
  }
  return null;
}

function expectPlace(place: Position | null, message: string): void {
  expect(message).not.toBe("");
  expect(place?.line, message).toBeGreaterThanOrEqual(1);
  expect(place?.column, message).toBeGreaterThanOrEqual(1);
}

const snippets = [
  ..."{}[]:,-&*!|>'\"#%@`\n\t ?~".split(""),
  ...[
    "<<: *m",
    "- ",
    "null",
    "1e5",
    "kind",
    "{{",
    "}}",
    "{% for x in range(10**9) %}",
    "{% endfor %}",
    "{{ a * 10**9 }}",
    "? ",
  ],
  ...[
    "__proto__: {}",
    "constructor: 1",
    "&a [*a]",
    "1:10:2",
    ".inf",
    "component:",
    "matrix:",
    "run:",
    "ref: ops.a",
    "\u0000",
    "\ufeff",
  ],
];

const edit = fc.record({
  at: fc.nat(4_000),
  remove: fc.nat(16),
  insert: fc.oneof(
    fc.uint8Array({ maxLength: 3 }),
    fc.constantFrom(...snippets).map((text) => new Uint8Array(Buffer.from(text))),
  ),
});

describe("fuzz", () => {
  it(
    "undamaged files go through",
    () => {
      for (const seed of seeds) runThrough(seed);
    },
    TIMEOUT,
  );

  it(
    "files with damaged bytes",
    () => {
      fc.assert(
        fc.property(fc.constantFrom(...seeds), fc.array(edit, { minLength: 1, maxLength: 5 }), (seed, edits) => {
          const damaged = edits.reduce<Buffer>((bytes, { at, insert, remove }) => {
            const from = bytes.length === 0 ? 0 : at % bytes.length;
            return Buffer.concat([bytes.subarray(0, from), insert, bytes.subarray(from + remove)]);
          }, Buffer.from(seed));
          runThrough(damaged);
        }),
        { numRuns: BYTES_RUNS },
      );
    },
    TIMEOUT,
  );

  it(
    "documents with a value that does not belong there",
    () => {
      const documents = seeds.flatMap((seed) => {
        const read = parseYamlValue(seed);
        return read.ok && typeof read.value === "object" && read.value !== null ? [read.value] : [];
      });
      const odd = fc.oneof(
        fc.jsonValue({ maxDepth: 2 }),
        fc.constantFrom(
          "{{ a }}",
          "{{ params.as_args }}",
          "{{ a.b.c }}",
          "{% if %}",
          "ops.a",
          "a:b:c",
          "1e400",
          -1,
          1e308,
          2 ** 53,
          [],
          {},
        ),
        fc.constantFrom(...documents),
      );
      fc.assert(
        fc.property(
          fc.constantFrom(...documents),
          fc.array(fc.nat(), { minLength: 1, maxLength: 8 }),
          odd,
          (document, way, value) => {
            runThrough(JSON.stringify(replaced(document, way, value)));
          },
        ),
        { numRuns: VALUES_RUNS },
      );
    },
    TIMEOUT,
  );
});

/** The document with the value that `way` leads to replaced; each number picks one of the children there. */
function replaced(document: unknown, way: readonly number[], value: unknown): unknown {
  const [step, ...rest] = way;
  if (step === undefined || typeof document !== "object" || document === null) return value;
  const keys = Object.keys(document);
  if (keys.length === 0) return value;
  const key = keys[step % keys.length] ?? "";
  if (Array.isArray(document))
    return document.map((item, index) => (String(index) === key ? replaced(item, rest, value) : (item as unknown)));
  return { ...document, [key]: replaced((document as Record<string, unknown>)[key], rest, value) };
}

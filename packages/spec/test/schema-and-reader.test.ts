import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import type { SpecPath } from "../src/issues/issue.ts";
import { parseYamlValue } from "../src/read/parse-yaml-value.ts";
import { readPolyaxonfile } from "../src/read/read-polyaxonfile.ts";
import { polyaxonfileJsonSchema } from "../src/reference/json-schema.ts";
import { SECTIONS } from "../src/reference/sections.ts";
import type { Problem } from "../src/schema/reader.ts";
import { type AnySchema, readAll } from "../src/schema/schema.ts";
import { snakeCase } from "../src/schema/section.ts";
import { sampleValue } from "./sample-value.ts";

/**
 * The published JSON Schema says what reading says. Both are asked about the same thousands of values: in every field of every
 * section a value of each kind, right ones and wrong ones, and at every place of the examples of docs/language.
 */
const ajv = new Ajv({
  strict: true,
  allowUnionTypes: true,
  strictTuples: false,
  strictTypes: false,
  strictRequired: false,
});
ajv.addSchema(polyaxonfileJsonSchema(), "polyaxonfile");

/** What reading refuses and a JSON Schema cannot say, or only at the price of what editors make of it. */
const LOOSER: readonly { readonly why: string; readonly problem: RegExp }[] = [
  { why: "a rule between fields", problem: /^PLX-308/ },
  { why: "a default, and the type it must have", problem: /^PLX-309/ },
  { why: "a field given in both spellings", problem: /^PLX-311/ },
  { why: "an order between numbers", problem: /^PLX-310 expected stop > start/ },
  { why: "a sum", problem: /^PLX-310 the weights add up to/ },
  { why: "a zero, which may be text", problem: /^PLX-310 .* may not be zero/ },
  { why: "a name that templates use", problem: /^PLX-307 .* is a reserved name/ },
  { why: "a day that no calendar has, or its hours", problem: /^PLX-303 expected a date/ },
];

/** A value of each kind, and texts of each form: whatever a field takes, some of these are right and some are wrong. */
const VALUES: readonly unknown[] = [
  ...["", "text", "{{ x }}", "a {{ x }}\nb", "{{ x", "}} {{", "a,b", "globals"],
  ...["0", "1", "-1", "+1", " 1 ", "00", "1.5", "1.", ".5", "1e3", "1e", "1_000", "0x10"],
  ...["yes", "On", "oN", "TRUE", "trUE", "t", "nope"],
  ...[
    "2024-01-31",
    "2024-01-31 10:00",
    "2024-13-31",
    "PT1H",
    "P",
    "01:02:03",
    "2 days",
    "1:2:3",
    "1:2",
    "{{ x }}:1:{{ y }}",
  ],
  ...["8f3d1c5e-7d8e-4d0c-9a57-0e6c2b8a3f10", "8f3d1c5e-7d8e-4d0c-9a57-0e6c2b8a3f10, 8F3D1C5E7D8E4D0C9A570E6C2B8A3F10"],
  ...[0, 1, -1, 0.5, 1.5, 86_400, 1e18, 2 ** 53, 1e300, true, false],
  ...[
    [],
    ["text"],
    [1],
    ["{{ x }}"],
    ["a", "b"],
    [1, 2],
    [1, 2, 3],
    [["a", 0.5]],
    [["a", 2]],
    [["a", "{{ x }}"]],
    [{}],
    [{ a: 1 }],
  ],
  ...[
    {},
    { a: 1 },
    { a: "text" },
    { a: {} },
    { kind: "nonsense" },
    { value: 1 },
    { ref: "ops.a", value: "x" },
    { ref: 1 },
  ],
];

interface Asked {
  readonly where: string;
  readonly value: unknown;
  readonly problems: readonly Pick<Problem, "code" | "message">[];
  readonly taken: boolean;
}

/** Of a section: each of its fields with each of the values, left out, under its other spelling, under no name it has. */
function* askedOfSections(): Generator<Asked> {
  for (const { name, schema, shape } of SECTIONS) {
    const isValid = ajv.getSchema(`polyaxonfile#/definitions/${name}`)!;
    const ask = (where: string, value: unknown): Asked => ({
      where: `${name}${where}`,
      value,
      problems: readAll(schema, value).problems,
      taken: isValid(value) === true,
    });
    const smallest = sampleValue(schema) as Readonly<Record<string, unknown>>;
    yield ask("", smallest);
    yield ask("", { ...smallest, noField: 1 });
    for (const value of VALUES) yield ask("", value);
    for (const [field, of] of Object.entries(shape)) {
      const { [field]: _, ...rest } = smallest;
      const sample = sampleValue(of);
      yield ask(` without ${field}`, rest);
      yield ask(`.${field}`, { ...smallest, [field]: sample });
      yield ask(`.${snakeCase(field)}`, { ...rest, [snakeCase(field)]: sample });
      yield ask(` ${field} twice`, { ...smallest, [field]: sample, [snakeCase(field)]: sample });
      for (const value of [...VALUES, [sample], { key: sample }])
        yield ask(`.${field}`, { ...smallest, [field]: value });
    }
  }
}

const examples = resolve(import.meta.dirname, "../../../docs/language/examples");

/** Of each example: as it is, and with each value at each of its places. */
function* askedOfExamples(): Generator<Asked> {
  for (const file of readdirSync(examples)) {
    for (const document of readFileSync(join(examples, file), "utf8").split(/^---$/m)) {
      const parsed = parseYamlValue(document);
      if (!parsed.ok) throw new Error(`${file}: ${parsed.message}`);
      yield askOfDocument(file, parsed.value);
      for (const path of placesIn(parsed.value))
        for (const value of PLACED)
          yield askOfDocument(`${file} ${path.join(".")}`, withValue(parsed.value, path, value));
    }
  }
}

const PLACED: readonly unknown[] = [
  "text",
  "{{ x }}",
  1,
  0.5,
  true,
  [],
  ["text"],
  {},
  { kind: "nonsense" },
  { noField: 1 },
];

function askOfDocument(where: string, value: unknown): Asked {
  // Reading is told that a file is a preset; the schema sees it when the file has neither.
  const isPreset = typeof value === "object" && value !== null && !("version" in value) && !("kind" in value);
  const read = readPolyaxonfile({ bytes: JSON.stringify(value), filename: where }, { preset: isPreset });
  const taken = ajv.getSchema("polyaxonfile")!(value) === true;
  return { where, value, problems: read.ok ? [] : read.issues, taken };
}

function* placesIn(value: unknown, path: SpecPath = []): Generator<SpecPath> {
  if (path.length > 0) yield path;
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value))
    yield* placesIn(item, [...path, Array.isArray(value) ? Number(key) : key]);
}

function withValue(tree: unknown, [key, ...path]: SpecPath, value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(tree))
    return tree.map((item: unknown, index) => (index === key ? withValue(item, path, value) : item));
  const mapping = tree as Readonly<Record<string, unknown>>;
  return { ...mapping, [key]: withValue(mapping[key], path, value) };
}

/** Where the two disagree, one line each. */
function disagreements(asked: Iterable<Asked>): readonly string[] {
  const found: string[] = [];
  for (const { where, value, problems, taken } of asked) {
    if ((problems.length === 0) === taken) continue;
    if (problems.length > 0 && problems.every((problem) => LOOSER.some((each) => each.problem.test(textOf(problem)))))
      continue;
    const said = problems.length === 0 ? "only reading takes" : `reading says ${problems.map(textOf).join("; ")} of`;
    found.push(`${where}: ${said} ${JSON.stringify(value).slice(0, 150)}`);
  }
  return found.slice(0, 20);
}

const textOf = ({ code, message }: Pick<Problem, "code" | "message">): string => `${code} ${message}`;

/** One problem of each code that both refuse. */
const refusedByBoth = (asked: readonly Asked[]): readonly string[] => [
  ...new Set(asked.flatMap(({ problems, taken }) => (taken ? [] : problems.map(({ code }) => code)))),
];

describe("the published JSON Schema and the reader", () => {
  const ofSections = [...askedOfSections()];
  const ofExamples = [...askedOfExamples()];

  it("take the smallest value of every section", () => {
    const refused = SECTIONS.filter(({ name, schema }) => {
      const value = sampleValue(schema);
      return readAll(schema, value).problems.length > 0 || !ajv.validate(`polyaxonfile#/definitions/${name}`, value);
    });
    expect(refused.map(({ name }) => name)).toEqual([]);
  });

  it("take and refuse the same values in every field of every section", () => {
    expect(ofSections.length).toBeGreaterThan(40_000);
    expect(disagreements(ofSections)).toEqual([]);
  });

  it("take every example, and take and refuse the same values at every place of it", () => {
    expect(ofExamples.length).toBeGreaterThan(1_000);
    expect(ofExamples.filter(({ where, taken }) => where.endsWith(".yaml") && !taken)).toEqual([]);
    expect(disagreements(ofExamples)).toEqual([]);
  });

  it("take a template in every field that may hold one", () => {
    const refused = SECTIONS.flatMap(({ name, schema, shape }) =>
      Object.keys(shape)
        .filter((field) => takesTemplate(shape[field]!))
        .map((field) => ({ ...(sampleValue(schema) as object), [field]: "{{ globals.name }}" }))
        .filter(
          (value) =>
            readAll(schema, value).problems.length > 0 || !ajv.validate(`polyaxonfile#/definitions/${name}`, value),
        ),
    );
    expect(refused).toEqual([]);
  });

  it("both refuse each kind of mistake that a schema can tell", () => {
    expect([...new Set([...refusedByBoth(ofSections), ...refusedByBoth(ofExamples)])].toSorted()).toEqual(
      expect.arrayContaining([
        ...["PLX-201", "PLX-202", "PLX-301", "PLX-302", "PLX-303", "PLX-304", "PLX-305", "PLX-306", "PLX-307"],
        "PLX-310",
      ]),
    );
  });

  it("differ only where a schema cannot say it, and there they do", () => {
    const said = new Set(
      [...ofSections, ...ofExamples].flatMap(({ problems, taken }) => (taken ? problems.map(textOf) : [])),
    );
    const unused = LOOSER.filter(({ problem }) => ![...said].some((text) => problem.test(text)));
    expect(unused.map(({ why }) => why)).toEqual([]);
  });
});

function takesTemplate({ accepts }: AnySchema): boolean {
  return accepts.is === "template" || (accepts.is === "either" && accepts.of.some(takesTemplate));
}

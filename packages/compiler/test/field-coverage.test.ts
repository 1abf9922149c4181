import { readdirSync, readFileSync } from "node:fs";
import { languageReference, parseYamlValue, readPolyaxonfile, toOperation } from "@polyaxon/spec";
import { describe, expect, it } from "vitest";
import { checkOperation } from "../src/index.ts";

/** The reference of the language, its examples and the golden files of its rules tell of the same fields. */
const { GROUPS, SECTIONS, usedFields } = await languageReference();
const examples = new URL("../../../docs/language/examples/", import.meta.url);
const rules = new URL("./rules/golden/", import.meta.url);

function fieldsOf(file: string, preset = false): ReadonlySet<string> {
  const read = readPolyaxonfile({ bytes: file, filename: "file" }, { preset });
  return read.ok ? usedFields(read.document) : new Set();
}

describe("examples of the reference", () => {
  it.each(GROUPS.map(({ name, sections }) => [name, sections] as const))(
    "%s: reads, checks, and uses its page's fields",
    (name, sections) => {
      const file = readFileSync(new URL(`${name}.yaml`, examples), "utf8");
      const read = readPolyaxonfile({ bytes: file, filename: name });
      if (!read.ok || read.document.kind === "compiled_operation") return expect(read).toMatchObject({ ok: true });
      expect(checkOperation(toOperation(read.document))).toEqual([]);
      const used = new Set([...usedFields(read.document)].map((field) => field.split(".")[0]));
      expect(sections.filter((section) => used.has(section)).length).toBeGreaterThanOrEqual(2);
    },
  );

  it("are one for each page", () => {
    expect(readdirSync(examples).toSorted()).toEqual(GROUPS.map(({ name }) => `${name}.yaml`).toSorted());
  });
});

describe("golden files of the rules", () => {
  const covered = new Set<string>();
  for (const group of readdirSync(rules)) {
    for (const name of readdirSync(new URL(`${group}/`, rules))) {
      const rule = parseYamlValue(readFileSync(new URL(`${group}/${name}`, rules), "utf8"));
      const { file, preset } = (rule.ok ? rule.value : {}) as { readonly file: string; readonly preset?: boolean };
      for (const field of fieldsOf(file, preset)) covered.add(field);
    }
  }

  it.each(SECTIONS.map(({ name }) => name))("show %s in a file that is accepted", (name) => {
    expect([...covered].some((field) => field.startsWith(`${name}.`))).toBe(true);
  });

  it("show every field, those aside that are handed to Kubernetes as they are", () => {
    // Reading moves `options` into `validation`.
    const asWritten = new Set(GROUPS.find(({ name }) => name === "kubernetes")!.sections);
    const missing = SECTIONS.filter(({ name }) => !asWritten.has(name)).flatMap(({ name, shape }) =>
      Object.keys(shape)
        .map((field) => `${name}.${field}`)
        .filter((field) => !covered.has(field) && field !== "IO.options"),
    );
    expect(missing).toEqual([]);
  });
});

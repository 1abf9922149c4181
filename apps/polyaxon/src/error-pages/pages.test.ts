import { fileURLToPath } from "node:url";
import { ISSUE_CODES, parseYamlValue } from "@polyaxon/spec";
import { describe, expect, it } from "vitest";
import { checkFile } from "../commands/check-file.ts";
import { compileFile } from "../commands/compile-file.ts";
import { referenceResolver } from "../commands/reference-resolver.ts";
import type { DiagnosticCode, ErrorPage, Example } from "./error-page.ts";
import { exampleText, pagesMarkdown } from "./page-text.ts";
import { ERROR_PAGES } from "./pages.ts";

/** Beside the files of the examples: a component, and an operation that is none. */
const cwd = fileURLToPath(new URL("testing/beside", import.meta.url));
const resolve = referenceResolver({ cwd, env: {} });

/** What is said of an example, each code once. */
async function codesOf(example: Example): Promise<readonly string[]> {
  const filename = "polyaxonfile.yaml";
  const given = typeof example === "string" ? { file: example } : example;
  if ("described" in given) return unique(await checkFile({ bytes: bytesOf(given.bytes()), filename }, { resolve }));
  const { file, namespaces, overrides = {}, whenCompiled = false } = given;
  const source = { bytes: bytesOf(file), filename };
  if (!whenCompiled) return unique(await checkFile(source, { overrides, resolve }));
  return unique(await compileFile(source, { overrides, resolve, ...(namespaces === undefined ? {} : { namespaces }) }));
}

const bytesOf = (text: string | Uint8Array): Uint8Array => (typeof text === "string" ? Buffer.from(text) : text);
const unique = ({ findings }: { readonly findings: readonly { readonly code: string }[] }): readonly string[] =>
  [...new Set(findings.map(({ code }) => code))].toSorted();

describe("the page of", () => {
  for (const [code, page] of Object.entries(ERROR_PAGES) as [DiagnosticCode, ErrorPage][]) {
    it(`${code}: its wrong example gives exactly this code, its mended one nothing`, async () => {
      expect(await codesOf(page.wrong)).toEqual([code, ...(page.alsoGives ?? [])].toSorted());
      expect(await codesOf(page.mended)).toEqual([]);
    });
  }
});

it("has the title that the reader of files has for the code", () => {
  const titles = Object.fromEntries(Object.entries(ISSUE_CODES).map(([code, { title }]) => [code, title]));
  expect(
    Object.fromEntries(Object.keys(titles).map((code) => [code, ERROR_PAGES[code as DiagnosticCode].title])),
  ).toEqual(titles);
});

it("shows examples that fit in a terminal, and read as they do where they are tested", () => {
  for (const { mended, wrong } of Object.values(ERROR_PAGES)) {
    for (const example of [wrong, mended]) {
      const { file } = exampleText(example);
      for (const line of file.split("\n")) expect(line.length, line).toBeLessThanOrEqual(78);
      const written = typeof example === "string" ? example : "file" in example ? example.file : "";
      expect(parseYamlValue(file)).toEqual(parseYamlValue(written));
    }
  }
});

it("stands in docs/errors.md", async () => {
  await expect(pagesMarkdown(ERROR_PAGES)).toMatchFileSnapshot(
    fileURLToPath(new URL("../../../../docs/errors.md", import.meta.url)),
  );
});

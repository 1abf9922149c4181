import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { languageReference, parseYamlValue, readPolyaxonfile } from "@polyaxon/spec";
import { beforeAll, describe, expect, it } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { getLanguageService, type LanguageService, type Position } from "yaml-language-server";

/** What an editor with the YAML language server makes of the published JSON Schema. */
let service: LanguageService;
let uri = 0;
const MODELINE = "# yaml-language-server: $schema=https://server.example/schema/polyaxonfile.json\n";

beforeAll(async () => {
  const schema = JSON.stringify((await languageReference()).polyaxonfileJsonSchema());
  service = getLanguageService({
    schemaRequestService: async (asked) =>
      asked === "https://server.example/schema/polyaxonfile.json" ? schema : await Promise.reject(new Error(asked)),
    workspaceContext: { resolveRelativePath: (relative) => relative },
  });
  service.configure({ validate: true, completion: true, hover: true });
});

const opened = (text: string) => TextDocument.create(`file:///${++uri}.yaml`, "yaml", 1, MODELINE + text);

/** The text with `|` where the cursor stands. */
function cursor(text: string): { readonly document: TextDocument; readonly at: Position } {
  const document = opened(text.replace("|", ""));
  return { document, at: document.positionAt(MODELINE.length + text.indexOf("|")) };
}

async function completions(text: string): Promise<readonly string[]> {
  const { at, document } = cursor(text);
  const { items } = await service.doComplete(document, at, false);
  return items.map(({ label }) => label);
}

async function problems(text: string): Promise<readonly string[]> {
  const found = await service.doValidation(opened(text), false);
  return found.map(
    ({ message, range }) =>
      `${range.start.line}:${range.start.character} ${typeof message === "string" ? message : message.value}`,
  );
}

const COMPONENT = "version: 1.1\nkind: component\n";
const OPERATION = "version: 1.1\nkind: operation\nhubRef: train\n";

describe("completion", () => {
  it.each([
    ["what a file may be", "kind: |", ["component", "operation"]],
    ["the sections of a component", `${COMPONENT}|`, ["inputs", "outputs", "run", "name", "termination"]],
    ["the sections of an operation", `${OPERATION}|`, ["params", "matrix", "schedule", "joins", "trigger"]],
    ["run kinds", `${COMPONENT}run:\n  kind: |`, ["job", "service", "dag", "pytorchjob", "raycluster"]],
    ["a run's fields, by its kind", `${COMPONENT}run:\n  kind: service\n  |`, ["ports", "rewritePath", "container"]],
    ["a container's fields", `${COMPONENT}run:\n  kind: job\n  container:\n    |`, ["image", "command", "args", "env"]],
    ["matrix kinds", `${OPERATION}matrix:\n  kind: |`, ["grid", "random", "hyperband", "bayes", "mapping"]],
    ["a matrix' fields, by its kind", `${OPERATION}matrix:\n  kind: bayes\n  |`, ["numInitialRuns", "utilityFunction"]],
    [
      "kinds of values to search",
      `${OPERATION}matrix:\n  kind: random\n  params:\n    lr:\n      kind: |`,
      ["choice", "loguniform", "range"],
    ],
    ["words of an enum", `${OPERATION}trigger: |`, ["all_succeeded", "one_failed"]],
    ["a field of a list's item", `${COMPONENT}inputs:\n  - name: lr\n    |`, ["type", "isOptional", "toEnv"]],
    ["types of inputs", `${COMPONENT}inputs:\n  - name: lr\n    type: |`, ["float", "metric", "artifacts"]],
    [
      "an operation inside a dag",
      `${COMPONENT}run:\n  kind: dag\n  operations:\n    - name: a\n      |`,
      ["dagRef", "params", "dependencies"],
    ],
    ["a hook's trigger", `${OPERATION}hooks:\n  - hubRef: slack\n    trigger: |`, ["failed", "done"]],
  ])("offers %s", async (_, text, expected) => {
    expect(await completions(text)).toEqual(expect.arrayContaining(expected));
  });

  it("offers a component nothing that belongs to an operation, and no second spelling", async () => {
    const offered = await completions(`${COMPONENT}|`);
    for (const other of ["params", "matrix", "hubRef", "is_approved"]) expect(offered).not.toContain(other);
  });

  it("says what a field is for", async () => {
    const { at, document } = cursor(`${OPERATION}pat|chStrategy: replace\n`);
    expect(JSON.stringify(await service.doHover(document, at))).toContain(
      "How this operation, or this preset, is laid over",
    );
  });
});

describe("validation", () => {
  it("marks an unknown field, a wrong type and a wrong word where they stand", async () => {
    const found = await problems(`${OPERATION}trigger: sometimes\ntermination:\n  maxRetry: 3\n  timeout: soon\n`);
    expect(found).toHaveLength(3);
    expect(found.map((line) => line.split(" ")[0]).toSorted()).toEqual(["4:9", "6:2", "7:11"]);
  });

  it("accepts templates, snake_case below the root, and the words of YAML 1.1", async () => {
    const text = `${OPERATION}cache: {disable: yes}\ntermination:\n  max_retries: "{{ n }}"\nisApproved: "{{ ok }}"\n`;
    expect(await problems(text)).toEqual([]);
  });

  it("has no false error in the files of our own golden rules, one rule excepted", async () => {
    const folder = resolve(import.meta.dirname, "../../packages/compiler/test/rules/golden");
    const wrong: Record<string, readonly string[]> = {};
    let count = 0;
    for (const group of readdirSync(folder)) {
      for (const name of readdirSync(join(folder, group))) {
        const rule = parseYamlValue(readFileSync(join(folder, group, name), "utf8"));
        const { file, preset } = (rule.ok ? rule.value : {}) as { readonly file: string; readonly preset?: boolean };
        if (preset === true || !readPolyaxonfile({ bytes: file, filename: name }).ok) continue;
        count += 1;
        const found = await problems(file);
        if (found.length > 0) wrong[`${group}/${name}`] = found;
      }
    }
    expect(count).toBeGreaterThan(200);
    // An explicit null is as good as no field to the reader; an editor had better ask.
    expect(Object.keys(wrong), JSON.stringify(wrong)).toEqual(["scalars/null-is-absent.yaml"]);
  });

  it("has no false error in the valid files of the reference corpus", async () => {
    const corpus = process.env["POLYAXON_CORPUS_DIR"] ?? "";
    if (!existsSync(join(corpus, "expect.tsv"))) {
      console.info("corpus skipped: POLYAXON_CORPUS_DIR does not name a folder with expect.tsv");
      return;
    }
    const rows = readFileSync(join(corpus, "expect.tsv"), "utf8").trim().split("\n");
    const valid = rows.map((row) => row.split("\t")).filter(([, status]) => status === "valid");
    const wrong: Record<string, readonly string[]> = {};
    for (const [path = ""] of valid) {
      const found = await problems(readFileSync(join(corpus, path), "utf8"));
      if (found.length > 0) wrong[path] = found;
    }
    console.info(`corpus files without a false error: ${valid.length - Object.keys(wrong).length} of ${valid.length}`);
    // A bracket that closes at the start of a line: PyYAML takes it, the editor's parser does not.
    expect(Object.keys(wrong), JSON.stringify(wrong)).toEqual([
      "examples/in_cluster/tensorflow/mnist/polyaxonfile.yml",
    ]);
  });
});

import { describe, expect, it } from "vitest";
import type { SpecIssue } from "../issues/issue.ts";
import { readPolyaxonfile, type ReadOptions } from "./read-polyaxonfile.ts";

const read = (bytes: string | Uint8Array, options?: ReadOptions) =>
  readPolyaxonfile({ bytes, filename: "polyaxonfile.yaml" }, options);

function document(text: string, options?: ReadOptions): unknown {
  const result = read(text, options);
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return result.document;
}

function issues(text: string | Uint8Array, options?: ReadOptions): readonly SpecIssue[] {
  const result = read(text, options);
  if (result.ok) throw new Error(`was read: ${JSON.stringify(result.document)}`);
  return result.issues;
}

const at = ({ code, line, column }: SpecIssue): string => `${code} ${line}:${column}`;

describe("a component", () => {
  it("in its simplest form is a job, and a notice says so", () => {
    const result = read("version: 1.1\nkind: component\nrun: {container: {image: x}}\n");
    expect(result).toMatchObject({
      ok: true,
      document: { version: 1.1, kind: "component", run: { kind: "job", container: { image: "x" } } },
      notices: [{ code: "PLX-901", severity: "notice", line: 3, column: 1, hint: "add `kind: job` to say so" }],
    });
  });

  it("keeps the kind that is written, without a notice", () => {
    const result = read("version: 1.1\nkind: component\nrun: {kind: service, ports: [80], container: {image: x}}\n");
    expect(result).toMatchObject({ ok: true, notices: [], document: { run: { kind: "service", ports: [80] } } });
  });

  it("asks for the run kind when the section could not be a job", () => {
    const [issue] = issues("version: 1.1\nkind: component\nrun: {ports: [80]}\n");
    expect(issue).toMatchObject({ code: "PLX-302", path: ["run", "kind"], line: 3, column: 1 });
  });

  it("reads both spellings below the root, and writes camelCase", () => {
    const text =
      "version: 1.1\nkind: component\ninputs: [{name: a, is_optional: yes}]\nrun: {kind: job, termination: }\n".replace(
        ", termination: ",
        "",
      );
    expect(document(text)).toMatchObject({ inputs: [{ name: "a", isOptional: true }] });
  });

  it("warns of an input that the runtime shadows", () => {
    const result = read("version: 1.1\nkind: component\ninputs:\n- name: init\nrun: {kind: job}\n");
    expect(result).toMatchObject({ ok: true, notices: [{ code: "PLX-902", line: 4, column: 9 }] });
  });

  it("tells where each of its values stands", () => {
    const result = read("version: 1.1\nkind: component\nrun:\n  kind: job\n  container:\n    image: x\n");
    if (!result.ok) throw new Error("not read");
    expect(result.locate(["run", "container", "image"])).toEqual({ line: 6, column: 12 });
    expect(result.locate(["run", "init"])).toBeNull();
  });
});

describe("an operation", () => {
  const head = "version: 1.1\nkind: operation\nhubRef: x\n";

  it("takes params in short and long form", () => {
    const text = `${head}params: {a: 1, b: {value: 2, toEnv: B}, c: {x: 1}, d: null, e: {}}\n`;
    expect(document(text)).toMatchObject({
      params: { a: { value: 1 }, b: { value: 2, toEnv: "B" }, c: { value: { x: 1 } }, d: { value: null }, e: {} },
    });
  });

  it("normalises a search space", () => {
    const text = `${head}matrix: {kind: random, numRuns: 3, params: {lr: {kind: uniform, value: "0:1"}, n: {kind: range, value: [1, 5, 2, 9]}}}\n`;
    expect(document(text)).toMatchObject({
      matrix: {
        params: { lr: { value: { low: 0, high: 1 } }, n: { value: { start: 1, stop: 5, step: 2 } } },
      },
    });
  });

  it("says where a range is wrong, in words of the range", () => {
    const [issue] = issues(
      `${head}matrix:\n  kind: grid\n  params:\n    lr: {kind: linspace, value: [0.1, 0.01, 3]}\n`,
    );
    expect(issue).toMatchObject({
      code: "PLX-310",
      message: "expected stop > start, found 0.1..0.01",
      line: 7,
      column: 33,
    });
  });

  it("needs a component, and only one", () => {
    expect(issues("version: 1.1\nkind: operation\n")).toMatchObject([
      { code: "PLX-308", message: "an operation needs a component" },
    ]);
    expect(issues("version: 1.1\nkind: operation\nhubRef: a\npathRef: b\n")).toMatchObject([
      {
        code: "PLX-308",
        message: "an operation refers to one component, this has `hubRef` and `pathRef`",
        line: 4,
        column: 1,
      },
    ]);
  });

  it("as a preset needs neither version, kind nor component", () => {
    expect(document("queue: a\n", { preset: true })).toEqual({ kind: "operation", isPreset: true, queue: "a" });
  });

  it("takes keys from a merge, its own first", () => {
    const text =
      `${head}x: &x\n`.replace("x: &x\n", "") + "params:\n  a: &a {value: 1, toEnv: A}\n  b: {<<: *a, value: 2}\n";
    expect(document(text)).toMatchObject({ params: { b: { value: 2, toEnv: "A" } } });
  });

  it("is safe with keys that name an object's insides", () => {
    expect(document(`${head}params: {constructor: 1, toString: 2}\n`)).toMatchObject({
      params: { constructor: { value: 1 }, toString: { value: 2 } },
    });
    expect(issues(`${head}params: {__proto__: {value: 1}}\n`)).toMatchObject([
      { code: "PLX-112", line: 4, column: 10 },
    ]);
    expect(({} as Record<string, unknown>)["value"]).toBeUndefined();
  });
});

describe("what is wrong with a file", () => {
  it("is told all at once, in the order of the text", () => {
    const text = [
      "version: 1.1",
      "kind: component",
      "nmae: x",
      "inputs:",
      "- {name: a, typ: int}",
      "- {type: int}",
      "run:",
      "  kind: jobb",
    ].join("\n");
    expect(issues(text).map((issue) => `${at(issue)} ${issue.message} / ${issue.hint ?? ""}`)).toEqual([
      "PLX-203 3:1 unknown top-level section `nmae` / did you mean `name`?",
      "PLX-301 5:13 unknown field `typ` / did you mean `type`?",
      "PLX-302 6:3 `name` is required / ",
      "PLX-305 8:9 unknown run kind / did you mean `job`?",
    ]);
  });

  it("names what was expected and what was found", () => {
    const [issue] = issues("version: 1.1\nkind: component\nrun:\n  kind: service\n  ports: ['8888']\n");
    expect(issue).toMatchObject({
      code: "PLX-303",
      expected: "a whole number",
      found: 'text "8888"',
      line: 5,
      column: 11,
      path: ["run", "ports", 0],
    });
  });

  it("suggests the word that was meant", () => {
    const [issue] = issues("version: 1.1\nkind: operation\nhubRef: a\ntrigger: all_suceeded\n");
    expect(issue).toMatchObject({ code: "PLX-304", hint: "did you mean `all_succeeded`?", line: 4, column: 10 });
  });

  it("can be a kind of this name that is gone: the replacement is named", () => {
    const [issue] = issues("version: 1.1\nkind: component\nrun: {kind: rayjob}\n");
    expect(issue).toMatchObject({
      code: "PLX-305",
      message: "run kind `rayjob` was dropped",
      hint: "use `raycluster`",
    });
  });

  it("can be a file of another time", () => {
    expect(issues("version: 1\nkind: experiment\nbuild: {image: x}\n")).toMatchObject([
      { code: "PLX-202", line: 1, column: 10, found: "number 1" },
      { code: "PLX-204", line: 2, column: 7, hint: "write `kind: component` with `run: {kind: job}`" },
    ]);
  });

  it("does not hide what else is wrong: a version or kind of old, a field that is misspelt", () => {
    const text = "version: 1\nkind: operations\nmatrix: {kind: random, nunRuns: 5, params: {}}\npathRef: ./a.yml\n";
    expect(issues(text)).toMatchObject([
      { code: "PLX-202", line: 1, hint: expect.stringContaining("write `version: 1.1`") as string },
      { code: "PLX-201", line: 2, hint: "did you mean `operation`?" },
      { code: "PLX-301", line: 3, hint: "did you mean `numRuns`?" },
    ]);
  });

  it("leaves what is right, and what was meant, to be looked at in spite of it", () => {
    const text = `version: 1.1
kind: operation
queue: 5
triger: all_done
component:
  inputs: [{name: a, type: int, isFlag: yes}, {name: b}]
  run: {kind: job, container: {imag: x, args: ["{{ a }}"]}}
`;
    const read = readPolyaxonfile({ bytes: text, filename: "f" });
    if (read.ok) throw new Error("was read");
    expect(read.issues).toHaveLength(4);
    expect(read.inSpite?.document).toEqual({
      version: 1.1,
      kind: "operation",
      trigger: "all_done",
      component: {
        inputs: [{ name: "a", type: "int" }, { name: "b" }],
        run: { kind: "job", container: { image: "x", args: ["{{ a }}"] } },
      },
    });
    expect(read.inSpite?.touched.map((path) => path.join("."))).toEqual(
      expect.arrayContaining(["queue", "triger", "component.inputs.0.isFlag", "component.run.container.imag"]),
    );
  });

  it("can be a version in quotes", () => {
    expect(issues("version: '1.1'\nkind: component\nrun: {kind: job}\n")).toMatchObject([
      { code: "PLX-202", hint: "remove the quotes: the version is a number" },
    ]);
  });

  it("can be snake_case at the root", () => {
    expect(issues("version: 1.1\nkind: operation\nhub_ref: a\n")).toMatchObject([
      { code: "PLX-203", line: 3, column: 1, hint: "did you mean `hubRef`?" },
    ]);
  });

  it("can be a section of the other kind", () => {
    const [issue] = issues("version: 1.1\nkind: component\nparams: {a: 1}\nrun: {kind: job}\n");
    expect(issue).toMatchObject({
      code: "PLX-301",
      message: "a component has no section `params`",
      line: 3,
      column: 1,
    });
    expect(issue?.hint).toContain("kind: operation");
  });

  it("can be a default that does not fit its type", () => {
    const [issue] = issues(
      "version: 1.1\nkind: component\ninputs:\n- name: lr\n  type: float\n  value: fast\nrun: {kind: job}\n",
    );
    expect(issue).toMatchObject({ code: "PLX-309", line: 6, column: 10, found: 'text "fast"' });
  });

  it("can be one field in both spellings", () => {
    const [issue] = issues("version: 1.1\nkind: operation\nhubRef: a\ntermination: {maxRetries: 1, max_retries: 2}\n");
    expect(issue).toMatchObject({ code: "PLX-311", line: 4, column: 30 });
  });

  it("is not listed without end", () => {
    const text = `version: 1.1\nkind: operation\nhubRef: a\ncache: {${Array.from({ length: 500 }, (_, index) => `k${index}: 1`).join(", ")}}\n`;
    expect(issues(text)).toHaveLength(101);
    expect(issues(text).at(-1)).toMatchObject({ code: "PLX-399", message: "400 more problems are not listed" });
  });
});

describe("YAML", () => {
  const params = (text: string): unknown =>
    (document(`version: 1.1\nkind: operation\nhubRef: a\nparams:\n${text}`) as { params: unknown }).params;

  it("lets a bracket close at any indentation, as PyYAML does", () => {
    expect(params("  a:\n      [1,\n   2\n ]\n  b: 3\n")).toEqual({ a: { value: [1, 2] }, b: { value: 3 } });
  });

  it("takes dates as ISO text", () => {
    expect(params("  a: 2024-01-02\n")).toEqual({ a: { value: "2024-01-02" } });
    expect(issues("version: 1.1\nkind: operation\nhubRef: a\nparams: {a: 2024-13-02}\n")).toMatchObject([
      { code: "PLX-104", line: 4, column: 13 },
    ]);
  });

  it("warns of whole numbers that cannot be kept", () => {
    const result = read("version: 1.1\nkind: operation\nhubRef: a\nparams: {a: 12345678901234567890}\n");
    expect(result).toMatchObject({
      ok: true,
      notices: [{ code: "PLX-903", severity: "warning", line: 4, column: 13 }],
    });
  });

  it("refuses tags that would build objects", () => {
    expect(issues("version: 1.1\nkind: !!python/object:os.system x\n")).toMatchObject([{ code: "PLX-111", line: 2 }]);
  });

  it("refuses tags of collections that JSON does not have, merged ones too", () => {
    const head = "version: 1.1\nkind: operation\nhubRef: a\n";
    for (const tagged of ["!!omap [a: 1]", "!!set {a}", "!!pairs [a: 1]", "!!binary aGk="]) {
      expect(issues(`${head}params: {a: ${tagged}}\n`).map(({ code }) => code)).toContain("PLX-111");
      expect(issues(`${head}params:\n  <<: ${tagged}\n`).map(({ code }) => code)).toContain("PLX-111");
    }
  });

  it("takes a block that the text ends in as it stands: without a line break at its end", () => {
    const head = "version: 1.1\nkind: operation\nhubRef: a\ndescription: ";
    const last = (text: string) => (document(head + text) as { readonly description?: string }).description;
    expect(
      ["|\n  a\n  b", ">+\n  a\n  b", "|2\n   b", "|-\n  a\n  b", "|\n  a\n  b\n", "|\n  a\n  "].map(last),
    ).toEqual(["a\nb", "a b", " b", "a\nb", "a\nb\n", "a\n"]);
    expect(document(`version: 1.1\nkind: operation\ndescription: |\n  a\nhubRef: a`)).toMatchObject({
      description: "a\n",
    });
  });

  it("takes a date that is tagged as one", () => {
    expect(document("version: 1.1\nkind: operation\nhubRef: a\nparams: {a: !!timestamp 2020-01-02}\n")).toMatchObject({
      params: { a: { value: "2020-01-02" } },
    });
  });

  it("refuses a second document, where it starts", () => {
    expect(issues("version: 1.1\nkind: component\n---\nversion: 1.1\n")).toMatchObject([{ code: "PLX-109", line: 3 }]);
  });

  it("refuses what is no mapping", () => {
    expect(issues("")).toMatchObject([{ code: "PLX-110", message: "the file is empty", line: 1, column: 1 }]);
    expect(issues("- a\n")).toMatchObject([{ code: "PLX-110", line: 1, column: 1 }]);
  });

  it("says where the syntax breaks", () => {
    expect(issues("version: 1.1\nkind: component\nrun: [a\nname: x\n")[0]).toMatchObject({
      code: "PLX-104",
      severity: "error",
    });
    expect(issues("a: b: c\n").map(at)).toEqual(["PLX-104 1:4"]);
  });
});

it.each([
  ["a control character", "a: 1\r\nb: 2\rc\u0001", "PLX-103 3:2"],
  ["a byte that is no UTF-8", new Uint8Array([0x61, 0x0d, 0x62, 0xff]), "PLX-102 2:2"],
])("tells the line of %s by all ends of lines there are", (_what, bytes, place) => {
  expect(issues(bytes).map(at)).toEqual([place]);
});

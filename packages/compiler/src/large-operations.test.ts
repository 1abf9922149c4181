import { type Operation, readPolyaxonfile, toOperation } from "@polyaxon/spec";
import { describe, expect, it } from "vitest";
import { adviseOperation, checkOperation, compileOperation, planExecution } from "./index.ts";
import { GOLDEN_CONTEXT, GOLDEN_RUN } from "../test/golden-context.ts";

const read = (text: string): Operation => {
  const result = readPolyaxonfile({ bytes: text, filename: "f" });
  if (!result.ok || result.document.kind === "compiled_operation") throw new Error("was not read");
  return toOperation(result.document);
};
const names = (count: number, start = "x"): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${start}${index}`);
const planOf = (text: string) => {
  const compiled = compileOperation({ operation: read(text), run: GOLDEN_RUN });
  if (!compiled.ok) throw new Error(compiled.issues[0]?.message);
  return planExecution(compiled.content, GOLDEN_CONTEXT);
};

describe("an operation with very many mistakes", () => {
  it("is told the first hundred, and how many more there are", () => {
    const dag = read(
      `version: 1.1\nkind: component\nrun:\n  kind: dag\n  operations: [{name: a, component: {run: {kind: job}}, dependencies: [${names(150_000).join(", ")}]}]\n`,
    );
    const issues = checkOperation(dag);
    expect(issues).toHaveLength(101);
    expect(issues[99]).toMatchObject({ code: "dag.orphan", message: expect.stringContaining("`x99`") });
    expect(issues[100]).toMatchObject({ code: "PLX-399", message: "149900 more problems are not listed" });
    const compiled = compileOperation({ operation: dag, run: GOLDEN_RUN });
    expect(compiled.ok ? [] : compiled.issues).toHaveLength(101);
  });

  it("lists some of the names that there are", () => {
    const inputs = names(1_000, "input").map((name) => `{name: ${name}, type: int, value: 1}`);
    const operation = read(
      `version: 1.1\nkind: operation\nparams: {q: 1}\ncomponent: {inputs: [${inputs.join(", ")}], run: {kind: job, container: {args: ["{{ q1 }}"]}}}\n`,
    );
    const [unexpected] = checkOperation(operation);
    expect(unexpected?.message).toMatch(/^unexpected param `q`: the component knows input0, .*, input19 and 980 more$/);
    const [advice] = adviseOperation(operation);
    expect(advice).toMatchObject({ code: "advice.name" });
    expect((advice?.hint ?? "").length).toBeLessThan(300);
  });
});

describe("an operation that would take for ever", () => {
  it("a dag in a dag, each run twice, is looked at once", () => {
    let run = "{kind: job, container: {image: i, args: ['{{ nobody }}']}}";
    for (let level = 0; level < 20; level += 1)
      run = `{kind: dag, components: [{name: c, run: ${run}}], operations: [{name: a, dagRef: c}, {name: b, dagRef: c}]}`;
    const operation = read(`version: 1.1\nkind: component\nrun: ${run}\n`);
    expect(checkOperation(operation)).toEqual([]);
    expect(adviseOperation(operation)).toMatchObject([{ code: "advice.name" }]);
  });

  it("a value of values of values is rendered once for each", () => {
    const inputs = names(1_000, "v").map(
      (name, index) => `{name: ${name}, type: str, value: "${index === 0 ? "x" : `{{ v${index - 1} }}`}"}`,
    );
    expect(
      planOf(
        `version: 1.1\nkind: component\ninputs: [${inputs.join(", ")}]\nrun: {kind: job, container: {image: i, args: ["{{ v999 }}", "{{ params.as_args | length }}"]}}\n`,
      ),
    ).toMatchObject({ ok: true, plan: { main: [{ args: ["x", "1000"] }] } });
  });

  it("lists of equal length as the file allows are joined by what they hold", () => {
    const tags = names(30_000, "a");
    const compiled = compileOperation({
      operation: read(
        `version: 1.1\nkind: operation\ntags: [b, a7, ${tags.join(", ")}]\ncomponent: {tags: [${tags.join(", ")}], run: {kind: job}}\n`,
      ),
      run: GOLDEN_RUN,
    });
    expect(compiled.ok ? compiled.compiled.tags : []).toEqual([...tags, "b"]);
  });

  it.each([
    ["an argument of blanks", `args: ["a${" ".repeat(300_000)}b"]`],
    ["a quantity of blanks", `resources: {requests: {cpu: "1${" ".repeat(300_000)}!"}}`],
  ])("%s is gone over once", (_, field) => {
    const { ok } = planOf(`version: 1.1\nkind: component\nrun: {kind: job, container: {image: i, ${field}}}\n`);
    expect(typeof ok).toBe("boolean");
  });

  it.each([
    ["a reference", 'params: {a: {ref: dag, value: "{{ a BLANKS b", contextOnly: true}}'],
    ["a condition", 'conditions: "{{ 1 }} > BLANKS 1"'],
  ])("%s of blanks is refused", (_, field) => {
    const operation = read(
      `version: 1.1\nkind: operation\n${field.replace("BLANKS", " ".repeat(300_000))}\ncomponent: {run: {kind: job}}\n`,
    );
    expect(checkOperation(operation).length).toBeGreaterThan(0);
  });
});

it("a line that goes on after `\\` is one argument, and one `\\` at the end is dropped", () => {
  const args = (text: string) => {
    const { ok, ...planned } = planOf(
      `version: 1.1\nkind: component\nrun: {kind: job, container: {image: i, args: ${JSON.stringify(text)}}}\n`,
    );
    return ok && "plan" in planned ? (planned.plan as { main: readonly { args: unknown }[] }).main[0]?.args : null;
  };
  expect(args("a  \\\n  b \\\n c")).toEqual(["a b c"]);
  expect(args(" a \\ ")).toEqual(["a"]);
  expect(args("a \\\r\n b")).toEqual(["a b"]);
});

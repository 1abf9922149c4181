import type { Component, Operation } from "@polyaxon/spec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GOLDEN_CONTEXT, GOLDEN_RUN } from "../../test/golden-context.ts";
import { planExecution } from "../plan/plan-execution.ts";
import { childOperation } from "./child-operation.ts";
import { type CompileResult, compileOperation } from "./compile-operation.ts";

const component: Component = {
  kind: "component",
  inputs: [
    { name: "lr", type: "float" },
    { name: "epochs", type: "int", value: 3, isOptional: true },
  ],
  run: { kind: "job", container: { image: "i", command: ["run"], args: ["{{ params.as_args }}"] } },
};
const compile = (operation: Partial<Operation>): CompileResult =>
  compileOperation({ operation: { version: 1.1, component, ...operation }, run: GOLDEN_RUN });
const compiled = (operation: Partial<Operation>): Extract<CompileResult, { ok: true }> => {
  const result = compile(operation);
  if (!result.ok) throw new Error(result.issues.map(({ message }) => message).join("\n"));
  return result;
};

describe("what is compiled", () => {
  it("is JSON whose infinities and NaN keep their names, and whose nulls are null", () => {
    const run = compiled({
      params: { lr: { value: 1 }, far: { value: [Infinity, NaN, null], contextOnly: true } },
    });
    expect(JSON.parse(run.content)).toMatchObject({ contexts: [{ name: "far", value: ["Infinity", "NaN", null] }] });
  });

  it("has its fields in one order, whoever gave them", () => {
    const order = (operation: Partial<Operation>): string[] =>
      Object.keys(JSON.parse(compiled({ params: { lr: { value: 1 } }, ...operation }).content) as object);
    expect(order({ tags: ["t"], queue: "q", name: "n" })).toEqual([
      "version",
      "kind",
      "name",
      "tags",
      "queue",
      "inputs",
      "run",
    ]);
    expect(order({ component: { ...component, queue: "q", tags: ["t"] }, name: "n" })).toEqual(
      order({ name: "n", queue: "q", tags: ["t"] }),
    );
  });

  it("is refused for an argument that cannot be written, though no template asks for it", () => {
    const inputs = [{ name: "lr", type: "float", value: 1, isOptional: true, argFormat: "--lr={{ lr | nothing }}" }];
    expect(compile({ component: { ...component, inputs } })).toMatchObject({
      ok: false,
      issues: [{ code: "compile.template" }],
    });
  });
});

describe("a matrix child", () => {
  const operation: Partial<Operation> = {
    name: "sweep",
    tags: ["t"],
    isApproved: false,
    conditions: "{{ epochs > 1 }}",
    runPatch: { container: { args: ["--extra"] } },
    queue: "gpu",
    params: { epochs: { value: "7" }, note: { value: "n", contextOnly: true } },
    matrix: { kind: "mapping", values: [{ lr: 1, fold: 2 }] },
  };
  const parent = compiled(operation);
  const child = childOperation(parent.compiled, { version: 1.1, component, ...operation }, { lr: 1, fold: 2 });

  it("keeps the user's params as defaults, takes the suggestion, and makes unknown names contextOnly", () => {
    const run = compiled(child);
    expect(run.inputs).toEqual({ lr: 1, epochs: 7 });
    expect(run.compiled.contexts?.map(({ name, value }) => [name, value])).toEqual([
      ["note", "n"],
      ["fold", 2],
    ]);
    expect(run.kind).toBe("job");
    expect(run.queue).toBe("gpu");
  });

  it("goes where its own suggestion says, of which the parent knows nothing", () => {
    const spread: Partial<Operation> = {
      queue: "agent/{{ fold }}",
      namespace: "{{ params.lr.value }}-{{ note }}",
      params: { note: { value: "n", contextOnly: true } },
      matrix: { kind: "mapping", values: [{ lr: 1, fold: 2 }] },
    };
    const above = compiled(spread);
    expect([above.queue, above.compiled.namespace]).toEqual([null, undefined]);
    const one = childOperation(above.compiled, { version: 1.1, component, ...spread }, { lr: 1, fold: 2 });
    expect([compiled(one).queue, compiled(one).compiled.namespace]).toEqual(["agent/2", "1.0-n"]);
    const same = compiled({ ...spread, queue: "{{ note }}", namespace: "{{ globals.name }}" });
    expect([same.queue, same.compiled.namespace]).toEqual(["n", "golden"]);
  });

  it("has nothing that decides when or how often the parent runs, and its patch only once", () => {
    expect(Object.keys(child)).not.toEqual(expect.arrayContaining(["matrix", "conditions", "isApproved", "runPatch"]));
    expect(compiled(child).pendingApproval).toBe(false);
    expect(child.component?.run).toEqual(parent.compiled.run);
  });

  it("is planned with the float printed as a float", () => {
    const planned = planExecution(compiled(child).content, GOLDEN_CONTEXT);
    expect(planned.ok && planned.plan.main[0]?.args).toEqual([
      "--lr=1.0",
      "--epochs=7",
      "--note=n",
      "--fold=2",
      "--extra",
    ]);
  });
});

describe("params", () => {
  it("a null value falls back to the default, and is refused without one", () => {
    expect(compiled({ params: { lr: { value: 1 }, epochs: { value: null } } }).inputs["epochs"]).toBe(3);
    expect(compile({ params: { lr: { value: null } } })).toMatchObject({
      ok: false,
      issues: [{ code: "param.value" }],
    });
  });

  it("a template is rendered before its type is asked for", () => {
    expect(compiled({ params: { lr: { value: "{{ epochs * 2 }}" } } }).inputs["lr"]).toBe(6);
    expect(compile({ params: { lr: { value: "{{ globals.name }}" } } })).toMatchObject({
      ok: false,
      issues: [{ message: expect.stringContaining("after rendering") as string }],
    });
  });

  it("text of a `str` input is never re-read as something else", () => {
    const text: Component = { ...component, inputs: [{ name: "code", type: "str" }] };
    expect(compiled({ component: text, params: { code: { value: "1e3" } } }).inputs["code"]).toBe("1e3");
    expect(compiled({ component: text, params: { code: { value: "{{ '00' ~ 7 }}" } } }).inputs["code"]).toBe("007");
  });
});

it("a hostile template refuses the operation instead of running on", () => {
  expect(compile({ params: { lr: { value: "{{ 'a' * 10**9 }}" } } })).toMatchObject({
    ok: false,
    issues: [{ code: "compile.template" }],
  });
  expect(
    compile({ params: { lr: { value: 1 } }, conditions: "{% for i in range(10**9) %}x{% endfor %}" }),
  ).toMatchObject({ ok: false });
  const plan = planExecution(
    compiled({ params: { lr: { value: 1 } }, runPatch: { container: { command: ["{{ 'a' * 10**9 }}"] } } }).content,
    GOLDEN_CONTEXT,
  );
  expect(plan).toMatchObject({ ok: false, reason: "InvalidTemplate" });
});

it("I7: the same input gives the same bytes, whatever was compiled before", () => {
  const value = fc.oneof(
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom("1", "x", "{{ epochs }}", "{{ nope.x }}"),
    fc.boolean(),
  );
  const operations = fc.record({
    lr: value,
    epochs: value,
    tags: fc.array(fc.string(), { maxLength: 3 }),
    queue: fc.constantFrom("a", "a/b", "a/b/c"),
  });
  fc.assert(
    fc.property(operations, ({ lr, epochs, tags, queue }) => {
      const operation = (): Partial<Operation> => ({
        params: { lr: { value: lr }, epochs: { value: epochs } },
        tags,
        queue,
      });
      const first = JSON.stringify(compile(operation()));
      expect(JSON.stringify(compile(structuredClone(operation())))).toBe(first);
    }),
    { numRuns: 200 },
  );
});

import { type Operation, readSection } from "@polyaxon/spec";
import { describe, expect, it } from "vitest";
import { GOLDEN_RUN } from "../../test/golden-context.ts";
import { type CompileResult, compileOperation } from "./compile-operation.ts";
import type { ResolvedValues } from "./needs.ts";
import { dagChildOperation, scheduledOperation } from "../index.ts";

const run = { kind: "job", container: { image: "i", args: ["{{ params.as_args }}"] } };
function operation(more: object, component: object = { inputs: [{ name: "lr", type: "float" }], run }): Operation {
  const read = readSection("operation", { version: 1.1, component, ...more });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value;
}
const compile = (given: Operation, resolved?: ResolvedValues): CompileResult =>
  compileOperation({ operation: given, run: GOLDEN_RUN, ...(resolved === undefined ? {} : { resolved }) });
function compiled(given: Operation, resolved?: ResolvedValues): Extract<CompileResult, { ok: true }> {
  const result = compile(given, resolved);
  if (!result.ok) throw new Error(result.issues.map(({ message }) => message).join("\n"));
  return result;
}
const needsOf = (result: CompileResult) => (result.ok ? [] : result.needs);

describe("a value of another run", () => {
  const given = operation({ params: { lr: { ref: "ops.a", value: "{{ outputs.best }}" } } });

  it("is asked for by name, and nothing is compiled without it", () => {
    expect(compile(given)).toEqual({
      ok: false,
      issues: [expect.objectContaining({ code: "compile.needs", path: ["params", "lr", "ref"] })],
      needs: [{ kind: "ref", param: "lr", ref: "ops.a", value: "outputs.best" }],
    });
  });

  it("is converted and checked like a value in the file; 0 is a value", () => {
    expect(compiled(given, { refs: { lr: "0.5" } }).inputs).toEqual({ lr: 0.5 });
    expect(compiled(given, { refs: { lr: 0 } }).inputs).toEqual({ lr: 0 });
    expect(compile(given, { refs: { lr: "many" } })).toMatchObject({ issues: [{ code: "param.value" }], needs: [] });
    expect(compile(given, { refs: { lr: null } })).toMatchObject({ issues: [{ code: "param.value" }] });
  });
});

describe("a join", () => {
  const component = {
    inputs: [
      { name: "losses", type: "float", isList: true },
      { name: "top", type: "int" },
    ],
    run,
  };
  const given = operation(
    {
      params: { top: { ref: "runs.11111111111111111111111111111111", value: "outputs.top" } },
      joins: [
        {
          query: "metrics.loss: <{{ top }}",
          sort: "-metrics.loss",
          limit: "{{ top * 2 }}",
          params: { losses: { value: "outputs.loss" }, uuids: { value: "globals.uuid", contextOnly: true } },
        },
      ],
    },
    component,
  );

  it("is asked for when the values its query uses are known, rendered", () => {
    expect(needsOf(compile(given)).map(({ kind }) => kind)).toEqual(["ref"]);
    expect(needsOf(compile(given, { refs: { top: 3 } }))).toEqual([
      {
        kind: "join",
        index: 0,
        query: "metrics.loss: <3",
        sort: "-metrics.loss",
        limit: 6,
        offset: null,
        params: { losses: "outputs.loss", uuids: "globals.uuid" },
      },
    ]);
  });

  it("gives lists to the inputs it names, and to templates only what is contextOnly", () => {
    const result = compiled(given, { refs: { top: 3 }, joins: [{ losses: ["0.1", 0.2], uuids: ["a", "b"] }] });
    expect(result.inputs).toEqual({ losses: [0.1, 0.2], top: 3 });
    expect(result.compiled.contexts).toEqual([{ name: "uuids", isOptional: true, value: ["a", "b"] }]);
  });

  it("may come from one template for all of them, read once it is rendered", () => {
    const list = "[{'query': 'status: succeeded', 'params': {'losses': {'value': 'outputs.loss'}}}]";
    const dynamic = operation({ params: { top: 1 }, joins: `{{ "${list}" }}` }, component);
    expect(compile(dynamic)).toMatchObject({ ok: false });
    const optional = { inputs: [{ name: "losses", type: "float", isList: true, value: [] }], run };
    const given = operation({ joins: `{{ "${list}" }}` }, optional);
    expect(needsOf(compile(given))).toMatchObject([{ kind: "join", query: "status: succeeded" }]);
    expect(compiled(given, { joins: [{ losses: [1] }] }).inputs["losses"]).toEqual([1]);
    expect(compile(operation({ joins: "{{ [1] }}" }, optional))).toMatchObject({
      issues: [{ code: "compile.schema" }],
    });
  });

  it("gives what is no input only when it says contextOnly", () => {
    const wrong = operation(
      { params: { top: 1, losses: [] }, joins: [{ query: "q", params: { x: { value: "outputs.x" } } }] },
      component,
    );
    expect(compile(wrong)).toMatchObject({ issues: [{ code: "param.unexpected", path: ["joins", 0, "params", "x"] }] });
  });

  it("does not replace a param that was given", () => {
    const both = operation(
      { params: { top: 1, losses: [7] }, joins: [{ query: "q", params: { losses: { value: "outputs.loss" } } }] },
      component,
    );
    expect(compiled(both, { joins: [{ losses: [1] }] }).inputs["losses"]).toEqual([7]);
  });
});

describe("a build", () => {
  const given = operation({
    params: { lr: 1 },
    build: { hubRef: "kaniko", connection: "registry", params: { context: { value: "." } }, queue: "cpu" },
  });

  it("is an operation of its own that has to run first, with a destination", () => {
    expect(needsOf(compile(given))).toEqual([
      {
        kind: "build",
        operation: {
          version: 1.1,
          kind: "operation",
          hubRef: "kaniko",
          queue: "cpu",
          params: {
            context: { value: "." },
            destination: { value: "{{ globals.project_name }}:{{ globals.uuid }}", connection: "registry" },
          },
        },
      },
    ]);
  });

  it("gives its image to every main container, of every role", () => {
    const image = "registry/p:1";
    expect(compiled(given, { build: { image } }).compiled.run).toMatchObject({
      container: { image, args: run.container.args },
    });
    const spread = operation(
      { build: { hubRef: "kaniko" } },
      {
        run: {
          kind: "raycluster",
          head: { container: { image: "i" } },
          workers: { small: { container: { image: "i" } } },
        },
      },
    );
    expect(compiled(spread, { build: { image } }).compiled.run).toMatchObject({
      head: { container: { image } },
      workers: { small: { container: { image } } },
    });
  });
});

describe("stored presets", () => {
  it("are patched over the compiled operation before it is rendered, each with its own strategy", () => {
    const given = operation({ params: { lr: 1 }, presets: ["gpu"], queue: "mine", termination: { maxRetries: 1 } });
    const presets = [
      { queue: "theirs", termination: { timeout: 5 }, patchStrategy: "isnull" },
      { namespace: "{{ globals.project_name }}", runPatch: { container: { workingDir: "/w" } } },
    ];
    const result = compiled(given, { presets });
    expect(result).toMatchObject({ queue: "mine", limits: { maxRetries: 1, timeoutSeconds: 5 } });
    expect(result.compiled).toMatchObject({ namespace: "tests", run: { container: { workingDir: "/w", image: "i" } } });
  });

  it("that do not fit are refused", () => {
    expect(
      compile(operation({ params: { lr: 1 } }), { presets: [{ termination: { timeout: "soon" } }] }),
    ).toMatchObject({
      ok: false,
      issues: [{ code: "compile.schema", path: ["termination", "timeout"] }],
    });
  });
});

describe("a dag", () => {
  const given = operation(
    { queue: "q", termination: { maxRetries: 2 }, params: { n: 2 } },
    {
      inputs: [{ name: "n", type: "int" }],
      run: {
        kind: "dag",
        concurrency: "{{ n }}",
        environment: { labels: { team: "ml" } },
        components: [{ name: "t", run }],
        operations: [
          { name: "a", dagRef: "t", termination: { maxRetries: 5 } },
          {
            name: "b",
            component: { run: { kind: "pytorchjob", worker: { container: { image: "i" } } } },
            dependencies: ["a"],
          },
        ],
      },
    },
  );

  it("compiles as a pipeline", () => {
    expect(compiled(given)).toMatchObject({
      kind: "dag",
      runtime: "dag",
      concurrency: 2,
      queue: "q",
      inputs: { n: 2 },
    });
  });

  it("hands its queue, termination and environment down; a child's own values win", () => {
    const dag = compiled(given).compiled;
    const child = (name: string) => {
      const found = dagChildOperation(dag, name);
      if (found === null) throw new Error(`no ${name}`);
      return compiled(found.operation, { presets: [found.preset] });
    };
    expect(child("a")).toMatchObject({
      queue: "q",
      limits: { maxRetries: 5 },
      compiled: { run: { environment: { labels: { team: "ml" } } } },
    });
    expect(child("b").compiled).toMatchObject({
      run: { kind: "pytorchjob", worker: { environment: { labels: { team: "ml" } } } },
    });
    expect(dagChildOperation(dag, "c")).toBeNull();
    expect(dagChildOperation(child("a").compiled, "a")).toBeNull();
  });
});

it.each(["job", "service", "notifier", "cleaner", "tuner"])("a %s compiles", (kind) => {
  expect(compiled(operation({}, { run: { ...run, kind } }))).toMatchObject({
    kind: kind === "service" ? "service" : "job",
    runtime: kind,
  });
});

it.each([
  { kind: "hyperband", params: { lr: { kind: "uniform", value: [0, 1] } }, maxIterations: 9, eta: 3, concurrency: 4 },
  {
    kind: "bayes",
    params: { lr: { kind: "uniform", value: [0, 1] } },
    metric: { name: "loss" },
    numInitialRuns: 2,
    maxIterations: 5,
    concurrency: 4,
  },
  {
    kind: "hyperopt",
    params: { lr: { kind: "uniform", value: [0, 1] } },
    metric: { name: "loss" },
    numRuns: 3,
    concurrency: 4,
  },
  { kind: "iterative", params: { lr: { kind: "uniform", value: [0, 1] } }, maxIterations: 5, concurrency: 4 },
])("a matrix $kind compiles", (matrix) => {
  expect(compiled(operation({ matrix }))).toMatchObject({ kind: "matrix", runtime: matrix.kind, concurrency: 4 });
});

it("a schedule wraps a matrix, and one run of it is the operation without the schedule", () => {
  const matrix = { kind: "mapping", values: [{ lr: 1 }], concurrency: 2 };
  const given = operation({ matrix, schedule: { kind: "cron", cron: "@daily", maxRuns: "{{ 1 + 1 }}" } });
  const result = compiled(given);
  expect(result).toMatchObject({ kind: "schedule", runtime: "cron", compiled: { schedule: { maxRuns: 2 } } });
  expect(compiled(scheduledOperation(given))).toMatchObject({ kind: "matrix", runtime: "mapping" });
});

it("values see those before them as they came out; an output beats an input of its name", () => {
  const component = {
    inputs: [
      { name: "a", type: "int", value: 2 },
      { name: "b", type: "str" },
      { name: "c", type: "str" },
      { name: "same", type: "int", value: 1 },
    ],
    outputs: [
      { name: "same", type: "str", value: "out" },
      { name: "d", type: "str" },
    ],
    run,
  };
  const params = { a: "{{ 1 + 2 }}", b: "{{ a }}!", c: "{{ b }}?", d: "{{ c }}{{ same }}" };
  const result = compiled(operation({ params }, component));
  expect(result.inputs).toMatchObject({ a: 3, b: "3!", c: "3!?" });
  expect(result.compiled.outputs?.[1]?.value).toBe("3!?out");
});

import { type Operation, readSection } from "@polyaxon/spec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileOperation } from "../compile/compile-operation.ts";
import { GOLDEN_RUN } from "../../test/golden-context.ts";
import { checkDag } from "./check-dag.ts";

const run = { kind: "job", container: { image: "i" } };
const components = [
  { name: "t", run },
  {
    name: "makes",
    outputs: [
      { name: "loss", type: "float" },
      { name: "all", type: "int", isList: true },
    ],
    run,
  },
  { name: "takes", inputs: [{ name: "in", type: "int" }], run },
];

function dag(operations: readonly object[], more: object = {}, operation: object = {}): Operation {
  const value = { version: 1.1, component: { run: { kind: "dag", components, operations }, ...more }, ...operation };
  const read = readSection("operation", value);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value;
}
const op = (name: string, dagRef = "t", more: object = {}): object => ({ name, dagRef, ...more });
const from = (ref: string, value: string): object => ({ params: { in: { ref, value } } });
const told = (operation: Operation): readonly string[] =>
  checkDag(operation).issues.map(({ code, hint, message, path }) =>
    [`${code} ${path.slice(2).join(".")}: ${message}`, ...(hint === undefined ? [] : [`(${hint})`])].join(" "),
  );

describe("layers", () => {
  it("begin with what waits for nothing, in the order of the file", () => {
    const diamond = dag([
      op("d", "t", { dependencies: ["b", "c"] }),
      op("a"),
      op("c", "t", { dependencies: ["a"] }),
      op("b", "t", { dependencies: ["a"] }),
    ]);
    expect(checkDag(diamond)).toEqual({
      layers: [["a"], ["c", "b"], ["d"]],
      upstreams: { a: [], b: ["a"], c: ["a"], d: ["b", "c"] },
      issues: [],
    });
  });

  it("count dependencies, references and events, each upstream once", () => {
    const operation = dag([
      op("a", "makes"),
      op("b", "takes", {
        ...from("ops.a", "{{ outputs.loss }}"),
        dependencies: ["a"],
        events: [{ kinds: ["run_status_running"], ref: "ops.a" }],
        joins: [{ query: "status: succeeded", params: { x: { value: "outputs.y", contextOnly: true } } }],
      }),
    ]);
    expect(checkDag(operation).upstreams).toEqual({ a: [], b: ["a"] });
  });

  it("I7: hold every operation once, after all that it waits for, for any graph without a cycle", () => {
    const graph = fc.array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(graph, (rows) => {
        const operations = rows.map((row, index) =>
          op(`n${index}`, "t", { dependencies: index === 0 ? [] : row.map((edge) => `n${edge % index}`) }),
        );
        const { issues, layers, upstreams } = checkDag(dag(operations));
        expect(issues).toEqual([]);
        expect(layers.flat().toSorted()).toEqual(rows.map((_, index) => `n${index}`).toSorted());
        const layerOf = new Map(layers.flatMap((names, index) => names.map((name) => [name, index] as const)));
        for (const [name, waitsFor] of Object.entries(upstreams))
          for (const upstream of waitsFor) expect(layerOf.get(upstream)).toBeLessThan(layerOf.get(name) ?? -1);
      }),
    );
  });
});

describe("what is wrong with a graph", () => {
  it("a circle is printed as a path, and what can never start is named", () => {
    const operations = [
      op("a", "t", { dependencies: ["c"] }),
      op("b", "t", { dependencies: ["a"] }),
      op("c", "t", { dependencies: ["b"] }),
      op("late", "t", { dependencies: ["c"] }),
    ];
    expect(told(dag(operations))).toEqual([
      "dag.cycle operations.1.dependencies.0: the operations wait for each other in a circle: b -> c -> a -> b",
      "dag.unreachable operations.3: `late` can never start: what comes before waits in a circle",
    ]);
  });

  it("an operation that waits for itself, and two separate circles", () => {
    const operations = [
      op("a", "t", { dependencies: ["a"] }),
      op("b", "t", { dependencies: ["c"] }),
      op("c", "t", { dependencies: ["b"] }),
    ];
    expect(told(dag(operations)).map((line) => line.split(": ").slice(1).join(": "))).toEqual([
      "operation `a` waits for itself",
      "the operations wait for each other in a circle: c -> b -> c",
    ]);
  });

  it("names that are unknown, missing or taken, each at its place", () => {
    const operations = [
      op("train", "t", { dependencies: ["scor"] }),
      op("train", "t"),
      { dagRef: "t" },
      op("score", "tt", { events: [{ kinds: ["run_status_done"], ref: "ops.nobody" }] }),
      { name: "inline", component: { run } },
      { name: "inline", component: { run } },
    ];
    expect(told(dag(operations))).toEqual([
      "dag.duplicate operations.1.name: two operations are called `train`: number 1 and number 2 (names are how operations find each other: give each its own)",
      "dag.name operations.2: an operation of a dag needs a `name`",
      "dag.component operations.3.dagRef: operation `score`: the dag has no component `tt` (did you mean `t`?)",
      "dag.duplicate operations.5.name: two operations are called `inline`: number 5 and number 6 (names are how operations find each other: give each its own)",
      "dag.orphan operations.0.dependencies.0: operation `train` waits for `scor`, which is no operation of this dag (did you mean `score`?)",
      "dag.orphan operations.3.events.0.ref: operation `score` waits for `nobody`, which is no operation of this dag",
    ]);
  });

  it("no operations, and two components of one name", () => {
    expect(told(dag([]))).toEqual(["dag.empty operations: the dag has no operations"]);
    const twice = { run: { kind: "dag", components: [components[0], components[0]], operations: [op("a")] } };
    expect(told(dag([], twice))[0]).toContain("dag.duplicate components.1.name: two components are called `t`");
  });

  it("a reference that nobody resolved, when it is compiled; while checking a file it is left open", () => {
    const operation = dag([{ name: "a", hubRef: "x" }, op("b", "takes", from("ops.a", "outputs.y"))]);
    expect(told(operation)).toEqual(["dag.component operations.0.hubRef: operation `a`: `hubRef: x` was not resolved"]);
    expect(checkDag(operation, { areRefsOpen: true }).issues).toEqual([]);
  });
});

describe("what goes along the edges", () => {
  const edge = (value: string, more: object = {}): readonly string[] =>
    told(dag([op("a", "makes"), op("b", "takes", { ...from("ops.a", value), ...more })]));

  it("fits the type that takes it, and both ends are named", () => {
    expect(edge("outputs.loss")).toEqual([
      "dag.type operations.1.params.in.value: operation `b`, param `in`: `outputs.loss` of operation `a` is `float`, the input `in` takes `int`",
    ]);
    expect(edge("outputs.all")[0]).toContain("is a list of `int`, the input `in` takes `int`");
    expect(edge("globals.uuid")[0]).toContain("is `str`, the input `in` takes `int`");
    expect(edge("outputs")[0]).toContain("is `dict`");
  });

  it("of the wrong type: outputs that would fit are offered", () => {
    const maker = {
      name: "p",
      outputs: [{ name: "x", type: "str" }, { name: "n", type: "int" }, { name: "free" }],
      run,
    };
    const list = [maker, { name: "q", inputs: [{ name: "in", type: "int" }], run }];
    const operations = [op("a", "p"), op("b", "q", from("ops.a", "outputs.x"))];
    expect(told(dag([], { run: { kind: "dag", components: list, operations } }))[0]).toContain(
      "(it would fit: `outputs.n`)",
    );
  });

  it("exists, and the nearest name is offered", () => {
    expect(edge("outputs.los")).toEqual([
      "dag.reference operations.1.params.in.value: operation `b`, param `in`: operation `a` has no output `los`: it has loss, all (did you mean `loss`?)",
    ]);
    expect(edge("inputs.x")[0]).toContain("operation `a` has no input `x`: it declares no inputs");
    expect(edge("globals.uid")[0]).toContain("a run has no `globals.uid` (did you mean `uuid`?)");
  });

  it("is left alone where only the run can tell: artifacts, templates, other runs", () => {
    expect(edge("artifacts.model")).toEqual([]);
    expect(edge("{{ outputs.anything }}")).toEqual([]);
    const uuid = "11111111111111111111111111111111";
    expect(told(dag([op("b", "takes", from(`runs.${uuid}`, "outputs.x"))]))).toEqual([]);
  });

  it("may come from the dag itself: its inputs, its contexts, what its matrix suggests", () => {
    const inner = op("b", "takes", from("dag", "inputs.n"));
    expect(told(dag([inner], { inputs: [{ name: "n", type: "int" }] }))).toEqual([]);
    expect(told(dag([inner], { inputs: [{ name: "n", type: "str" }] }))[0]).toContain("`inputs.n` of the dag is `str`");
    expect(told(dag([inner]))[0]).toContain("the dag has no input `n`");
    const untyped = op("b", "t", { params: { in: { ref: "dag", value: "inputs.n", contextOnly: true } } });
    expect(told(dag([untyped], {}, { params: { n: { value: 1, contextOnly: true } } }))).toEqual([]);
    const matrix = { kind: "mapping", values: [{ n: 1 }] };
    expect(told(dag([untyped], {}, { matrix }))).toEqual([]);
  });

  it("goes into anything that is untyped or `any`, between texts and paths, between float and metric", () => {
    const pairs: [string | undefined, string | undefined, boolean][] = [
      ["int", undefined, true],
      ["int", "any", true],
      ["str", "path", true],
      ["gcs", "s3", true],
      ["metric", "float", true],
      ["int", "float", false],
      ["uri", "str", false],
      [undefined, "int", false],
    ];
    for (const [out, into, fits] of pairs) {
      const list = [
        { name: "p", outputs: [{ name: "x", type: out }], run },
        { name: "q", inputs: [{ name: "in", type: into }], run },
      ];
      const operations = [op("a", "p"), op("b", "q", from("ops.a", "outputs.x"))];
      const { issues } = checkDag(dag([], { run: { kind: "dag", components: list, operations } }));
      expect({ out, into, fits: issues.length === 0 }).toEqual({ out, into, fits });
    }
  });
});

describe("an operation inside a dag", () => {
  it("needs its params, with paths into the file", () => {
    expect(told(dag([op("b", "takes")]))[0]).toContain(
      "operations.0.params.in: operation `b`: the operation needs params",
    );
    expect(told(dag([op("b", "takes", { params: { in: "x" } })]))[0]).toContain(
      "param.value operations.0.params.in.value",
    );
    const matrix = { kind: "grid", params: { in: { kind: "choice", value: [1] } } };
    expect(told(dag([op("b", "takes", { matrix })]))).toEqual([]);
  });

  it("takes what a join gives only as a list", () => {
    const joins = [{ query: "status: succeeded", params: { in: { value: "outputs.x" } } }];
    expect(told(dag([op("b", "takes", { joins })]))).toEqual([
      "param.join operations.0.joins.0.params.in: operation `b`: the join gives `in` a list, but the input takes one `int` (set `isList: true` on the input)",
    ]);
  });

  it("may be a dag of its own, which is checked once, where it is written", () => {
    const inner = {
      name: "inner",
      run: { kind: "dag", components, operations: [op("x", "t", { dependencies: ["y"] })] },
    };
    const operations = [
      op("a", "inner"),
      op("b", "inner"),
      { name: "c", component: { run: { kind: "dag", operations: [] } } },
    ];
    expect(told(dag([], { run: { kind: "dag", components: [inner], operations } }))).toEqual([
      "dag.orphan components.0.run.operations.0.dependencies.0: operation `x` waits for `y`, which is no operation of this dag",
      "dag.empty operations.2.component.run.operations: the dag has no operations",
    ]);
  });

  it("may not bring a build to a dag", () => {
    const operation = dag([op("a")], {}, { build: { hubRef: "kaniko" } });
    expect(compileOperation({ operation, run: GOLDEN_RUN })).toMatchObject({
      ok: false,
      issues: [{ code: "compile.build" }],
    });
  });
});

it("a whole list that is a template, and a component that is no dag, have nothing to check", () => {
  const none = { layers: [], upstreams: {}, issues: [] };
  expect(checkDag(dag([], { run: { kind: "dag", operations: "{{ ops }}" } }))).toEqual(none);
  expect(checkDag(dag([], { run }))).toEqual(none);
});

import { type Operation, readSection } from "@polyaxon/spec";
import { describe, expect, it } from "vitest";
import { adviseOperation } from "../advise/advise-operation.ts";
import { checkOperation } from "../check-operation.ts";

const run = { kind: "job", container: { image: "i" } };
const components = [
  { name: "t", outputs: [{ name: "loss", type: "float" }], run },
  { name: "takes", inputs: [{ name: "in", type: "float" }], run },
];

function dag(operations: readonly object[], more: object = {}): Operation {
  const value = { version: 1.1, component: { run: { kind: "dag", components, operations } }, ...more };
  const read = readSection("operation", value);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value;
}
const op = (name: string, after: readonly string[] = [], more: object = {}): object => ({
  name,
  dagRef: "t",
  ...(after.length > 0 ? { dependencies: after } : {}),
  ...more,
});
const advised = (operations: readonly object[]): readonly string[] =>
  adviseOperation(dag(operations))
    .filter(({ code }) => code !== "advice.unused" && code !== "advice.idle")
    .map(({ code, message, path }) => `${code} ${path.slice(2).join(".")}: ${message}`);

describe("triggers", () => {
  it("that contradict each other: both ends of the contradiction are named", () => {
    expect(
      advised([op("train"), op("cleanup", ["train"], { trigger: "all_failed" }), op("report", ["train", "cleanup"])]),
    ).toEqual([
      "advice.trigger operations.2: operation `report` can never start: it waits for `train` to succeed, and `cleanup`, before it, starts when `train` fails",
    ]);
  });

  it("are followed through what lies between, and what only hangs on the first is not told again", () => {
    const told = advised([
      op("a"),
      op("b", ["a"]),
      op("c", ["a"], { trigger: "one_failed" }),
      op("d", ["b", "c"]),
      op("e", ["d"]),
    ]);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(
      "`d` can never start: `b`, before it, starts when `a` succeeds, and `c`, before it, starts when `a` fails",
    );
  });

  it.each([
    ["one of them is enough", op("z", ["a", "c"], { trigger: "one_succeeded" })],
    ["any end will do", op("z", ["a", "c"], { trigger: "all_done" })],
    ["events start it too", op("z", ["a", "c"], { events: [{ kinds: ["run_status_failed"], ref: "ops.a" }] })],
  ])("leave a choice where %s", (_, last) => {
    expect(advised([op("a"), op("c", ["a"], { trigger: "all_failed" }), last])).toEqual([]);
  });

  it("leave a choice where a skip, which is handed on, counts as success", () => {
    const skips = op("b", ["a"], { skipOnUpstreamSkip: true });
    expect(advised([op("a"), skips, op("c", ["a"], { trigger: "all_failed" }), op("z", ["b"])])).toEqual([]);
  });

  it("are never asked of an operation that waits for nothing, in a dag or alone", () => {
    expect(advised([op("a", [], { trigger: "all_failed" })])).toEqual([
      "advice.trigger operations.0.trigger: operation `a` waits for nothing, so `trigger: all_failed` is never asked: it starts at once",
    ]);
    expect(advised([op("a", [], { trigger: "all_succeeded" })])).toEqual([]);
    const alone = adviseOperation(dag([op("a")], { dependencies: ["x"] }));
    expect(alone.map(({ message }) => message)[0]).toContain("`dependencies` has an effect only inside a dag");
  });

  it("that wait for a failure do not go with outputs of what failed", () => {
    const params = { in: { ref: "ops.a", value: "outputs.loss" } };
    expect(advised([op("a"), { name: "b", dagRef: "takes", params, trigger: "all_failed" }])[0]).toContain(
      "starts only if `a` failed, yet takes its `outputs.loss`",
    );
  });
});

describe("a matrix in a dag", () => {
  const params = { in: { ref: "ops.sweep", value: "outputs.loss" } };
  const matrix = { kind: "grid", params: { in: { kind: "choice", value: [1, 2] } } };

  it("has no output of its own to take", () => {
    const sweep = { name: "sweep", component: { ...components[0], inputs: [{ name: "in", type: "int" }] }, matrix };
    expect(advised([sweep, { name: "b", dagRef: "takes", params }])[0]).toContain(
      "takes `outputs.loss` of `sweep`, a grid of many runs",
    );
  });

  it("has to vary inputs that there are, and templates in it names that there are", () => {
    const template = { ...run, container: { image: "i", args: ["{{ outt }}"] } };
    const sweep = {
      name: "sweep",
      component: { inputs: [{ name: "out", type: "int", value: 1 }], run: template },
      matrix,
    };
    expect(advised([sweep]).map((line) => line.split(":")[0])).toEqual([
      "advice.name operations.0.component.run.container.args.0",
      "advice.matrix operations.0.matrix.params.in",
    ]);
  });
});

it("a component that no operation uses is pointed out, and a dag in a dag is looked at too", () => {
  const inner = { kind: "dag", components, operations: [op("x", [], { trigger: "one_done" })] };
  const told = adviseOperation(dag([op("a"), { name: "b", component: { run: inner } }]));
  expect(told.map(({ code, path }) => `${code} ${path.slice(2).join(".")}`)).toEqual([
    "advice.unused components.1.name",
    "advice.trigger operations.1.component.run.operations.0.trigger",
    "advice.unused operations.1.component.run.components.1.name",
  ]);
});

describe("conditions", () => {
  const inputs = [
    { name: "lr", type: "float", value: 1 },
    { name: "mode", type: "str", value: "a" },
    { name: "on", type: "bool", value: true },
  ];
  const conditional = (conditions: string): Operation => dag([op("a")], { conditions, component: { inputs, run } });
  const never = (conditions: string) =>
    adviseOperation(conditional(conditions)).map(({ hint, message }) => `${message} (${hint ?? ""})`);
  const wrong = (conditions: string) => checkOperation(conditional(conditions)).map(({ message }) => message);

  it.each([
    ["false", "the condition `false` is never true: the operation is always skipped ()"],
    ["{{ 1 > 2 }}", "the condition `{{ 1 > 2 }}` is never true: the operation is always skipped ()"],
    ["{{ lr == '1' }}", "`lr` is of type `float`, and is compared with the text"],
    ["{{ on and mode == 3 }}", "(put it in quotes: mode == '3')"],
    ["{{ 'yes' == on }}", "`on` is of type `bool`"],
  ])("%s is never true", (conditions, message) => expect(never(conditions)[0]).toContain(message));

  it.each([
    "{{ lr > 0.5 }}",
    "{{ lr == 1 }}",
    "{{ on == 1 }}",
    "{{ mode == 'b' or lr == 'x' }}",
    "true",
    "{{ globals.uuid }}",
  ])("%s is left alone", (conditions) => {
    expect(never(conditions)).toEqual([]);
    expect(wrong(conditions)).toEqual([]);
  });

  it.each([
    ["maybe", "expected true or false, found `maybe`"],
    ["{{ lr }} > 0.5", "`>` stands outside the braces"],
  ])("%s is no condition", (conditions, message) => expect(wrong(conditions)[0]).toContain(message));
});

import type { Operation } from "@polyaxon/spec";
import { describe, expect, it } from "vitest";
import { adviseOperation } from "./advise-operation.ts";

const operation = (args: readonly string[], more: Partial<Operation> = {}): Operation => ({
  version: 1.1,
  kind: "operation",
  component: {
    kind: "component",
    inputs: [{ name: "lr", type: "float" }],
    run: { kind: "job", container: { image: "i", args } },
  },
  ...more,
});
const advice = (...given: Parameters<typeof operation>) =>
  adviseOperation(operation(...given)).map(({ hint, message, path }) => ({ path: path.join("."), message, hint }));

describe("a template name that nothing gives a value to", () => {
  it("is pointed out with the nearest name and its place", () => {
    expect(advice(["--lr={{ lrr }}"])).toEqual([
      {
        path: "component.run.container.args.0",
        message: "the template uses `lrr`, which no input, output or param gives a value: it will print empty",
        hint: "did you mean `lr`?",
      },
    ]);
  });

  it.each([
    "{{ lr }}",
    "{{ params.as_args }} {{ globals.uuid }}",
    "{% for x in range(3) %}{{ x }}{{ loop.index }}{% endfor %}",
    "{% set y = lr * 2 %}{{ y }}",
    "{{ other | default(1) }}",
    "{{ other if other is defined else 0 }}".replace("other if", "1 if"),
    "no template",
  ])("says nothing of %s", (text) => expect(advice([text])).toEqual([]));

  it("knows params that are for templates only, and what a matrix varies", () => {
    expect(advice(["{{ extra }}"], { params: { extra: { value: 1, contextOnly: true } } })).toEqual([]);
    const matrix: Operation["matrix"] = { kind: "mapping", values: [{ lr: 1 }] };
    expect(advice(["{{ lr }}"], { matrix })).toEqual([]);
  });
});

it("points out a matrix that varies what the component does not take", () => {
  const matrix: Operation["matrix"] = { kind: "grid", params: { lrr: { kind: "choice", value: [1, 2] } } };
  expect(advice([], { matrix })).toMatchObject([
    { path: "matrix.params.lrr", message: expect.stringContaining("no input of the component") as string },
  ]);
});

it("points out an input or output that is declared twice, and which one counts", () => {
  const odd = operation([]);
  const lr = { name: "lr", type: "float" } as const;
  const inputs = [lr, { name: "epochs", type: "int" } as const, { ...lr, value: 1 }];
  const component = { ...odd.component!, inputs, outputs: [lr] };
  expect(adviseOperation({ ...odd, component })).toMatchObject([
    {
      code: "advice.duplicate",
      path: ["component", "inputs", 0, "name"],
      message: expect.stringContaining("again at inputs[2]") as string,
    },
  ]);
});

it("points out a type that no value can have", () => {
  const odd = operation([]);
  const component = { ...odd.component!, inputs: [{ name: "lr", type: "flaot" }] };
  expect(adviseOperation({ ...odd, component })).toMatchObject([
    { path: ["component", "inputs", 0, "type"], hint: "did you mean `float`?" },
  ]);
});

it("names sections that have no effect yet", () => {
  const hooks: Operation["hooks"] = [{ hubRef: "notify", trigger: "succeeded" }];
  expect(advice([], { presets: ["gpu", "big"] })).toMatchObject([
    {
      path: "presets",
      message:
        "the presets `gpu`, `big` will not be laid over this: names are looked for on the server, and no server stores presets yet",
      hint: "give them as files, with their endings: `--presets gpu.yaml,big.yaml`, or as further `-f`",
    },
  ]);
  expect(advice([], { presets: ["./gpu.yaml"] })).toMatchObject([
    { hint: "give it as a file, with its ending: `--presets ./gpu.yaml`, or as a further `-f`" },
  ]);
  expect(advice([], { hooks })).toMatchObject([{ path: "hooks", message: "`hooks` is kept but has no effect yet" }]);
});

it("offers no nearest name where none is near, but what is known", () => {
  expect(advice(["{{ entirely_different }}"])[0]?.hint).toBe("known here: globals, params, init, connections, lr");
});

it("points out what `globals` and `params` do not have", () => {
  expect(
    advice(["{{ globals.uiid }} {{ globals.base_url }}", "{{ params.lrr.value }} {{ params.lr.as_arg }}"]),
  ).toMatchObject([
    { path: "component.run.container.args.0", hint: "did you mean `globals.uuid`?" },
    { path: "component.run.container.args.1", hint: "did you mean `params.lr`?" },
  ]);
  expect(advice(["{{ globals.whatever | default('') }}{{ params.as_args }}{{ params.items() }}"])).toEqual([]);
});

import { type Operation, readSection } from "@polyaxon/spec";
import { expect, it } from "vitest";
import { applyCliOverrides } from "../overlay/apply-cli-overrides.ts";
import { patchOperation } from "../patch/patch-operation.ts";
import { type ExplainStep, explainOperation } from "../index.ts";

const FILE = {
  version: 1.1,
  name: "train",
  tags: ["mine"],
  params: { lr: 0.5 },
  runPatch: { container: { image: "img:2", env: [{ name: "B", value: "2" }] } },
  component: {
    name: "theirs",
    tags: ["base"],
    queue: "cpu",
    termination: { maxRetries: 1 },
    inputs: [
      { name: "lr", type: "float" },
      { name: "epochs", type: "int", value: 3 },
      { name: "seed", type: "int", value: 1 },
    ],
    run: { kind: "job", container: { image: "img:1", command: ["run"], env: [{ name: "A", value: "1" }] } },
  },
};

function read(value: object): Operation {
  const result = readSection("operation", value);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

function steps(): readonly ExplainStep[] {
  const file = read(FILE);
  const preset = patchOperation(file, { queue: "gpu", tags: ["p"], termination: { timeout: 60 } }, "post_merge");
  const cli = applyCliOverrides(preset, { params: ["seed=9"], queue: "fast" });
  if (!cli.ok) throw new Error("overrides");
  return [
    { layer: "operation", name: "train.yaml", operation: file },
    { layer: "preset", name: "gpu.yaml", operation: preset },
    { layer: "cli", operation: cli.operation },
  ];
}

const shown = (...given: Parameters<typeof explainOperation>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    explainOperation(...given).map(({ layer, name, path, value }) => [
      path.join("."),
      `${JSON.stringify(value)} ${layer}${name === undefined ? "" : ` ${name}`}`,
    ]),
  );

it("names the layer that set each value: component, file, its patch and params, presets, the command line, defaults", () => {
  expect(shown(steps(), [{ name: "stored", preset: { namespace: "ns", patchStrategy: "post_merge" } }])).toMatchObject({
    version: "1.1 default",
    name: '"train" operation train.yaml',
    "tags.0": '"base" component',
    "tags.1": '"mine" operation train.yaml',
    "tags.2": '"p" preset gpu.yaml',
    queue: '"fast" cli',
    namespace: '"ns" preset stored',
    "termination.maxRetries": "1 component",
    "termination.timeout": "60 preset gpu.yaml",
    "inputs.0.value": "0.5 params train.yaml",
    "inputs.1.name": '"epochs" component',
    "inputs.1.type": '"int" component',
    "inputs.1.value": "3 default",
    "inputs.1.isOptional": "true default",
    "inputs.2.value": "9 cli",
    "run.container.image": '"img:2" patch train.yaml',
    "run.container.command.0": '"run" component',
    "run.container.env.0.value": '"1" component',
    "run.container.env.1.name": '"B" patch train.yaml',
  });
});

it("an item stays with the layer that brought it when a later one puts others before it", () => {
  const file = read({ ...FILE, patchStrategy: "pre_merge" });
  expect(shown([{ layer: "operation", operation: file }])).toMatchObject({
    "tags.0": '"mine" operation',
    "tags.1": '"base" component',
  });
});

it("params that do not fit are left out, and without a component there is nothing to explain", () => {
  const wrong = read({ ...FILE, params: { lr: "many" } });
  expect(shown([{ layer: "operation", operation: wrong }])["inputs.0.name"]).toBe('"lr" component');
  expect(explainOperation([{ layer: "operation", operation: read({ version: 1.1, hubRef: "a" }) }])).toEqual([]);
});

import { expect, it } from "vitest";
import type { Operation } from "@polyaxon/spec";
import { checkSources } from "./check-sources.ts";
import { presetLayers } from "./preset-layers.ts";

const OPERATION = {
  queue: "gpu",
  tags: ["a"],
  cache: { disable: true, ttl: 5 },
  matrix: { kind: "mapping", values: [{ a: 1 }] },
  component: { run: { kind: "job" } },
} as const satisfies Operation;

/** The operation under one preset. */
function under(preset: string): Operation {
  const read = presetLayers([{ bytes: Buffer.from(preset), filename: "preset.yaml" }], {});
  if (!read.ok) throw new Error(JSON.stringify(read.findings));
  return read.lay(OPERATION);
}

it("a null in a preset clears a field, also one of a section; a section and a mapping stay", () => {
  const nulls = "queue: null\ntags:\ncache: {ttl: ~}\nmatrix: null\n";
  const { component } = OPERATION;
  const cleared = { component, cache: { disable: true } };
  expect(under(nulls)).toEqual(cleared);
  expect(under(`${nulls}patchStrategy: replace\n`)).toEqual(cleared);
  expect(under(`${nulls}patchStrategy: pre_merge\n`)).toEqual(OPERATION);
  expect(under("cache: null\n")).toEqual(OPERATION);
});

/** Where each mistake is told, and what the line says. */
async function toldAt(file: string, ...presets: readonly string[]): Promise<readonly string[]> {
  const { findings } = await checkSources(
    {
      source: { bytes: Buffer.from(file), filename: "file" },
      presets: presets.map((preset, index) => ({ bytes: Buffer.from(preset), filename: `preset${index + 1}` })),
    },
    { resolve: (operation) => Promise.resolve({ ok: true, operation, resolved: [] }) },
  );
  return findings.map(({ code, text }) => `${code} ${/--> (\S+)/.exec(text)?.[1]}`);
}

it("what is wrong is told where it is written: in the preset that brings it, else in the file", async () => {
  const file = `version: 1.1
kind: operation
queue: a
params: {lr: x}
component: {inputs: [{name: lr, type: float}], run: {kind: job}}
`;
  const patch = "tags: [a]\nrunPatch:\n  container: {imge: b}\n";
  expect(await toldAt(file, "queue: a/b/c\n", patch)).toEqual([
    "compile.queue preset1:1:8",
    "compile.schema preset2:3:21",
    "param.value file:4:14",
  ]);
  expect(await toldAt(file, "params: {lr: y}\n", "params: {lr: 1}\n")).toEqual([]);
  expect(await toldAt(file, "params: {lr: y}\n", "params: {lr: z}\n")).toEqual(["param.value preset2:1:14"]);
  expect(await toldAt(file, "patchStrategy: pre_merge\nparams: {lr: y}\n")).toEqual(["param.value file:4:14"]);
});

it("what is wrong in presets is told with what is wrong in the file, as far as no preset decides it", async () => {
  const file = "version: 1.1\nkind: component\ninputs: [{name: lr, typ: float}]\nrun: {kind: job}\n";
  expect(await toldAt(file, "queue: 5\n", "params: {lr: 1}\ntgs: [a]\n")).toEqual([
    "PLX-303 preset1:1:8",
    "PLX-203 preset2:2:1",
    "PLX-301 file:3:21",
  ]);
});

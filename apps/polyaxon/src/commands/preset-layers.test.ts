import { expect, it } from "vitest";
import type { Operation } from "@polyaxon/spec";
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

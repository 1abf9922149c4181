import { built } from "./built.ts";
import type { Component, Operation } from "./generated/polyaxonfile.ts";

type Written<T> = Omit<T, "kind" | "version">;

/** What the builder of a component gives: a whole file. */
export type BuiltComponent = Component & { readonly kind: "component"; readonly version: 1.1 };
/** What the builder of an operation gives: a whole file. */
export type BuiltOperation = Operation & { readonly kind: "operation"; readonly version: 1.1 };

/**
 * What can be run: inputs, outputs and a runtime.
 *
 * @example component({ name: "train", inputs: [input("lr", "float")], run: job({ container: { command: ["python", "train.py"] } }) })
 */
export const component = (fields: Written<Component>): BuiltComponent =>
  built({ version: 1.1, kind: "component", ...fields });

/**
 * How a component is run: with which params, when, how often. It needs one of `component`, `hubRef`, `pathRef`, `urlRef`, or
 * inside a dag `dagRef`.
 *
 * @example operation({ component: train, params: { epochs: 10 }, matrix: grid({ params: { lr: choice([0.1, 0.01]) } }) })
 */
export const operation = (fields: Written<Operation>): BuiltOperation =>
  built({ version: 1.1, kind: "operation", ...fields });

/** Changes for other operations: `polyaxon run -f train.ts -f preset.ts`. */
export const preset = (fields: Omit<Written<Operation>, "isPreset">): BuiltOperation & { readonly isPreset: true } =>
  built({ version: 1.1, kind: "operation", isPreset: true, ...fields });

import type { CompiledOperation, Operation, SpecPath } from "@polyaxon/spec";
import { mergeOperation } from "../compile/merge-operation.ts";
import { type Json, type JsonObject, isObject, sameJson } from "../json.ts";
import { applyParams } from "../params/apply-params.ts";
import { type OperationPatch, patchCompiled } from "../patch/patch-operation.ts";

/** Who set a value. `default` is the language's own, or a value that a component's input has by itself. */
export type ExplainLayer = "default" | "component" | "operation" | "patch" | "params" | "preset" | "cli";

/** One layer over the one before, in the order in which they are laid. */
export interface ExplainStep {
  readonly layer: "operation" | "preset" | "cli";
  /** As readers know it: a file's name, `-P lr=0.1`. */
  readonly name?: string;
  /** The whole operation after this layer. */
  readonly operation: Operation;
}

export interface ExplainedValue {
  /** The way to the value in the compiled operation. */
  readonly path: SpecPath;
  readonly value: Json;
  readonly layer: ExplainLayer;
  /** The step's name, where the layer has one. */
  readonly name?: string;
}

/**
 * Which layer set each value of a compiled operation, before templates are rendered. Values are leaves: scalars, and empty
 * lists and mappings. An item of a list belongs to the layer that brought it, wherever later layers moved it.
 *
 * @param steps    the file first, then presets and the command line as they were laid over it
 * @param presets  stored presets, laid over the compiled operation
 */
export function explainOperation(
  steps: readonly ExplainStep[],
  presets: readonly { readonly name?: string; readonly preset: OperationPatch }[] = [],
): readonly ExplainedValue[] {
  const states: State[] = [];
  for (const { layer, name, operation } of steps) {
    const { component } = operation;
    if (component === undefined) continue;
    const named = name === undefined ? {} : { name };
    if (layer === "operation") {
      const { runPatch: _patch, ...unpatched } = operation;
      states.push(
        ...componentStates(operation),
        { layer, ...named, compiled: mergeOperation(unpatched, component) },
        { layer: "patch", ...named, compiled: mergeOperation(operation, component) },
        { layer: "params", ...named, compiled: withParams(operation) },
      );
    } else {
      states.push({ layer, ...named, compiled: withParams(operation) });
    }
  }
  for (const { name, preset } of presets) {
    const last = states.at(-1);
    if (last === undefined) continue;
    const { patchStrategy, ...fields } = preset;
    const compiled = patchCompiled(last.compiled, fields, patchStrategy as Operation["patchStrategy"]);
    states.push({ layer: "preset", ...(name === undefined ? {} : { name }), compiled });
  }
  const final = states.at(-1);
  return final === undefined ? [] : [...leaves(final.compiled as unknown as JsonObject, [], [], states)];
}

interface State {
  readonly layer: ExplainLayer;
  readonly name?: string;
  readonly compiled: CompiledOperation;
}

/** What there is without anybody's operation: the language's own values, then what the component says. */
function componentStates({ component }: Operation): readonly State[] {
  if (component === undefined) return [];
  const bare = mergeOperation({}, component);
  const defaults = {
    version: bare.version,
    kind: bare.kind,
    inputs: bare.inputs?.filter((io) => io.value !== undefined),
  };
  return [
    { layer: "default", compiled: defaults as unknown as CompiledOperation },
    { layer: "component", compiled: bare },
  ];
}

/** The operation with its params in their inputs; without them where they do not fit. */
function withParams(operation: Operation): CompiledOperation {
  const { component } = operation;
  if (component === undefined) throw new TypeError("an operation without a component is explained by nothing");
  const merged = mergeOperation(operation, component);
  const { inputs = [], joins, matrix, outputs = [] } = merged;
  const result = applyParams({ params: operation.params ?? {}, inputs, outputs, matrix, joins, isTemplate: true });
  if (!result.ok) return merged;
  const { applied } = result;
  return {
    ...merged,
    ...(applied.inputs.length > 0 ? { inputs: applied.inputs } : {}),
    ...(applied.outputs.length > 0 ? { outputs: applied.outputs } : {}),
    ...(applied.contexts.length > 0 ? { contexts: applied.contexts } : {}),
  } as CompiledOperation;
}

/** A step into a list goes to the item that is the same, or has the same name; its index only says where it ended up. */
type Step = string | { readonly index: number; readonly item: Json };

function* leaves(
  value: Json,
  path: SpecPath,
  steps: readonly Step[],
  states: readonly State[],
): Iterable<ExplainedValue> {
  if (Array.isArray(value) && value.length > 0) {
    for (const [index, item] of (value as readonly Json[]).entries())
      yield* leaves(item, [...path, index], [...steps, { index, item }], states);
    return;
  }
  if (isObject(value) && Object.keys(value).length > 0) {
    for (const [key, item] of Object.entries(value))
      if (item !== undefined) yield* leaves(item as Json, [...path, key], [...steps, key], states);
    return;
  }
  // The last layer after which the value did not change any more.
  let setBy = states.length - 1;
  while (setBy > 0 && sameJson(valueAt(states[setBy - 1]?.compiled, steps), value)) setBy -= 1;
  const state =
    states[
      isDeclared(path)
        ? Math.max(
            setBy,
            states.findIndex(({ layer }) => layer === "component"),
          )
        : setBy
    ];
  if (state === undefined) return;
  yield { path, value, layer: state.layer, ...(state.name === undefined ? {} : { name: state.name }) };
}

/** Part of an input's declaration, which is never a default: only its value is, and that it may be left out for it. */
const isDeclared = ([section, , field]: SpecPath): boolean =>
  section === "inputs" && field !== "value" && field !== "isOptional";

function valueAt(from: unknown, steps: readonly Step[]): unknown {
  let value = from;
  for (const step of steps) {
    if (typeof step === "string") value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    else value = Array.isArray(value) ? itemLike(value, step) : undefined;
  }
  return value;
}

function itemLike(list: readonly unknown[], { item }: Exclude<Step, string>): unknown {
  const same = list.find((each) => sameJson(each, item));
  if (same !== undefined || !isObject(item)) return same;
  const { name } = item;
  return name === undefined ? undefined : list.find((each) => isObject(each) && each["name"] === name);
}

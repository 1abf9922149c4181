import type { CompiledOperation, Component, IO, Operation, Param } from "@polyaxon/spec";
import { type JsonObject, compact } from "../json.ts";
import { isEachOfItsOwn } from "./each-of-its-own.ts";
import { mergeOperation } from "./merge-operation.ts";

/**
 * The operation of one matrix child, to be compiled like any other.
 *
 * The parent's compiled inputs carry the user's params as their defaults, and its run carries the patch, so the child needs
 * neither. What decides when and how often the parent runs is dropped. A suggested name that is no input or output becomes
 * contextOnly; the parent's own contextOnly params stay.
 *
 * @param _index the child's number; every child compiles the same way, so it only stands in the signature
 */
export function childOperation(
  parent: CompiledOperation,
  raw: Operation,
  suggestion: JsonObject,
  _index?: number,
): Operation {
  const { component } = raw;
  if (component === undefined) throw new TypeError("a compiled matrix had a component");
  const { matrix: _m, conditions: _c, schedule: _s, events: _e, dependencies: _d, trigger: _t, ...rest } = raw;
  const {
    build: _b,
    isApproved: _a,
    skipOnUpstreamSkip: _k,
    joins: _j,
    runPatch: _r,
    patchStrategy: _p,
    ...kept
  } = rest;
  return compact({
    ...kept,
    kind: "operation" as const,
    cache: parent.cache,
    queue: parent.queue ?? ownPlace("queue", raw),
    namespace: parent.namespace ?? ownPlace("namespace", raw),
    params: childParams(parent, suggestion),
    component: childComponent(parent, component),
  }) as Operation;
}

/** What the parent left open, because it depends on what is suggested. */
function ownPlace(field: "queue" | "namespace", raw: Operation): string | undefined {
  const { component } = raw;
  if (component === undefined || (raw[field] === undefined && component[field] === undefined)) return undefined;
  const own = mergeOperation(raw, component)[field];
  return own !== undefined && isEachOfItsOwn(own, raw.matrix) ? own : undefined;
}

function childComponent(parent: CompiledOperation, component: Component): Component {
  const { build: _b, isApproved: _a, ...kept } = component;
  return compact({
    ...kept,
    kind: "component" as const,
    inputs: parent.inputs,
    outputs: parent.outputs,
    run: parent.run,
  }) as Component;
}

function childParams(parent: CompiledOperation, suggestion: JsonObject): Readonly<Record<string, Param>> {
  const declared = new Set([...(parent.inputs ?? []), ...(parent.outputs ?? [])].map(({ name }) => name));
  const inherited = (parent.contexts ?? []).map((io) => [io.name, contextParam(io)] as const);
  const suggested = Object.entries(suggestion).map(([name, value]): readonly [string, Param] => [
    name,
    declared.has(name) ? { value } : { value, contextOnly: true },
  ]);
  return Object.fromEntries([...inherited, ...suggested]);
}

const contextParam = ({ value, connection, toInit, toEnv }: IO): Param => ({
  ...compact({ value: value ?? null, connection, toInit, toEnv }),
  contextOnly: true,
});

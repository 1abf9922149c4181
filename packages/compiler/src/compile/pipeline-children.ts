import type { CompiledOperation, Component, Operation } from "@polyaxon/spec";
import { compact } from "../json.ts";
import type { OperationPatch } from "../patch/patch-operation.ts";

export interface DagChild {
  readonly operation: Operation;
  /** What the dag hands down: goes into `resolved.presets` when the child is compiled. The child's own values win. */
  readonly preset: OperationPatch;
}

/**
 * One operation of a compiled dag, with its component in place, to be compiled like any other.
 *
 * @returns null when the dag has no such operation, or its component is not resolved
 */
export function dagChildOperation(compiled: CompiledOperation, name: string): DagChild | null {
  const { cache, plugins, queue, run, termination } = compiled;
  if (run.kind !== "dag" || !Array.isArray(run.operations)) return null;
  const operation = (run.operations as readonly Operation[]).find((each) => each.name === name);
  if (operation === undefined) return null;
  const components = Array.isArray(run.components) ? (run.components as readonly Component[]) : [];
  const component = operation.component ?? components.find((each) => each.name === operation.dagRef);
  if (component === undefined) return null;
  const { environment } = run;
  const runPatch = environment === undefined ? undefined : { environment };
  return {
    operation: { ...operation, kind: "operation", component },
    preset: compact({ patchStrategy: "pre_merge" as const, cache, plugins, queue, termination, runPatch }),
  };
}

/** One run of a scheduled operation: the operation without its schedule. */
export function scheduledOperation({ schedule: _schedule, ...operation }: Operation): Operation {
  return operation;
}

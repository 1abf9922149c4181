import type { Operation, PatchStrategy, Run } from "@polyaxon/spec";
import { isObject } from "../json.ts";
import { patchRun } from "./patch-run.ts";
import { patchFields } from "./patch.ts";

/** An operation's fields as data; explicit nulls mean "clear this". */
export type OperationPatch = Readonly<Record<string, unknown>>;

/**
 * A preset over an operation: `-f B` after `-f A`, stored presets, overrides. Version, references, the component and the
 * strategy itself are never patched.
 */
export function patchOperation(
  operation: Operation,
  preset: OperationPatch,
  strategy: PatchStrategy = "post_merge",
): Operation {
  const patched = patchFields(operation, preset, strategy);
  const runPatch = patchRunPatch(operation, preset["runPatch"], strategy);
  const { runPatch: _old, ...rest } = patched;
  return isObject(runPatch) ? { ...rest, runPatch } : rest;
}

/** A patch over a patch needs the run kind that both are for; without a component only `replace` can change it. */
function patchRunPatch(operation: Operation, fresh: unknown, strategy: PatchStrategy): unknown {
  const old = operation.runPatch;
  if (fresh === null || fresh === undefined) return old;
  if (old === undefined) return fresh;
  if (operation.component === undefined || !isObject(fresh)) return strategy === "replace" ? fresh : old;
  const { kind: _kind, ...patched } = patchFields(old, fresh, strategy);
  return patched;
}

/** A preset over an operation that is compiled already: its `runPatch` goes straight onto the run. */
export function patchCompiled<C extends Readonly<Record<string, unknown>>>(
  compiled: C,
  preset: OperationPatch,
  strategy: PatchStrategy = "post_merge",
): C {
  const { params: _params, runPatch, ...fields } = preset;
  const patched = patchFields(compiled, fields, strategy);
  const run = compiled["run"];
  return (
    isObject(runPatch) && isObject(run) ? { ...patched, run: patchRun(run as Run, runPatch, strategy) } : patched
  ) as C;
}

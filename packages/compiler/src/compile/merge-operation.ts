import type { CompiledOperation, Component, Operation, PatchStrategy } from "@polyaxon/spec";
import { isObject } from "../json.ts";
import { patchRun } from "../patch/patch-run.ts";
import { patchFields } from "../patch/patch.ts";

/** Fields of the operation that are patched onto the component's. */
const MERGED: ReadonlySet<string> = new Set([
  ..."name cost description tags isApproved presets queue namespace cache build hooks events plugins termination".split(
    " ",
  ),
  ..."matrix joins schedule dependencies trigger conditions skipOnUpstreamSkip mount".split(" "),
]);

/** Order of a compiled operation's fields when written: fixed, so that equal operations give equal bytes (I7). */
const ORDER = [
  ..."version kind name description tags presets queue namespace cache termination plugins build hooks isApproved cost".split(
    " ",
  ),
  ..."mount schedule events matrix joins dependencies trigger conditions skipOnUpstreamSkip inputs outputs contexts run".split(
    " ",
  ),
];
const PLACES: ReadonlyMap<string, number> = new Map(ORDER.map((name, place) => [name, place]));

/**
 * Operation over component: the component's fields, the operation's patched onto them, and the run patched by `runPatch`.
 * Params are not part of it; they are applied next.
 */
export const mergeOperation = (operation: Operation, component: Component): CompiledOperation =>
  ordered(mergedFields(operation, component));

/** As {@link mergeOperation}, for those who put the fields in order later, and leave out what is no field of the result. */
export function mergedFields(operation: Operation, component: Component): CompiledOperation {
  const strategy: PatchStrategy = operation.patchStrategy ?? "post_merge";
  const given: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(operation)) if (MERGED.has(name)) given[name] = value;
  const { runPatch } = operation;
  const run = isObject(runPatch) ? patchRun(component.run, runPatch, strategy) : component.run;
  return {
    ...patchFields(component, given, strategy),
    version: operation.version ?? component.version ?? 1.1,
    kind: "compiled_operation",
    run,
  };
}

/** The fields of a compiled operation, and no others, in the order in which they are written. */
export function ordered<T extends object>(compiled: T): T {
  // Few fields are there: they are put in their places, which costs less than asking for each field there may be.
  const placed: (readonly [string, unknown] | undefined)[] = [];
  for (const [name, value] of Object.entries(compiled)) {
    const place = value === undefined ? undefined : PLACES.get(name);
    if (place !== undefined) placed[place] = [name, value];
  }
  const result: Record<string, unknown> = {};
  for (const field of placed) if (field !== undefined) result[field[0]] = field[1];
  return result as T;
}

import type { CompiledOperation, Component, Operation, PatchStrategy } from "@polyaxon/spec";
import { isObject } from "../json.ts";
import { patchRun } from "../patch/patch-run.ts";
import { patchFields } from "../patch/patch.ts";

/** Fields of the operation that are patched onto the component's. */
const MERGED = [
  ..."name cost description tags isApproved presets queue namespace cache build hooks events plugins termination".split(
    " ",
  ),
  ..."matrix joins schedule dependencies trigger conditions skipOnUpstreamSkip mount".split(" "),
];

/** Order of a compiled operation's fields when written: fixed, so that equal operations give equal bytes (I7). */
const ORDER = [
  ..."version kind name description tags presets queue namespace cache termination plugins build hooks isApproved cost".split(
    " ",
  ),
  ..."mount schedule events matrix joins dependencies trigger conditions skipOnUpstreamSkip inputs outputs contexts run".split(
    " ",
  ),
];

/**
 * Operation over component: the component's fields, the operation's patched onto them, and the run patched by `runPatch`.
 * Params are not part of it; they are applied next.
 */
export function mergeOperation(operation: Operation, component: Component): CompiledOperation {
  const strategy: PatchStrategy = operation.patchStrategy ?? "post_merge";
  const { template: _template, kind: _kind, ...base } = component;
  const given = Object.fromEntries(
    MERGED.filter((name) => (operation as Readonly<Record<string, unknown>>)[name] !== undefined).map((name) => [
      name,
      (operation as Readonly<Record<string, unknown>>)[name],
    ]),
  );
  const { runPatch } = operation;
  const run = isObject(runPatch) ? patchRun(component.run, runPatch, strategy) : component.run;
  return ordered<CompiledOperation>({
    ...patchFields(base, given, strategy),
    version: operation.version ?? component.version ?? 1.1,
    kind: "compiled_operation",
    run,
  });
}

export function ordered<T extends object>(compiled: T): T {
  const fields = compiled as Readonly<Record<string, unknown>>;
  const known = ORDER.filter((name) => fields[name] !== undefined);
  return Object.fromEntries(known.map((name) => [name, fields[name]])) as T;
}

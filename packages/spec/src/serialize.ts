import type { CompiledOperation, Component, Operation } from "./schema/documents.ts";

/** Normalised JSON text of an operation: only fields that are set, camelCase keys, kinds present. Same value, same text. */
export function serializeOperation(operation: Operation): string {
  return JSON.stringify({ ...operation, kind: "operation" } satisfies Operation);
}

/** As {@link serializeOperation}, for what the compiler made of one. */
export function serializeCompiledOperation(operation: CompiledOperation): string {
  return JSON.stringify({ ...operation, kind: "compiled_operation" } satisfies CompiledOperation);
}

/** As {@link serializeOperation}, for a component. */
export function serializeComponent(component: Component): string {
  return JSON.stringify({ ...component, kind: "component" } satisfies Component);
}

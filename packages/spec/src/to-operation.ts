import type { Operation } from "./schema/documents.ts";
import type { PolyaxonDocument } from "./read/read-document.ts";

/**
 * The operation that runs a document: an operation is itself, a component is wrapped in one.
 * @throws TypeError for a compiled operation, which was an operation once and has lost its component.
 */
export function toOperation(document: PolyaxonDocument): Operation & { readonly kind: "operation" } {
  switch (document.kind) {
    case "operation":
      return document;
    case "component":
      return { version: document.version ?? 1.1, kind: "operation", component: document };
    case "compiled_operation":
      throw new TypeError("a compiled operation cannot be submitted: submit the operation it was compiled from");
  }
}

import type { SpecIssue } from "../issues/issue.ts";
import type { CompiledOperation, Operation } from "../schema/documents.ts";
import { toOperation } from "../to-operation.ts";
import { parsePlainJson } from "./plain-json.ts";
import { STORED_LIMITS } from "./limits.ts";
import { type PolyaxonDocument, readDocument } from "./read-document.ts";
import { readPolyaxonfile } from "./read-polyaxonfile.ts";

export type StoredOperationResult =
  | { readonly ok: true; readonly operation: Operation & { readonly kind: "operation" } }
  | { readonly ok: false; readonly issues: readonly SpecIssue[] };

export type StoredCompiledOperationResult =
  | { readonly ok: true; readonly operation: CompiledOperation & { readonly kind: "compiled_operation" } }
  | { readonly ok: false; readonly issues: readonly SpecIssue[] };

/**
 * Reads an operation that came as content: normally JSON that a client normalised, else YAML. A component is wrapped. The same
 * checks as {@link readPolyaxonfile}; positions cost something only when there is something to point at.
 */
export function parseStoredOperation(content: string, filename = "content"): StoredOperationResult {
  const read = parseStored(content, filename);
  if (!read.ok) return read;
  if (read.document.kind === "compiled_operation")
    return { ok: false, issues: [wrongKind("an operation", read.document, filename)] };
  return { ok: true, operation: toOperation(read.document) };
}

/** As {@link parseStoredOperation}, for a compiled operation. */
export function parseStoredCompiledOperation(content: string, filename = "content"): StoredCompiledOperationResult {
  const read = parseStored(content, filename);
  if (!read.ok) return read;
  if (read.document.kind === "compiled_operation") return { ok: true, operation: read.document };
  return { ok: false, issues: [wrongKind("a compiled operation", read.document, filename)] };
}

type Stored =
  | { readonly ok: true; readonly document: PolyaxonDocument }
  | { readonly ok: false; readonly issues: readonly SpecIssue[] };

function parseStored(content: string, filename: string): Stored {
  const data = parsePlainJson(content, STORED_LIMITS);
  if (data !== undefined) {
    const read = readDocument(data, false);
    if (read.ok) return { ok: true, document: read.document };
  }
  return readPolyaxonfile({ bytes: content, filename }, { maxBytes: STORED_LIMITS.maxBytes });
}

function wrongKind(expected: string, document: PolyaxonDocument, filename: string): SpecIssue {
  const message = `expected ${expected}`;
  return {
    code: "PLX-201",
    severity: "error",
    message,
    path: ["kind"],
    filename,
    line: 1,
    column: 1,
    expected,
    found: document.kind,
  };
}

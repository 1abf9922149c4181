import assert from "node:assert/strict";
import { type Position, type SpecPath, readPolyaxonfile, toOperation } from "@polyaxon/spec";
import { adviseOperation, checkOperation, compileOperation, planExecution } from "../../src/index.ts";
import { GOLDEN_CONTEXT, GOLDEN_RUN } from "../golden-context.ts";

/**
 * The whole way of a file: read, check, advise, compile, plan. Whatever it answers has to have a place.
 *
 * @throws for a crash, and for an answer without a place
 */
export function runThrough(bytes: Uint8Array | string): void {
  const read = readPolyaxonfile({ bytes, filename: "f" });
  if (!read.ok) {
    assert.ok(read.issues.length > 0, "refused without a word");
    for (const issue of read.issues) hasPlace(issue, issue.message);
  }
  const looked = read.ok ? read : read.inSpite;
  if (looked === undefined || looked.document.kind === "compiled_operation") return;
  const { document, locate } = looked;
  const operation = toOperation(document);
  const inFile = document.kind === "component" ? (path: SpecPath) => path.slice(1) : (path: SpecPath) => path;
  for (const { message, path } of [...checkOperation(operation), ...adviseOperation(operation)])
    hasPlace(nearest(inFile(path), locate), message);
  if (!read.ok) return;
  const compiled = compileOperation({ operation, run: GOLDEN_RUN });
  if (compiled.ok) planExecution(compiled.content, GOLDEN_CONTEXT);
  else for (const { message, path } of compiled.issues) hasPlace(nearest(inFile(path), locate), message);
}

function nearest(path: SpecPath, locate: (path: SpecPath) => Position | null): Position | null {
  for (let length = path.length; length >= 0; length -= 1) {
    const place = locate(path.slice(0, length));
    if (place !== null) return place;
  }
  return null;
}

function hasPlace(place: Position | null, message: string): void {
  assert.notEqual(message, "");
  assert.ok((place?.line ?? 0) >= 1 && (place?.column ?? 0) >= 1, `no place: ${message}`);
}

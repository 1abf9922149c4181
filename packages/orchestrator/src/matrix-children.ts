import type { Instant } from "@polyaxon/lifecycle";
import { serializeOperation } from "@polyaxon/spec";
import { childId } from "./child-id.ts";
import type { CompiledMatrix } from "./compile-run.ts";
import type { JsonObject, NewRun, RunDetail } from "./ports/records.ts";
import { literalParams } from "./submit.ts";

/** Facts of the parent that decide where and how a child runs. */
const INHERITED_META = ["submitted_from", "upload_artifacts", "upload_run"];

/**
 * The child runs for a slice of a matrix's suggestions: same name and tags, params from the suggestion, created a
 * millisecond apart so that lists keep their order.
 */
export function matrixChildren(
  parent: RunDetail,
  matrix: CompiledMatrix,
  slice: { readonly from: number; readonly count: number },
  now: Instant,
): NewRun[] {
  const inherited: JsonObject = {
    ...Object.fromEntries(Object.entries(parent.metaInfo).filter(([key]) => INHERITED_META.includes(key))),
    // What was uploaded lies once, in the parent's files.
    ...("upload_artifacts" in parent.metaInfo && !("upload_run" in parent.metaInfo) ? { upload_run: parent.uuid } : {}),
  };
  return matrix.suggestions.slice(slice.from, slice.count).map((suggestion, offset) => {
    const index = slice.from + offset;
    const operation = matrix.child(suggestion, index);
    const kind = operation.component?.run.kind ?? "job";
    return {
      uuid: childId(parent.uuid, index),
      project: parent.project,
      name: parent.name,
      description: parent.description,
      tags: parent.tags,
      user: parent.user,
      kind: kind === "service" ? "service" : "job",
      runtime: kind,
      managedBy: parent.managedBy,
      // Of a sweep on somebody's own machine, the command line there approves each child when it takes it up.
      pending: parent.managedBy === "cli" ? "approval" : null,
      rawContent: serializeOperation(operation),
      inputs: literalParams(operation),
      metaInfo: inherited,
      original: null,
      pipeline: parent.uuid,
      controller: parent.controller ?? parent.uuid,
      createdAt: now + offset,
    };
  });
}

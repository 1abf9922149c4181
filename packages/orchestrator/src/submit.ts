import { notRunYet } from "@polyaxon/compiler";
import type { Instant } from "@polyaxon/lifecycle";
import { type Operation, formatIssue, parseStoredOperation, serializeOperation } from "@polyaxon/spec";
import type { Json, JsonObject, ManagedBy, NewRun, PendingReason, RunId } from "./ports/records.ts";
import { tooManyChildren } from "./matrix-size.ts";
import { holdsNul, NUL_MESSAGE } from "./nul.ts";
import { kindOf } from "./run-kind.ts";

/** What somebody asks to run, as it came over the wire (reference/api.md §10.4). */
export interface SubmissionRequest {
  readonly uuid: RunId;
  readonly project: string;
  /** YAML or JSON text of an operation or a component; null for a run that the client tracks itself. */
  readonly content: string | null;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly tags?: readonly string[];
  readonly metaInfo?: JsonObject;
  readonly managedBy: ManagedBy;
  readonly pending?: PendingReason | null;
  readonly user: string | null;
  readonly now: Instant;
}

export type Prepared = { readonly kind: "ready"; readonly run: NewRun; readonly notices: readonly string[] } | Refused;

/** Also: it names something that its user may not use. */
export type Submission = Prepared | { readonly kind: "forbidden"; readonly messages: readonly string[] };

export interface Refused {
  readonly kind: "refused";
  readonly messages: readonly string[];
}

const refused = (...messages: string[]): Refused => ({ kind: "refused", messages });

/** Reads a submission whose references are resolved, by somebody who may do everything. Pure. */
export function prepareSubmission(request: SubmissionRequest): Prepared {
  if (request.content === null) {
    if (request.managedBy !== "user") return refused("a managed run needs `content`: the operation to run");
    return { kind: "ready", run: trackedRun(request), notices: [] };
  }
  const read = readSubmission(request.content);
  return read.kind === "refused" ? read : convertSubmission(request, read.operation);
}

/** The operation of a submission, or everything that is wrong with it. Pure. */
export function readSubmission(content: string): Refused | { readonly kind: "read"; readonly operation: Operation } {
  const read = parseStoredOperation(content);
  if (read.ok) return { kind: "read", operation: read.operation };
  return refused(...read.issues.map((issue) => formatIssue(issue, content, { color: false })));
}

/** Which run to store for an operation, or why there can be none. Pure. */
export function convertSubmission(request: SubmissionRequest, operation: Operation): Prepared {
  const run = operation.component?.run;
  if (run === undefined) {
    const ref = operation.hubRef ?? operation.dagRef ?? operation.urlRef ?? operation.pathRef;
    return refused(`\`${ref}\` was not resolved to a component: put the component inline`);
  }
  if (operation.template !== undefined && operation.template.enabled !== false) {
    return refused("the file is a template: fill it in, or submit it with --ignore-template");
  }
  const missing = notRunYet(operation);
  if (missing !== null) return refused(missing);

  const tooMany = operation.matrix === undefined ? null : tooManyChildren(operation.matrix);
  if (tooMany !== null) return refused(tooMany);
  const rawContent = serializeOperation(operation);
  if (holdsNul(rawContent)) return refused(NUL_MESSAGE);

  return {
    kind: "ready",
    run: {
      ...trackedRun(request),
      ...kindOf(operation, run),
      name: request.name ?? operation.name ?? operation.component?.name ?? null,
      description: request.description ?? operation.description ?? operation.component?.description ?? null,
      tags: request.tags ?? unique([...(operation.component?.tags ?? []), ...(operation.tags ?? [])]),
      pending: request.pending ?? (operation.isApproved === false ? "approval" : null),
      rawContent,
      inputs: literalParams(operation),
    },
    notices: [],
  };
}

function trackedRun(request: SubmissionRequest): NewRun {
  return {
    uuid: request.uuid,
    project: request.project,
    name: request.name ?? null,
    description: request.description ?? null,
    tags: request.tags ?? [],
    user: request.user,
    kind: "job",
    runtime: null,
    managedBy: request.managedBy,
    pending: request.pending ?? null,
    rawContent: null,
    inputs: null,
    metaInfo: request.metaInfo ?? {},
    original: null,
    pipeline: null,
    controller: null,
    createdAt: request.now,
  };
}

/** Until it is compiled, a run shows the params as they were given (reference/api.md §18.7). */
export function literalParams(operation: Operation): JsonObject | null {
  const given = Object.entries(operation.params ?? {}).filter(
    ([, param]) => param.value !== undefined && param.ref === undefined && param.contextOnly !== true,
  );
  return given.length === 0 ? null : Object.fromEntries(given.map(([name, param]) => [name, param.value as Json]));
}

const unique = (words: readonly string[]): string[] => [...new Set(words)];

import { checkOperation, isTemplateOperation } from "@polyaxon/compiler";
import { type Operation, serializeOperation } from "@polyaxon/spec";
import { type CloneRequest, cloneOf, type Overrides, overriddenContent, type Resume, resumeChanges } from "./clone.ts";
import { type NamedThings, namedThings, newNames } from "./named-things.ts";
import type { RunDetail } from "./ports/records.ts";
import {
  convertSubmission,
  prepareSubmission,
  readSubmission,
  type Submission,
  type SubmissionRequest,
} from "./submit.ts";

/** May this user, in this project, use what an operation names? */
export interface AccessQuestion extends NamedThings {
  readonly user: string | null;
  readonly project: string;
}

/**
 * Says in words what is refused; nothing: all may be used. Asked again for what references bring along, and when a run is compiled
 * for the names that its templates made.
 */
export type CheckAccess = (question: AccessQuestion) => Promise<readonly string[]>;

/** Where nobody is kept from anything. */
export const allowAll: CheckAccess = () => Promise.resolve([]);

/** Puts the components that an operation refers to into it, or says why not. Bounded in time. */
export type ResolveReferences = (
  operation: Operation,
) => Promise<
  { readonly ok: true; readonly operation: Operation } | { readonly ok: false; readonly messages: readonly string[] }
>;

export interface SubmissionGates {
  readonly checkAccess: CheckAccess;
  readonly resolveReferences: ResolveReferences;
}

/** What is asked for becomes runs: the same way for what is new, and for what is run again. */
export interface Submissions {
  prepareSubmission(request: SubmissionRequest): Promise<Submission>;
  /** A new run from a stored one. A clone of a cache hit clones what the hit points at; the caller passes that original. */
  prepareClone(original: RunDetail, request: CloneRequest): Promise<Submission>;
  /** The changes of a resume: the same run goes on, with the same operation or a patched one. */
  prepareResume(original: RunDetail, request: Overrides, user: string | null): Promise<Resume>;
}

type Refusal = Exclude<Submission, { readonly kind: "ready" }>;
/**
 * What is wrong with an operation that somebody changed in order to run it again: what `polyaxon run` finds in a file before it sends
 * it, and what compilation would fail with a moment later. Null: nothing.
 */
function changedWrongly(operation: Operation): Refusal | null {
  const issues = checkOperation(operation, { template: isTemplateOperation(operation) });
  if (issues.length === 0) return null;
  const messages = issues.map(({ hint, message }) => (hint === undefined ? message : `${message}; ${hint}`));
  return { kind: "refused", messages };
}

type Admitted = { readonly kind: "admitted"; readonly operation: Operation } | Refusal;

/** The stages of a submission: sanitise, validate types, check access, resolve references, convert. */
export function createSubmissions({ checkAccess, resolveReferences }: SubmissionGates): Submissions {
  const admit = async (content: string, user: string | null, project: string): Promise<Admitted> => {
    const read = readSubmission(content);
    if (read.kind === "refused") return read;
    const named = namedThings(read.operation);
    const messages = await checkAccess({ ...named, user, project });
    if (messages.length > 0) return { kind: "forbidden", messages };
    const resolved = await resolveReferences(read.operation);
    if (!resolved.ok) return { kind: "refused", messages: resolved.messages };
    if (resolved.operation === read.operation) return { kind: "admitted", operation: read.operation };
    const brought = await checkAccess({ ...newNames(named, namedThings(resolved.operation)), user, project });
    if (brought.length > 0) return { kind: "forbidden", messages: brought };
    return { kind: "admitted", operation: resolved.operation };
  };
  const admitChanged: typeof admit = async (...asked) => {
    const admitted = await admit(...asked);
    return admitted.kind === "admitted" ? (changedWrongly(admitted.operation) ?? admitted) : admitted;
  };
  const submit = async (request: SubmissionRequest, how = admit): Promise<Submission> => {
    if (request.content === null) return prepareSubmission(request);
    const admitted = await how(request.content, request.user, request.project);
    return admitted.kind === "admitted" ? convertSubmission(request, admitted.operation) : admitted;
  };
  return {
    prepareSubmission: (request) => submit(request),
    async prepareClone(original, request) {
      const cloned = cloneOf(original, request);
      if (cloned.kind === "refused") return cloned;
      const prepared = await submit(cloned.request, request.content === undefined ? admit : admitChanged);
      if (prepared.kind !== "ready") return prepared;
      return { ...prepared, run: { ...prepared.run, original: { uuid: original.uuid, kind: request.kind } } };
    },
    async prepareResume(original, request, user) {
      const content = overriddenContent(original, request);
      if (content.kind === "refused") return content;
      if (content.text === null || request.content === undefined) return resumeChanges(original, request, null);
      const admitted = await admitChanged(content.text, user, original.project);
      if (admitted.kind !== "admitted") return admitted;
      return resumeChanges(original, request, serializeOperation(admitted.operation));
    },
  };
}

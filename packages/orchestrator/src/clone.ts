import type { Instant } from "@polyaxon/lifecycle";
import { patchOperation } from "@polyaxon/compiler";
import {
  type Operation,
  type PatchStrategy,
  parseStoredOperation,
  parseYamlValue,
  serializeOperation,
  withExplicitNulls,
} from "@polyaxon/spec";
import type { JsonObject, RunDetail, RunId } from "./ports/records.ts";
import type { Store } from "./ports/store.ts";
import type { Refused, Submission, SubmissionRequest } from "./submit.ts";

/** What a restart, a copy or a resume may change. */
export interface Overrides {
  /** A patch on the stored operation, or a whole one when `metaInfo.recompile` is true. YAML or JSON text. */
  readonly content?: string;
  readonly name?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly metaInfo?: JsonObject;
}

export interface CloneRequest extends Overrides {
  readonly kind: "restart" | "copy";
  readonly user: string | null;
  readonly uuid: RunId;
  readonly now: Instant;
}

/** Facts about where a run came from that a clone keeps; everything else in `meta_info` belongs to the original. */
const KEPT_META = ["submitted_from", "upload_artifacts", "upload_run"];

/** What is submitted to run a stored run again. Pure. */
export function cloneOf(
  original: RunDetail,
  request: CloneRequest,
): Refused | { readonly kind: "ready"; readonly request: SubmissionRequest } {
  const content = overriddenContent(original, request);
  if (content.kind === "refused") return content;
  const kept = Object.fromEntries(Object.entries(original.metaInfo).filter(([key]) => KEPT_META.includes(key)));
  const copied: JsonObject =
    request.kind === "copy" && request.metaInfo?.["copy_artifacts"] === undefined
      ? { copy_artifacts: { dirs: [original.uuid] } }
      : {};
  const name = request.name ?? original.name;
  const description = request.description ?? original.description;
  const submission: SubmissionRequest = {
    uuid: request.uuid,
    project: original.project,
    content: content.text,
    name,
    description,
    tags: request.tags ?? original.tags,
    metaInfo: { ...kept, ...copied, ...withoutRecompile(request.metaInfo) },
    managedBy: original.managedBy,
    user: request.user,
    now: request.now,
  };
  return { kind: "ready", request: submission };
}

export type Resume =
  | { readonly kind: "ready"; readonly changes: Parameters<Store["resumeRun"]>[1] }
  | Exclude<Submission, { readonly kind: "ready" }>;

/**
 * The changes of a resume: what is known of the run stays, such as where its files are, and what is asked for is laid over it.
 *
 * @param content the operation that takes the stored one's place; null: that one stays
 */
export function resumeChanges(
  original: RunDetail,
  { description, metaInfo, name, tags }: Overrides,
  content: string | null,
): Resume {
  return {
    kind: "ready",
    changes: {
      ...(content === null ? {} : { rawContent: content }),
      ...(name === undefined ? {} : { name }),
      ...(description === undefined ? {} : { description }),
      ...(tags === undefined ? {} : { tags }),
      metaInfo: { ...original.metaInfo, ...withoutRecompile(metaInfo) },
    },
  };
}

type Content =
  | { readonly kind: "ready"; readonly text: string | null }
  | { readonly kind: "refused"; readonly messages: readonly string[] };

/** The stored operation with what the request changes about it; null for a run that has none. */
export function overriddenContent(original: RunDetail, request: Overrides): Content {
  if (request.content === undefined || original.rawContent === null)
    return { kind: "ready", text: original.rawContent };
  if (request.metaInfo?.["recompile"] === true) return { kind: "ready", text: request.content };
  const stored = parseStoredOperation(original.rawContent);
  if (!stored.ok) return { kind: "refused", messages: stored.issues.map((issue) => issue.message) };
  const patch = parsePatch(request.content);
  if (!patch.ok) return { kind: "refused", messages: patch.issues.map((issue) => issue.message) };
  const strategy: PatchStrategy = patch.operation.patchStrategy ?? "post_merge";
  const { version: _version, kind: _kind, isPreset: _isPreset, patchStrategy: _strategy, ...fields } = patch.operation;
  const raw = parseYamlValue(request.content);
  const cleared = withExplicitNulls(fields, raw.ok ? raw.value : null);
  const patched: Operation = patchOperation(withoutBuild(stored.operation), cleared, strategy);
  return { kind: "ready", text: serializeOperation(patched) };
}

/** Clients send as little as `{"params": {"lr": {"value": 0.9}}}`: a preset whose version and kind go without saying. */
function parsePatch(content: string): ReturnType<typeof parseStoredOperation> {
  const preset = { version: 1.1, kind: "operation", isPreset: true };
  try {
    const given: unknown = JSON.parse(content);
    if (typeof given === "object" && given !== null && !Array.isArray(given)) {
      return parseStoredOperation(JSON.stringify({ ...preset, ...given, isPreset: true }));
    }
  } catch {
    // Not JSON: YAML is read as it stands, and has to say what it is.
  }
  return parseStoredOperation(content);
}

/** A clone reuses the image that was built (reference/runtime.md §3). */
function withoutBuild(operation: Operation): Operation {
  const { build: _build, ...rest } = operation;
  return rest;
}

function withoutRecompile(metaInfo: JsonObject | undefined): JsonObject {
  const { recompile: _recompile, ...rest } = metaInfo ?? {};
  return rest;
}

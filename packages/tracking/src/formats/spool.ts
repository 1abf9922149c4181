import { isArtifactKind, type ArtifactKind } from "./artifact-kind.ts";
import { jsonReplacer } from "./json-number.ts";

type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };
type JsonDocument = { readonly [key: string]: JsonValue };

/** A lineage item as it travels on the wire; `path` is relative to the run's folder. */
export interface SpoolArtifact {
  readonly name: string;
  readonly kind: ArtifactKind;
  readonly path: string | null;
  readonly summary: JsonDocument;
  readonly is_input: boolean;
}

/**
 * One line of the file that a tracker appends to and the agent applies in order. Documents are merged key by key, tags are
 * added, texts replace; applying a line twice changes nothing, so a reader may resume from an older offset.
 */
export type SpoolRecord =
  | { readonly type: "inputs"; readonly values: JsonDocument }
  | { readonly type: "outputs"; readonly values: JsonDocument }
  | { readonly type: "meta"; readonly values: JsonDocument }
  | { readonly type: "tags"; readonly tags: readonly string[] }
  | { readonly type: "name"; readonly name: string }
  | { readonly type: "description"; readonly description: string }
  | { readonly type: "artifact"; readonly artifact: SpoolArtifact };

/** One JSON line ending in a newline. NaN and infinities become strings (see `jsonNumber`). */
export function encodeSpoolRecord(record: SpoolRecord): string {
  return `${JSON.stringify(record, jsonReplacer)}\n`;
}

/** Null for a blank line, a line cut short by a crash, or a record this version does not know. */
export function parseSpoolRecord(line: string): SpoolRecord | null {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    return null;
  }
  if (!isDocument(record)) return null;
  switch (record["type"]) {
    case "inputs":
    case "outputs":
    case "meta":
      return isDocument(record["values"]) ? { type: record["type"], values: record["values"] } : null;
    case "tags":
      return Array.isArray(record["tags"])
        ? { type: "tags", tags: record["tags"].filter((tag) => typeof tag === "string") }
        : null;
    case "name":
      return typeof record["name"] === "string" ? { type: "name", name: record["name"] } : null;
    case "description":
      return typeof record["description"] === "string"
        ? { type: "description", description: record["description"] }
        : null;
    case "artifact":
      return readArtifact(record["artifact"]);
    default:
      return null;
  }
}

function readArtifact(value: unknown): SpoolRecord | null {
  if (!isDocument(value) || typeof value["name"] !== "string" || typeof value["kind"] !== "string") return null;
  if (!isArtifactKind(value["kind"])) return null;
  return {
    type: "artifact",
    artifact: {
      name: value["name"],
      kind: value["kind"],
      path: typeof value["path"] === "string" ? value["path"] : null,
      summary: isDocument(value["summary"]) ? value["summary"] : {},
      is_input: value["is_input"] === true,
    },
  };
}

function isDocument(value: unknown): value is JsonDocument {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

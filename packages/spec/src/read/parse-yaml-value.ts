import { documentTree } from "./document-tree.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { sourceText } from "./source-text.ts";
import { parseYaml } from "./yaml-document.ts";

export type YamlValue =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string };

/** Reads one YAML value as a Polyaxonfile would, for texts of a command line such as `-HP lr=choice:[0.1, 0.2]`. */
export function parseYamlValue(text: string): YamlValue {
  const source = sourceText(text, DEFAULT_LIMITS);
  if (typeof source !== "string") return { ok: false, message: source.message };
  const document = parseYaml(source, DEFAULT_LIMITS);
  if (!("positionAt" in document)) return { ok: false, message: document[0]?.message ?? "not YAML" };
  const tree = documentTree(document, DEFAULT_LIMITS);
  const [error] = tree.errors;
  return error === undefined ? { ok: true, value: tree.value } : { ok: false, message: error.message };
}

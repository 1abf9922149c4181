import { isMap, isScalar, type YAMLMap } from "yaml";
import type { YamlDocument } from "../read/yaml-document.ts";

/** One root section as it is written: its key's line, what belongs to it, and the comments right above. */
export interface RootSection {
  readonly key: string;
  readonly text: string;
}

export interface RootSections {
  /** What stands before the first section. */
  readonly head: string;
  readonly sections: readonly RootSection[];
  /** From the line `...` that ends the document. */
  readonly tail: string;
}

/** The root's sections in order; null unless the root is a mapping written over lines, each key at the left edge. */
export function rootSections(text: string, { root }: YamlDocument): RootSections | null {
  if (!isMap(root) || (root as YAMLMap).flow === true || root.items.length === 0) return null;
  const starts: { readonly key: string; readonly at: number }[] = [];
  for (const { key } of root.items) {
    if (!isScalar(key)) return null;
    const at = key.range[0];
    if (at > 0 && text[at - 1] !== "\n") return null;
    starts.push({ key: String(key.value), at: withComments(text, at) });
  }
  const [first] = starts;
  if (first === undefined) return null;
  // What stands above the first key is about the whole file.
  const begin = root.items[0]!.key!.range[0];
  const ends = [...starts.slice(1).map(({ at }) => at), documentEnd(text)];
  return {
    head: text.slice(0, begin),
    tail: text.slice(documentEnd(text)),
    sections: starts.map(({ at, key }, index) => ({ key, text: text.slice(index === 0 ? begin : at, ends[index]) })),
  };
}

/** The beginning of the comment lines right above a line. */
function withComments(text: string, lineStart: number): number {
  let at = lineStart;
  while (at > 0) {
    const before = text.lastIndexOf("\n", at - 2) + 1;
    if (!text.slice(before, at).startsWith("#")) break;
    at = before;
  }
  return at;
}

function documentEnd(text: string): number {
  const end = /^\.\.\.\s*$/m.exec(text);
  return end === null ? text.length : end.index;
}

/**
 * The same lines further right; empty ones stay empty. Lines of spaces are moved too: in a text over lines their spaces count. Lines
 * end where YAML ends them, not at the other characters that a pattern takes for ends of lines.
 */
export const indented = (text: string, by = 2): string =>
  text
    .split("\n")
    .map((line) => (line === "" || line === "\r" ? line : " ".repeat(by) + line))
    .join("\n");

/** The section under another key. */
export const renamed = ({ key, text }: RootSection, to: string): RootSection => ({
  key: to,
  text: text.replace(new RegExp(`^(["']?)${escapeRegExp(key)}\\1(?=\\s*:)`, "m"), to),
});

const escapeRegExp = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Ends with a line break, so that something can stand below. */
export const closed = (text: string): string => (text.endsWith("\n") || text === "" ? text : `${text}\n`);

import { isMap, isScalar, type Node, visit } from "yaml";
import type { SpecIssue } from "../issues/issue.ts";
import { DEFAULT_LIMITS } from "../read/limits.ts";
import { type PolyaxonSource, readPolyaxonfile } from "../read/read-polyaxonfile.ts";
import { parseYaml } from "../read/yaml-document.ts";
import { modernise } from "./modernise.ts";
import { rootSections } from "./root-sections.ts";
import { applyEdits, type TextEdit } from "./text-edit.ts";

export interface FixResult {
  /** The file as it was, or mended; every line that nothing was wrong with as it is written, with its comments. */
  readonly text: string;
  /** What was done, a sentence each; empty when nothing was, and then the file's own bytes are what counts. */
  readonly done: readonly string[];
}

/** A file that is larger is for its author, or for the program that wrote it, to mend. */
const MOST_CHARACTERS = 1_000_000;

/** One mend may bring the next to light. */
const MOST_ROUNDS = 8;
const MOST_FIXES = 4;

/**
 * Mends what is certain: fields and sections that are called otherwise today, the version, kinds that were renamed, texts that
 * YAML reads as numbers, sections of older files that moved. A result that would read worse than the file is not given.
 */
export function fixPolyaxonfile(source: PolyaxonSource, options: { readonly preset?: boolean } = {}): FixResult {
  let mended = fixOnce(source, options);
  // What is mended may make room for a section to move.
  for (let round = 1; round < MOST_FIXES; round++) {
    const more = mended.done.length === 0 ? mended : fixOnce({ ...source, bytes: mended.text }, options);
    if (more.done.length === 0) break;
    mended = { text: more.text, done: [...mended.done, ...more.done] };
  }
  return mended;
}

function fixOnce({ bytes, filename }: PolyaxonSource, options: { readonly preset?: boolean }): FixResult {
  const original = typeof bytes === "string" ? bytes : new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const bom = original.startsWith("\uFEFF") ? "\uFEFF" : "";
  const text = original.slice(bom.length);
  const issuesOf = (given: string | Uint8Array): readonly SpecIssue[] => {
    const read = readPolyaxonfile({ bytes: given, filename }, options);
    return read.ok ? read.notices : read.issues;
  };
  // Each round reads the file a few times.
  if (text.length > MOST_CHARACTERS) return { text: original, done: [] };
  const before = issuesOf(bytes);
  // Bytes that are no text, or text that is no YAML, are no place for a machine's pen.
  if (before.some(({ code }) => code.startsWith("PLX-1"))) return { text: original, done: [] };
  const plain = mendAll(text, issuesOf);
  const modern = modernise(text);
  const moved = modern.done.length === 0 ? plain : mendAll(modern.text, issuesOf);
  const left = (given: string): number => {
    const issues = issuesOf(given);
    return issues.some(({ code }) => code.startsWith("PLX-1")) ? Number.POSITIVE_INFINITY : errors(issues);
  };
  // Moved sections have to be worth it: where they fit no better than before, a decision is needed.
  const isMoved = modern.done.length > 0 && left(moved.text) < left(plain.text);
  const best = isMoved ? { text: moved.text, done: [...modern.done, ...moved.done] } : plain;
  if (best.done.length === 0 || left(best.text) > errors(before)) return { text: original, done: [] };
  // Lines that came from here end as the file's own do.
  const mended = /\r\n/.test(text) && !/[^\r]\n/.test(text) ? best.text.replaceAll(/\r?\n/g, "\r\n") : best.text;
  return { text: bom + mended, done: best.done };
}

/**
 * Errors to compare a file with by. What is wrong inside a section that stands in the wrong place counts only if it is a misspelling:
 * anything else may be right for what the section meant once, and then its new place would fit no better.
 */
function errors(issues: readonly SpecIssue[]): number {
  const misplaced = new Set(
    issues.filter(({ code, path }) => MISPLACED.has(code) && path.length === 1).map(({ path }) => path[0]),
  );
  const counts = ({ hint = "", path, severity }: SpecIssue): boolean =>
    severity === "error" && (path.length < 2 || !misplaced.has(path[0]) || hint.startsWith("did you mean"));
  return issues.filter(counts).length;
}

/** Unknown sections, and those of another kind of file. */
const MISPLACED: ReadonlySet<string> = new Set(["PLX-203", "PLX-301"]);

function mendAll(text: string, issuesOf: (text: string) => readonly SpecIssue[]): FixResult {
  let mended = text;
  const done: string[] = [];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { edits, said } = mends(mended, issuesOf(mended));
    const next = applyEdits(mended, edits);
    if (edits.length === 0 || next === mended) break;
    mended = next;
    done.push(...said);
  }
  return { text: mended, done };
}

function mends(
  text: string,
  issues: readonly SpecIssue[],
): { readonly edits: readonly TextEdit[]; readonly said: readonly string[] } {
  const edits: TextEdit[] = [];
  const said: string[] = [];
  const scalars = scalarsByPlace(text);
  for (const issue of issues) {
    const missing = missingAtRoot(text, issue);
    if (missing !== null) {
      // The kind stands below the version, which comes first.
      if (edits.some(({ start }) => start === missing.start)) {
        if (issue.code === "PLX-201") continue;
        edits.pop();
        said.pop();
      }
      edits.push(missing);
      said.push(`\`${missing.text.trim()}\` is written`);
    } else if (issue.mend !== undefined) {
      const range = scalars.get(`${issue.line}:${issue.column}`);
      if (range === undefined) continue;
      edits.push({ start: range[0], end: range[1], text: issue.mend });
      said.push(`line ${issue.line}: \`${text.slice(range[0], range[1])}\` is \`${issue.mend}\``);
    }
  }
  return { edits, said };
}

/** A `version` or `kind` that is not there, as a line before the first section, the kind after the version. */
function missingAtRoot(text: string, { code, found, hint, path }: SpecIssue): TextEdit | null {
  if ((code !== "PLX-201" && code !== "PLX-202") || found !== undefined || path.length !== 1) return null;
  const document = parseYaml(text, DEFAULT_LIMITS);
  const sections = "positionAt" in document ? rootSections(text, document) : null;
  const line = /`((?:kind|version): [\w.]+)`/.exec(hint ?? "")?.[1];
  if (sections === null || line === undefined) return null;
  const [first] = sections.sections;
  const isBelow = code === "PLX-201" && first?.key === "version";
  const at = sections.head.length + (isBelow ? first.text.length : 0);
  return { start: at, end: at, text: `${line}\n` };
}

/** Where the scalars of a document begin, by line and column, with their offsets. */
function scalarsByPlace(text: string): ReadonlyMap<string, readonly [number, number]> {
  const places = new Map<string, readonly [number, number]>();
  const document = parseYaml(text, DEFAULT_LIMITS);
  if (!("positionAt" in document) || document.root === null) return places;
  const { positionAt } = document;
  const note = (node: unknown): void => {
    if (!isScalar(node) || !node.range) return;
    const [start, end] = node.range;
    const { column, line } = positionAt(start);
    places.set(`${line}:${column}`, [start, end]);
  };
  visit(document.root as Node, {
    Scalar: (_, node) => note(node),
    Map: (_, node) => (isMap(node) ? node.items.forEach(({ key }) => note(key)) : undefined),
  });
  return places;
}

import type { Position, SpecIssue, SpecPath } from "../issues/issue.ts";
import { parseCleanYaml } from "./clean-yaml.ts";
import { documentTree } from "./document-tree.ts";
import type { DocumentProblem } from "./document-problem.ts";
import { DEFAULT_LIMITS, type ReadLimits } from "./limits.ts";
import { locateProblems } from "./locate-problems.ts";
import { noticesOf } from "./notices.ts";
import { type PolyaxonDocument, readDocument } from "./read-document.ts";
import { type ReadInSpite, readInSpite } from "./read-in-spite.ts";
import { readTraps } from "./reading-traps.ts";
import { sourceText, type TextProblem } from "./source-text.ts";
import { parseYaml } from "./yaml-document.ts";

export interface PolyaxonSource {
  readonly bytes: Uint8Array | string;
  /** As it should appear in issues. */
  readonly filename: string;
}

export interface ReadOptions extends Partial<ReadLimits> {
  /** Read a preset: an operation whose version, kind and component may be left out. */
  readonly preset?: boolean;
}

export type ReadResult =
  | {
      readonly ok: true;
      readonly document: PolyaxonDocument;
      /** Warnings and notices. */
      readonly notices: readonly SpecIssue[];
      /** Where a value of the document stands; null when the text does not have it. */
      readonly locate: (path: SpecPath) => Position | null;
    }
  | {
      readonly ok: false;
      readonly issues: readonly SpecIssue[];
      /** The document without what is wrong, to be looked at for what else is; never to be run. */
      readonly inSpite?: ReadInSpite & { readonly locate: (path: SpecPath) => Position | null };
    };

/**
 * Reads a Polyaxonfile: YAML or JSON, one document, version 1.1. Never throws for any content: everything wrong with the file
 * comes back at once as issues, each with its line and column.
 */
export function readPolyaxonfile(source: PolyaxonSource, options: ReadOptions = {}): ReadResult {
  const limits = { ...DEFAULT_LIMITS, ...options };
  const text = sourceText(source.bytes, limits);
  const clean = typeof text === "string" ? readClean(text, source.filename, limits, options) : undefined;
  return clean ?? readWithPlaces(text, source.filename, limits, options);
}

/** A file about which there is nothing to say, which is most of them: no place in it is looked for. */
function readClean(text: string, filename: string, limits: ReadLimits, options: ReadOptions): ReadResult | undefined {
  const yaml = parseCleanYaml(text, limits);
  if (yaml === undefined || noticesOf(yaml.value).length > 0) return undefined;
  const document = readDocument(yaml.value, options.preset ?? false);
  if (isProblems(document)) return undefined;
  let withPlaces: ReadResult | null = null;
  const locate = (path: SpecPath): Position | null => {
    withPlaces ??= readWithPlaces(text, filename, limits, options);
    return withPlaces.ok ? withPlaces.locate(path) : null;
  };
  return { ok: true, document, notices: [], locate };
}

function readWithPlaces(
  text: string | TextProblem,
  filename: string,
  limits: ReadLimits,
  options: ReadOptions,
): ReadResult {
  const refuse = (problems: readonly DocumentProblem[]): ReadResult => ({
    ok: false,
    issues: problems.slice(0, 100).map((problem) => ({ ...problem, severity: "error", filename })),
  });

  if (typeof text !== "string") return refuse([placed(text)]);
  const yaml = parseYaml(text, limits);
  if (!("positionAt" in yaml)) return refuse(yaml);
  const tree = documentTree(yaml, limits);
  if (tree.errors.length > 0) return refuse(tree.errors);

  const traps = readTraps(tree.value, tree.surprises);
  const document = readDocument(tree.value, options.preset ?? false);
  const locate = (path: SpecPath): Position | null => {
    const place = tree.places.find(path);
    return place.exact ? place.value : null;
  };
  if (isProblems(document)) {
    const issues = locateProblems(document, tree, filename, "error");
    const inSpite = text.length > MOST_IN_SPITE ? null : readInSpite(tree.value, document, options.preset ?? false);
    return { ok: false, issues, ...(inSpite === null ? {} : { inSpite: { ...inSpite, locate } }) };
  }
  const warnings = tree.warnings.map((warning): SpecIssue => ({ ...warning, severity: "warning", filename }));
  const notices = [
    ...locateProblems(traps.doubtful, tree, filename, "warning"),
    ...locateProblems([...noticesOf(tree.value), ...traps.meant], tree, filename, "notice"),
  ];
  return { ok: true, document, notices: [...warnings, ...notices], locate };
}

/** Characters of a file that is read a second time for what else is wrong. */
const MOST_IN_SPITE = 200_000;

const isProblems = <T>(read: PolyaxonDocument | readonly T[]): read is readonly T[] => Array.isArray(read);

function placed({ code, message, offset, text, expected, found, hint }: TextProblem): DocumentProblem {
  const before = text.slice(0, offset).split("\n");
  const problem = { code, message, path: [], line: before.length, column: before.at(-1)!.length + 1 };
  return {
    ...problem,
    ...(expected === undefined ? {} : { expected }),
    ...(found === undefined ? {} : { found }),
    ...(hint === undefined ? {} : { hint }),
  };
}

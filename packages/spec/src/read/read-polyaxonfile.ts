import type { Position, SpecIssue, SpecPath } from "../issues/issue.ts";
import { type CleanYaml, parseCleanYaml, placesOfCleanYaml } from "./clean/clean-yaml.ts";
import { type DocumentTree, documentTree } from "./document-tree.ts";
import type { DocumentProblem } from "./document-problem.ts";
import { DEFAULT_LIMITS, MAX_ISSUES, type ReadLimits } from "./limits.ts";
import { lineStarts } from "./line-starts.ts";
import { locateProblems, withUnlisted } from "./locate-problems.ts";
import type { Places } from "./node-places.ts";
import { noticesOf } from "./notices.ts";
import { type PolyaxonDocument, readDocument } from "./read-document.ts";
import { type ReadInSpite, readInSpite } from "./read-in-spite.ts";
import { readTraps, type TrapReading } from "./reading-traps.ts";
import { sourceText, type TextProblem, withLineFeeds } from "./source-text.ts";
import { parseYaml, tooManyCleanValues } from "./yaml-document.ts";

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
  const given: Given = { filename: source.filename, isPreset: options.preset ?? false, limits };
  const text = sourceText(source.bytes, limits);
  if (typeof text !== "string") return refuse([placed(text)], given);
  const clean = parseCleanYaml(text, limits);
  if (clean === undefined) return readInFull(text, given);
  if ("tooLargeAt" in clean)
    return refuse([placed({ ...tooManyCleanValues(limits), offset: clean.tooLargeAt, text })], given);
  return (
    readClean(text, clean, given) ??
    (isLarge(text)
      ? readTree({ ...clean, places: placesOfCleanYaml(text, limits), warnings: [] }, given)
      : readInFull(text, given))
  );
}

interface Given {
  readonly filename: string;
  readonly isPreset: boolean;
  readonly limits: ReadLimits;
}

/** Above this the full reader's finer places are not worth its time, which is ten times that of the clean one. */
const isLarge = (text: string): boolean => text.length > 200_000;

/**
 * A file in which nothing is wrong, which is most of them: no place in it is looked for until somebody asks, for what there is to
 * say about it or for the place of a value.
 */
function readClean(text: string, clean: CleanYaml, given: Given): ReadResult | undefined {
  const traps = readTraps(clean.value, clean.surprises);
  const read = readDocument(clean.value, given.isPreset);
  if (!read.ok) return undefined;
  const { document } = read;
  let places: Places | null = null;
  const placesOnce = (): Places => (places ??= placesOf(text, given.limits));
  let notices: readonly SpecIssue[] | null = null;
  return {
    ok: true,
    document,
    get notices() {
      return (notices ??= noticesAbout(clean.value, traps, placesOnce, given));
    },
    locate: (path) => {
      const place = placesOnce().find(path);
      return place.exact ? place.value : null;
    },
  };
}

function noticesAbout(
  value: unknown,
  { doubtful, meant }: TrapReading,
  places: () => Places,
  { filename }: Given,
): readonly SpecIssue[] {
  const told = [...noticesOf(value), ...meant];
  if (doubtful.length + told.length === 0) return [];
  const tree = { value, places: places() };
  return [...locateProblems(doubtful, tree, filename, "warning"), ...locateProblems(told, tree, filename, "notice")];
}

/** The full reader's where that is soon done: it also has a place for what is not written. */
function placesOf(text: string, limits: ReadLimits): Places {
  const yaml = isLarge(text) ? [] : parseYaml(text, limits);
  return "positionAt" in yaml ? documentTree(yaml, limits).places : placesOfCleanYaml(text, limits);
}

type ReadTree = Pick<DocumentTree, "value" | "warnings" | "surprises"> & { readonly places: Places };

function readInFull(text: string, given: Given): ReadResult {
  const yaml = parseYaml(text, given.limits);
  if (!("positionAt" in yaml)) return refuse(yaml, given);
  const tree = documentTree(yaml, given.limits);
  if (tree.errors.length === 0) return readTree(tree, given);
  const areTwice = tree.errors.every(({ code }) => code === "PLX-105");
  return areTwice ? withKeysTwice(readTree(tree, given), tree.errors, given) : refuse(tree.errors, given);
}

/** What is written last counts meanwhile, so that all else is told in the same breath. */
function withKeysTwice(read: ReadResult, twice: readonly DocumentProblem[], given: Given): ReadResult {
  const { issues } = refuse(twice, given);
  const touched = twice.map(({ path }) => path);
  if (read.ok) {
    const { document, locate } = read;
    return { ok: false, issues, inSpite: { document, touched, locate, writtenAt: (path) => path } };
  }
  const all = [...issues, ...read.issues].toSorted((a, b) => a.line - b.line || a.column - b.column);
  const { inSpite } = read;
  return {
    ok: false,
    issues: withUnlisted(all.slice(0, MAX_ISSUES), all.length),
    ...(inSpite === undefined ? {} : { inSpite: { ...inSpite, touched: [...inSpite.touched, ...touched] } }),
  };
}

function refuse(
  problems: readonly DocumentProblem[],
  { filename }: Given,
): Extract<ReadResult, { readonly ok: false }> {
  const issues = problems
    .slice(0, MAX_ISSUES)
    .map((problem): SpecIssue => ({ ...problem, severity: "error", filename }));
  return { ok: false, issues: withUnlisted(issues, problems.length) };
}

function readTree(tree: ReadTree, given: Given): ReadResult {
  const { filename, isPreset } = given;
  const traps = readTraps(tree.value, tree.surprises);
  const read = readDocument(tree.value, isPreset);
  const locate = (path: SpecPath): Position | null => {
    const place = tree.places.find(path);
    return place.exact ? place.value : null;
  };
  if (!read.ok) {
    const issues = locateProblems(read.problems, tree, filename, "error");
    const inSpite = readInSpite(read, isPreset);
    return { ok: false, issues, ...(inSpite === null ? {} : { inSpite: { ...inSpite, locate } }) };
  }
  const warnings = tree.warnings
    .slice(0, MAX_ISSUES)
    .map((warning): SpecIssue => ({ ...warning, severity: "warning", filename }));
  const notices = noticesAbout(tree.value, traps, () => tree.places, given);
  return { ok: true, document: read.document, notices: [...warnings, ...notices], locate };
}

function placed({ code, message, offset, text, expected, found, hint }: TextProblem): DocumentProblem {
  const before = withLineFeeds(text.slice(0, offset));
  const problem = { code, message, path: [], ...lineStarts(before)(before.length) };
  return {
    ...problem,
    ...(expected === undefined ? {} : { expected }),
    ...(found === undefined ? {} : { found }),
    ...(hint === undefined ? {} : { hint }),
  };
}

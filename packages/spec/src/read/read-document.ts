import { compiledOperation, component, operation } from "../schema/documents.ts";
import type { CompiledOperation, Component, Operation } from "../schema/documents.ts";
import { isMapping, type Problem } from "../schema/reader.ts";
import { ROOT_SECTIONS } from "../schema/shared-fields.ts";
import {
  checkRoot,
  meantKind,
  misplacedSection,
  movedSections,
  type RootKind,
  type RunPlace,
  unknownSections,
  VERSION,
} from "./root-checks.ts";
import { writtenProblems } from "./moves.ts";
import { type Settled, settleSections } from "./settle-sections.ts";
import { type AnySchema, readAll } from "../schema/schema.ts";

/** A whole file of one kind; `kind` is always there. */
export type PolyaxonDocument =
  | (Component & { readonly kind: "component" })
  | (Operation & { readonly kind: "operation" })
  | (CompiledOperation & { readonly kind: "compiled_operation" });

const SCHEMAS: Readonly<Record<RootKind, AnySchema>> = { component, operation, compiled_operation: compiledOperation };

export type DocumentReading = { readonly ok: true; readonly document: PolyaxonDocument } | Refusal;

export interface Refusal {
  readonly ok: false;
  /** Everything that is wrong, at the paths of the data. */
  readonly problems: readonly Problem[];
  /** The same with its sections where they belong, and what is wrong with that; null when its sections mean other things. */
  readonly settled: (Settled & { readonly wrong: readonly Problem[] }) | null;
}

/** Reads data as a document: first what kind of file it is, then that kind's schema. Positions are not its business. */
export function readDocument(root: unknown, isPreset: boolean): DocumentReading {
  const refused = checkRoot(root, isPreset);
  if (!isMapping(root)) return { ok: false, problems: refused, settled: null };
  const meant = meantKind(root, isPreset);
  // Of a file of another time nothing more can be said than which sections moved since.
  if (meant === null) return { ok: false, problems: [...refused, ...movedSections(root)], settled: null };
  const value = {
    ...(isPreset ? { isPreset: true } : {}),
    ...root,
    kind: meant.kind,
    ...(refused.length > 0 ? { version: VERSION } : {}),
  };
  const settled = settleSections(value, meant.kind);
  const unknown = unknownSections(value, settled.runAt);
  const read = readAll(SCHEMAS[settled.kind], knownSections(settled.value));
  const inside = [
    ...settled.problems,
    ...writtenProblems(read.problems, settled.moves).map((problem) => misplaced(problem, meant.kind, settled.runAt)),
  ];
  const found = [...refused, ...unknown, ...inside.filter((problem) => !(meant.isGuess && isAboutKind(problem)))];
  if (found.length === 0) return { ok: true, document: read.value as PolyaxonDocument };
  return { ok: false, problems: found, settled: { ...settled, wrong: read.problems } };
}

/** Without sections that no kind of file has. */
export const knownSections = (value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.keys(value).every((key) => ROOT_SECTIONS.has(key))
    ? value
    : Object.fromEntries(Object.entries(value).filter(([key]) => ROOT_SECTIONS.has(key)));

/** What a kind has, lacks or needs at its root: nothing can be said of it while the kind is a guess. */
const isAboutKind = ({ atKey, code, path = [] }: Problem): boolean =>
  path.length === 0 || (path.length === 1 && atKey === true) || (code === "PLX-302" && path.at(-1) === "run");

/** At the root, a key that this kind does not know is a section of another kind. */
function misplaced(problem: Problem, kind: RootKind, runAt: RunPlace): Problem {
  const [key, ...below] = problem.path ?? [];
  if (problem.code !== "PLX-301" || below.length > 0 || key === undefined) return problem;
  return misplacedSection(kind, String(key), runAt);
}

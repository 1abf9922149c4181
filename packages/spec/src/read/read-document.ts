import { compiledOperation, component, operation } from "../schema/documents.ts";
import type { CompiledOperation, Component, Operation } from "../schema/documents.ts";
import { isMapping, type Problem } from "../schema/reader.ts";
import { ROOT_SECTIONS } from "../schema/shared-fields.ts";
import {
  checkRoot,
  meantKind,
  misplacedHint,
  movedSections,
  type RootKind,
  unknownSections,
  VERSION,
} from "./root-checks.ts";
import { type AnySchema, readAll } from "../schema/schema.ts";

/** A whole file of one kind; `kind` is always there. */
export type PolyaxonDocument =
  | (Component & { readonly kind: "component" })
  | (Operation & { readonly kind: "operation" })
  | (CompiledOperation & { readonly kind: "compiled_operation" });

const SCHEMAS: Readonly<Record<RootKind, AnySchema>> = { component, operation, compiled_operation: compiledOperation };

/** Reads data as a document: first what kind of file it is, then that kind's schema. Positions are not its business. */
export function readDocument(root: unknown, isPreset: boolean): PolyaxonDocument | readonly Problem[] {
  const refused = checkRoot(root, isPreset);
  if (!isMapping(root)) return refused;
  const kind = meantKind(root, isPreset);
  // Without a kind nothing more can be said than which sections moved since.
  if (kind === null) return [...refused, ...movedSections(root)];
  const value = {
    ...(isPreset ? { isPreset: true } : {}),
    ...root,
    kind,
    ...(refused.length > 0 ? { version: VERSION } : {}),
  };
  const unknown = unknownSections(value);
  const known =
    unknown.length === 0 ? value : Object.fromEntries(Object.entries(value).filter(([key]) => ROOT_SECTIONS.has(key)));
  const read = readAll(SCHEMAS[kind], known);
  const problems = read.problems.map((problem) => misplaced(problem, kind));
  const all = [...refused, ...unknown, ...problems];
  return all.length === 0 ? (read.value as PolyaxonDocument) : all;
}

/** At the root, a key that this kind does not know is a section of another kind. */
function misplaced(problem: Problem, kind: RootKind): Problem {
  const [key, ...below] = problem.path ?? [];
  if (problem.code !== "PLX-301" || below.length > 0 || key === undefined) return problem;
  const hint = misplacedHint(kind, String(key));
  const { unknown: _nearest, ...rest } = problem;
  return {
    ...rest,
    message: `${kind === "operation" ? "an" : "a"} ${kind.replace("_", " ")} has no section \`${String(key)}\``,
    ...(hint === undefined ? {} : { hint }),
  };
}

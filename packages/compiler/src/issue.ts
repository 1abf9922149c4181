import type { SpecPath } from "@polyaxon/spec";

/** Upstream's groups of errors (polyaxonfile reference, section 10). */
export type CompileCategory = "polyaxonfile" | "schema" | "validation" | "schema-semantic" | "compile";

export type CompileCode =
  | "compile.schema"
  | "compile.template"
  | "compile.component"
  | "compile.conditions"
  | "compile.queue"
  | "compile.namespace"
  | "compile.build"
  | "compile.needs"
  | "reference.unknown"
  | "reference.refused"
  | "reference.unreadable"
  | "reference.component"
  | "reference.cycle"
  | "reference.limit"
  | "dag.empty"
  | "dag.name"
  | "dag.duplicate"
  | "dag.component"
  | "dag.orphan"
  | "dag.cycle"
  | "dag.unreachable"
  | "dag.reference"
  | "dag.type"
  | "param.missing"
  | "param.unexpected"
  | "param.value"
  | "param.ref"
  | "param.init"
  | "param.reserved"
  | "param.join"
  | "override.param"
  | "override.hparam"
  | "override.matrix"
  | "override.cache"
  | "advice.name"
  | "advice.type"
  | "advice.matrix"
  | "advice.condition"
  | "advice.trigger"
  | "advice.edge"
  | "advice.unused"
  | "advice.duplicate"
  | "advice.idle"
  /** More is wrong than is listed. */
  | "PLX-399";

/** One thing wrong with an operation that a reader of the file alone cannot see. `path` leads from the operation's root. */
export interface CompileIssue {
  readonly code: CompileCode;
  readonly category: CompileCategory;
  readonly message: string;
  readonly path: SpecPath;
  readonly hint?: string;
}

/** How many problems of an operation are listed. */
export const MOST_ISSUES = 100;

/** The first of many problems, and how many more there are. */
export function listedIssues(issues: readonly CompileIssue[]): readonly CompileIssue[] {
  const more = issues.length - MOST_ISSUES;
  const last = issues[MOST_ISSUES - 1];
  if (more <= 0 || last === undefined) return issues;
  const { category, path } = last;
  return [
    ...issues.slice(0, MOST_ISSUES),
    { code: "PLX-399", category, path, message: `${more} more problems are not listed` },
  ];
}

/** Names that there are, for a message: the first few. */
export function listedNames(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return more <= 0 ? names.join(", ") : `${names.slice(0, MOST_NAMES).join(", ")} and ${more} more`;
}

const MOST_NAMES = 20;

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
  | "advice.idle";

/** One thing wrong with an operation that a reader of the file alone cannot see. `path` leads from the operation's root. */
export interface CompileIssue {
  readonly code: CompileCode;
  readonly category: CompileCategory;
  readonly message: string;
  readonly path: SpecPath;
  readonly hint?: string;
}

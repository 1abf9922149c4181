import { type CompiledOperation, type Run, type SpecPath, pathText, readSection } from "@polyaxon/spec";
import type { CompileIssue } from "../issue.ts";

type Reread<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly CompileIssue[] };

/** Reads a compiled operation again once rendering has changed it: types are checked and short forms written out. */
export function readCompiled(compiled: CompiledOperation): Reread<CompiledOperation> {
  const read = readSection("compiledOperation", compiled);
  return read.ok ? read : { ok: false, issues: read.problems.map((problem) => schemaIssue([], problem)) };
}

/** Reads a patched run; problems are reported under `section`, where the author wrote them. */
export function readRun(run: Run, section: string): Reread<Run> {
  const read = readSection("run", run);
  return read.ok ? read : { ok: false, issues: read.problems.map((problem) => schemaIssue([section], problem)) };
}

function schemaIssue(under: SpecPath, problem: { readonly path: SpecPath; readonly message: string }): CompileIssue {
  const path = [...under, ...problem.path];
  return {
    code: "compile.schema",
    category: "schema",
    path,
    message: path.length === 0 ? problem.message : `${pathText(path)}: ${problem.message}`,
  };
}

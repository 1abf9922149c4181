import type { Operation } from "@polyaxon/spec";
import { mergeOperation } from "./compile/merge-operation.ts";
import { readRun } from "./compile/reread.ts";
import { unsupportedIssues } from "./compile/supported.ts";
import type { CompileIssue } from "./issue.ts";
import { applyParams } from "./params/apply-params.ts";
import { DEFAULT_LIMITS } from "./template/budget.ts";
import { TemplateError } from "./template/errors.ts";
import { isTemplate } from "./template/render.ts";
import { parsedTemplate } from "./template/template-cache.ts";

/**
 * What `polyaxon check` can say before a run exists and the reader of the file cannot: params complete and of their types,
 * `runPatch` fitting the run, templates well-formed, nothing asked for that is not available. All issues at once.
 *
 * @param options.lint     leave the params out, as `--lint` does
 * @param options.template the operation is a template: nothing has to be given
 */
export function checkOperation(
  operation: Operation,
  options: { readonly lint?: boolean; readonly template?: boolean } = {},
): readonly CompileIssue[] {
  const issues: CompileIssue[] = [...templateIssues(operation, [])];
  const { component } = operation;
  if (component === undefined) return issues;
  const merged = mergeOperation(operation, component);
  issues.push(...unsupportedIssues(operation, merged));
  if (operation.runPatch !== undefined) {
    const run = readRun(merged.run, "runPatch");
    if (!run.ok) issues.push(...run.issues);
  }
  if (options.lint === true) return issues;
  const params = applyParams({
    params: operation.params ?? {},
    inputs: merged.inputs ?? [],
    outputs: merged.outputs ?? [],
    matrix: merged.matrix,
    isTemplate: options.template ?? false,
  });
  return params.ok ? issues : [...issues, ...params.issues];
}

/** Whether the operation or its component says that it is a template, to be filled in before it is run. */
export const isTemplateOperation = ({ template, component }: Operation): boolean =>
  template?.enabled === true || component?.template?.enabled === true;

/** Every text that is a template is parsed; nothing is evaluated. */
function* templateIssues(value: unknown, path: readonly (string | number)[]): Iterable<CompileIssue> {
  if (typeof value === "string") {
    if (!isTemplate(value)) return;
    try {
      parsedTemplate(value, DEFAULT_LIMITS.maxDepth);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      yield {
        code: "compile.template",
        category: "schema-semantic",
        path,
        message: `the template cannot be read: ${error.message}`,
      };
    }
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* templateIssues(item, [...path, index]);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* templateIssues(item, [...path, key]);
  }
}

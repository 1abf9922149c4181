import type { Operation } from "@polyaxon/spec";
import { checkRun } from "./check-run.ts";
import { checkDag } from "./dag/check-dag.ts";
import { type CompileIssue, listedIssues } from "./issue.ts";
import { DEFAULT_LIMITS } from "./template/budget.ts";
import { TemplateError } from "./template/errors.ts";
import { isTemplate } from "./template/render.ts";
import { parsedTemplate } from "./template/template-cache.ts";

/**
 * What `polyaxon check` can say before a run exists and the reader of the file cannot: params complete and of their types,
 * `runPatch` fitting the run, templates well-formed, dags whole. All issues at once.
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
  if (component === undefined) return listedIssues(issues);
  const ofRun = checkRun(operation, component, options);
  const ofDag = checkDag(operation, { areRefsOpen: true, lint: options.lint ?? false }).issues;
  return listedIssues(issues.concat(ofRun, ofDag));
}

/** Whether the operation or its component says that it is a template, to be filled in before it is run. */
export const isTemplateOperation = ({ template, component }: Operation): boolean =>
  template?.enabled === true || component?.template?.enabled === true;

/** Nobody renders a description: what looks like a template in it is part of it. */
const isOnlyRead = (key: string, value: unknown): boolean => key === "description" && typeof value === "string";

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
    for (const [key, item] of Object.entries(value))
      if (!isOnlyRead(key, item)) yield* templateIssues(item, [...path, key]);
  }
}

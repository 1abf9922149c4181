import type { Component, Operation } from "@polyaxon/spec";
import { mergeOperation } from "./compile/merge-operation.ts";
import { queueIssue } from "./compile/queue-issue.ts";
import { readRun } from "./compile/reread.ts";
import type { CompileIssue } from "./issue.ts";
import { conditionSense } from "./sense/condition-sense.ts";
import { applyParams } from "./params/apply-params.ts";
import { isTemplate } from "./template/render.ts";

/** What one operation with its component is told: `runPatch` fits the run, no build around a dag, params complete and typed. */
export function checkRun(
  operation: Operation,
  component: Component,
  options: { readonly lint?: boolean; readonly template?: boolean } = {},
): readonly CompileIssue[] {
  // What is looked at here stands in the operation alone or in the component alone: nothing is merged for it.
  const { conditions, joins, matrix } = operation;
  const { inputs = [], outputs = [] } = component;
  const issues: CompileIssue[] = [];
  const noBuild = buildIssue(operation, component);
  if (noBuild !== null) issues.push(noBuild);
  const queue = operation.queue ?? component.queue;
  const wrongQueue =
    queue === undefined || isTemplate(queue)
      ? null
      : queueIssue(queue, operation.queue === undefined ? ["component", "queue"] : ["queue"]);
  if (wrongQueue !== null) issues.push(wrongQueue);
  const sense = conditions === undefined ? null : conditionSense(conditions, inputs);
  if (sense?.kind === "unreadable") {
    const { hint, message } = sense;
    const issue = { code: "compile.conditions", category: "compile", path: ["conditions"], message } as const;
    issues.push(hint === undefined ? issue : { ...issue, hint });
  }
  if (operation.runPatch !== undefined) {
    const run = readRun(mergeOperation(operation, component).run, "runPatch");
    if (!run.ok) issues.push(...run.issues);
  }
  if (options.lint === true) return issues;
  const params = applyParams({
    params: operation.params ?? {},
    inputs,
    outputs,
    matrix,
    joins,
    isTemplate: options.template ?? false,
  });
  return params.ok ? issues : [...issues, ...params.issues];
}

/** A dag has no image of its own that a build could make. */
export function buildIssue(operation: Operation, component: Component): CompileIssue | null {
  if (component.run.kind !== "dag" || (operation.build === undefined && component.build === undefined)) return null;
  return {
    code: "compile.build",
    category: "schema-semantic",
    path: operation.build === undefined ? ["component", "build"] : ["build"],
    message: "a dag cannot have a `build`",
    hint: "give the build to the operations of the dag that need it",
  };
}

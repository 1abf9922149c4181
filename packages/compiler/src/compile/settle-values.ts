import type { CompiledOperation, IO, Param } from "@polyaxon/spec";
import type { CompileIssue } from "../issue.ts";
import { applyParams, hasTemplate } from "../params/apply-params.ts";
import { ParamScope } from "../params/param-scope.ts";
import type { Budget } from "../template/budget.ts";
import type { Scope } from "../template/evaluator.ts";
import type { Dict } from "../template/values.ts";
import { renderIo } from "./render-sections.ts";

export type Settled =
  | {
      readonly ok: true;
      readonly inputs: readonly IO[];
      readonly outputs: readonly IO[];
      readonly contexts: readonly IO[];
      /** What templates see: every value by its name, `params`, `globals`. Made at the first question: few files ask. */
      readonly scope: Scope;
    }
  | { readonly ok: false; readonly issues: readonly CompileIssue[] };

/**
 * Applies the params and renders the values one by one, in the declared order: inputs, outputs, contexts. Each sees those
 * before it as they came out, and those after it as they were written. Where an output has the name of an input, the output
 * is what the name means from then on.
 */
export function settleValues(
  merged: CompiledOperation,
  params: Readonly<Record<string, Param>>,
  {
    budget,
    globals,
    joins,
  }: { readonly budget: Budget; readonly globals: Dict; readonly joins: CompiledOperation["joins"] },
): Settled {
  const applied = applyParams({
    params,
    inputs: merged.inputs ?? [],
    outputs: merged.outputs ?? [],
    matrix: merged.matrix,
    joins,
  });
  if (!applied.ok) return applied;
  const { contexts, inputs, outputs } = applied.applied;
  const ios = [...inputs, ...outputs, ...contexts];
  const issues: CompileIssue[] = [];
  let made: ParamScope | null = null;
  const values = (): ParamScope => (made ??= new ParamScope(ios, budget, { globals }));
  // How a param is written as an argument may be a template that cannot be rendered: that is found out, used or not.
  if (ios.some(({ argFormat }) => argFormat !== undefined && argFormat !== "")) values();
  for (const [index, io] of ios.entries()) {
    if (!hasTemplate(io.value)) continue;
    const rendered = renderIo(io, values().scope, budget, issues);
    if (rendered === io) continue;
    ios[index] = rendered;
    values().put(index, rendered);
  }
  if (issues.length > 0) return { ok: false, issues };
  const first = inputs.length;
  const second = first + outputs.length;
  return {
    ok: true,
    inputs: ios.slice(0, first),
    outputs: ios.slice(first, second),
    contexts: ios.slice(second),
    get scope() {
      return values().scope;
    },
  };
}

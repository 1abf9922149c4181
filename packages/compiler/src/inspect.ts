import { type CompiledOperation, type IO, type Param } from "@polyaxon/spec";
import type { CompileIssue } from "./issue.ts";
import type { Json } from "./json.ts";
import { applyParams } from "./params/apply-params.ts";
import { argumentForms, paramScope } from "./params/param-scope.ts";
import { Budget } from "./template/budget.ts";
import { TemplateError } from "./template/errors.ts";
import { renderTree } from "./template/render.ts";
import { toJson } from "./template/to-json.ts";
import { type Value, dictOf } from "./template/values.ts";

export type Inspection<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly CompileIssue[] };

/** Renders data by itself, as a section of a file is: for trying out templates. */
export const renderValue = (value: Json, context: Readonly<Record<string, Json>>): Inspection<Json> =>
  rendering(() => toJson(renderTree(value as Value, context as Readonly<Record<string, Value>>, new Budget())));

/** The run of a compiled operation with the names that templates would see, as data: what no plan shows as it was written. */
export function renderRun(compiled: CompiledOperation, context: Readonly<Record<string, Json>>): Inspection<Json> {
  const ios = [...(compiled.inputs ?? []), ...(compiled.outputs ?? []), ...(compiled.contexts ?? [])];
  return rendering(() => {
    const budget = new Budget();
    const scope = dictOf([
      ...Object.entries(paramScope(ios, budget)),
      ...Object.entries(context as Readonly<Record<string, Value>>),
    ]);
    return toJson(renderTree(compiled.run as Value, scope, budget));
  });
}

/** One value in the forms that templates can ask for. */
export interface ParamForms {
  /** `params.<name>.value` */
  readonly value: Json;
  /** `params.<name>.as_arg` */
  readonly asArg: string;
  /** `params.<name>.as_str` */
  readonly asStr: string;
  /** `<name>` */
  readonly display: Json;
}

/** Params checked against inputs and outputs, each in its forms. */
export function paramForms(given: {
  readonly params: Readonly<Record<string, Param>>;
  readonly inputs: readonly IO[];
  readonly outputs: readonly IO[];
  readonly isTemplate?: boolean;
}): Inspection<Readonly<Record<string, ParamForms>>> {
  const result = applyParams(given);
  if (!result.ok) return result;
  const { contexts, inputs, outputs } = result.applied;
  return rendering(() => {
    const forms = [...inputs, ...outputs, ...contexts].map((io): readonly [string, ParamForms] => {
      const { asArg, asStr, display, value } = argumentForms(io, new Budget());
      return [io.name, { value: toJson(value), asArg, asStr, display: toJson(display) }];
    });
    return Object.fromEntries(forms);
  });
}

function rendering<T>(render: () => T): Inspection<T> {
  try {
    return { ok: true, value: render() };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return {
      ok: false,
      issues: [{ code: "compile.template", category: "schema-semantic", path: [], message: error.message }],
    };
  }
}

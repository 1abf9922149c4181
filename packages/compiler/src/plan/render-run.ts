import type { Budget } from "../template/budget.ts";
import { TemplateError } from "../template/errors.ts";
import type { Scope } from "../template/evaluator.ts";
import { expressionValue, renderText, renderTree } from "../template/render.ts";
import { toJson } from "../template/to-json.ts";
import { type Value, Undefined, dictOf, isDict, isList } from "../template/values.ts";
import { textOf } from "../params/param-scope.ts";
import type { Json } from "../json.ts";
import { PlanError } from "./plan-error.ts";

/** What rendering a run needs. */
export interface Rendering {
  readonly scope: Scope;
  readonly budget: Budget;
}

/**
 * A section as data. One template for the whole section is read as a Python literal; inside a section a text without a
 * template stays as it was written (a label `1.10` is not the number 1.1), one that is an expression and nothing else gives
 * that expression's value, and every other one gives text. `where` names the section in the message.
 */
export const renderData = (value: unknown, where: string, { scope, budget }: Rendering): Json =>
  placed(where, () =>
    toJson(typeof value === "string" ? renderTree(value, scope, budget) : kept(value as Value, { scope, budget })),
  );

/** As {@link renderData}, for a value that is one field of a section. */
export const renderField = (value: unknown, where: string, rendering: Rendering): Json =>
  placed(where, () => toJson(kept(value as Value, rendering)));

function kept(value: Value, rendering: Rendering): Value {
  const { budget, scope } = rendering;
  budget.step();
  if (typeof value === "string") {
    const alone = expressionValue(value, scope, budget);
    if (alone === undefined) return renderText(value, scope, budget);
    return alone instanceof Undefined ? "" : rerendered(alone, rendering);
  }
  if (isList(value)) return value.map((item) => kept(item, rendering));
  if (!isDict(value)) return value;
  return dictOf(Object.entries(value).map(([key, item]) => [renderText(key, scope, budget), kept(item, rendering)]));
}

/** Templates inside a value are rendered too, once: what they give is text. */
function rerendered(value: Value, { budget, scope }: Rendering): Value {
  if (typeof value === "string") return renderText(value, scope, budget);
  if (isList(value)) return Array.from(value, (item) => rerendered(item, { budget, scope }));
  if (!isDict(value)) return value;
  return dictOf(Object.entries(value).map(([key, item]) => [key, rerendered(item, { budget, scope })]));
}

/** A text that stays text. Numbers and booleans print as YAML shows them. */
export const renderString = (value: unknown, where: string, { scope, budget }: Rendering): string =>
  placed(where, () =>
    typeof value === "string" ? renderText(value, scope, budget) : textOf((value ?? null) as Value),
  );

/** A list that may be given as one template. */
export function listOf(value: unknown, where: string, rendering: Rendering): readonly unknown[] {
  if (value === undefined || value === null) return [];
  const list = typeof value === "string" ? renderData(value, where, rendering) : value;
  if (Array.isArray(list)) return list;
  throw new PlanError("InvalidSpec", `${where}: expected a list`);
}

/**
 * `command` and `args` as the list of texts that a process gets: text is a list of one, line continuations (`\` at the end of
 * a line) are joined, empty items dropped.
 *
 * An expression that stands alone and gives a list stands for its items, so that `{{ params.as_args }}` works alone and
 * between other items; one that gives null stands for nothing. Otherwise the rendered text is passed as it is: it is never
 * rewritten by reading `0.10` or `1,2` as a number or a tuple, which upstream does.
 */
export function renderArguments(value: unknown, where: string, rendering: Rendering): readonly string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  const at = (index: number): string => (Array.isArray(value) ? `${where}[${index}]` : where);
  return items
    .flatMap((item, index) => placed(at(index), () => argumentTexts(item, rendering)))
    .filter((text) => text !== "");
}

function argumentTexts(item: unknown, rendering: Rendering): readonly string[] {
  if (typeof item !== "string") return texts((item ?? null) as Value, rendering);
  const alone = expressionValue(item, rendering.scope, rendering.budget);
  if (alone === null || (alone !== undefined && isList(alone))) return texts(alone, rendering);
  return [withoutContinuations(renderText(item, rendering.scope, rendering.budget))];
}

function texts(value: Value, rendering: Rendering): readonly string[] {
  rendering.budget.step();
  if (value === null) return [];
  if (isList(value)) return value.flatMap((item) => texts(item, rendering));
  return typeof value === "string" ? [renderText(value, rendering.scope, rendering.budget)] : [textOf(value)];
}

/** Split first: an expression that looks for white space before the `\` would try every run of it from each of its places. */
function withoutContinuations(text: string): string {
  if (!text.includes("\\")) return text.trim();
  const lines = text.split(/\\\r?\n/);
  const last = lines.length - 1;
  const joined = lines
    .map((line, index) => (index === 0 ? line.trimEnd() : index === last ? line.trimStart() : line.trim()))
    .join(" ")
    .trim();
  return joined.endsWith("\\") ? joined.slice(0, -1).trim() : joined;
}

function placed<T>(where: string, render: () => T): T {
  try {
    return render();
  } catch (error) {
    if (error instanceof TemplateError) throw new PlanError("InvalidTemplate", `${where}: ${error.message}`);
    throw error;
  }
}

import { Budget } from "./budget.ts";
import { TemplateError } from "./errors.ts";
import { type Scope, evaluate, evaluateAlone } from "./evaluator.ts";
import { readLiteral } from "./python-literal.ts";
import { parsedTemplate } from "./template-cache.ts";
import { type Value, dictOf, isDict, isList } from "./values.ts";

/** Only texts with `{{` or `{%` are templates; a comment alone is not. */
export const isTemplate = (text: string): boolean => text.includes("{{") || text.includes("{%");

/**
 * Renders one text until it no longer changes, as text: no literal reading.
 * @throws TemplateError
 */
export function renderText(text: string, scope: Scope, budget: Budget = new Budget()): string {
  let current = text;
  for (let round = 0; isTemplate(current); round += 1) {
    if (round >= budget.limits.maxRounds) {
      throw new TemplateError(
        "limit",
        `the text still changes after ${budget.limits.maxRounds} rounds of rendering`,
        0,
        text,
      );
    }
    const next = evaluate(current, parsedTemplate(current, budget.limits.maxDepth), scope, budget);
    if (next === current) break;
    current = next;
  }
  return current;
}

/** The value of a text that is one expression and nothing else, before it is printed; undefined for every other text. */
export function expressionValue(text: string, scope: Scope, budget: Budget = new Budget()): Value | undefined {
  return isTemplate(text)
    ? evaluateAlone(text, parsedTemplate(text, budget.limits.maxDepth), scope, budget)
    : undefined;
}

/** Renders one text and reads the result as a Python literal where it is one. */
export function renderScalar(text: string, scope: Scope, budget: Budget = new Budget()): Value {
  const rendered = renderText(text, scope, budget);
  const literal = readLiteral(rendered, budget.limits.maxDepth);
  return literal === undefined ? rendered : literal;
}

/** Renders every text of a tree, keys too; what is not text stays as it is. */
export function renderTree(tree: Value, scope: Scope, budget: Budget = new Budget()): Value {
  return renderAt(tree, scope, budget, 0);
}

function renderAt(tree: Value, scope: Scope, budget: Budget, depth: number): Value {
  budget.step();
  if (depth > budget.limits.maxDepth)
    throw new TemplateError("limit", `the section is nested deeper than ${budget.limits.maxDepth}`);
  if (typeof tree === "string") return renderScalar(tree, scope, budget);
  if (isList(tree)) return Array.from(tree, (item) => renderAt(item, scope, budget, depth + 1));
  if (isDict(tree)) {
    return dictOf(
      Object.entries(tree).map(
        ([key, value]) => [renderKey(key, scope, budget), renderAt(value, scope, budget, depth + 1)] as const,
      ),
    );
  }
  return tree;
}

const renderKey = (key: string, scope: Scope, budget: Budget): string =>
  isTemplate(key) ? renderText(key, scope, budget) : key;

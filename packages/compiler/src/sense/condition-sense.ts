import type { IO } from "@polyaxon/spec";
import { readBoolean } from "../compile/boolean-word.ts";
import type { Expr, Node } from "../template/ast.ts";
import { Budget, DEFAULT_LIMITS } from "../template/budget.ts";
import { TemplateError } from "../template/errors.ts";
import { freeNames } from "../template/free-names.ts";
import { isTemplate, renderText } from "../template/render.ts";
import { parsedTemplate } from "../template/template-cache.ts";

/** What can be said of a condition before its values are known. */
export type ConditionSense =
  | { readonly kind: "open" }
  /** It does not come out as true or false, whatever the values are. */
  | { readonly kind: "unreadable"; readonly message: string; readonly hint?: string }
  /** It comes out false, whatever the values are. */
  | { readonly kind: "never"; readonly message: string; readonly hint?: string };

const OPEN: ConditionSense = { kind: "open" };

/** @param ios the inputs and outputs that the condition may use */
export function conditionSense(conditions: string, ios: readonly IO[]): ConditionSense {
  try {
    const nodes = isTemplate(conditions) ? parsedTemplate(conditions, DEFAULT_LIMITS.maxDepth) : [];
    if (freeNames(nodes).length === 0) return ofConstant(conditions, renderText(conditions, {}, new Budget()));
    return comparedAsText(conditions, nodes) ?? neverEqual(nodes, ios) ?? OPEN;
  } catch (error) {
    if (error instanceof TemplateError) return OPEN; // Told by the check of templates.
    throw error;
  }
}

function ofConstant(conditions: string, rendered: string): ConditionSense {
  const value = readBoolean(rendered);
  if (value === undefined)
    return {
      kind: "unreadable",
      message: `conditions: expected true or false, found \`${rendered.slice(0, 60)}\``,
      hint: "write an expression: conditions: '{{ loss < 0.5 }}'",
    };
  if (value) return OPEN;
  return { kind: "never", message: `the condition \`${conditions}\` is never true: the operation is always skipped` };
}

/** `{{ lr }} > 0.5` prints a text such as `0.1 > 0.5`, which is no boolean. */
function comparedAsText(conditions: string, nodes: readonly Node[]): ConditionSense | null {
  const prints = nodes.filter((node) => node.type === "print");
  const operator = nodes.flatMap((node) => (node.type === "text" ? [/[<>=!]=?| and | or /.exec(node.text)?.[0]] : []));
  const found = operator.find((each) => each !== undefined);
  if (prints.length === 0 || found === undefined) return null;
  const inside = conditions
    .split(/\{\{|\}\}/)
    .map((part) => part.trim())
    .join(" ")
    .trim();
  return {
    kind: "unreadable",
    message: `conditions: \`${found.trim()}\` stands outside the braces, where it is text: nothing is compared`,
    hint: `write the whole comparison inside: '{{ ${inside} }}'`,
  };
}

/** One comparison by `==` of an input with a literal that its type can never equal, alone or joined with `and`. */
function neverEqual(nodes: readonly Node[], ios: readonly IO[]): ConditionSense | null {
  const [node, ...more] = nodes;
  if (node?.type !== "print" || more.length > 0) return null;
  for (const expr of conjuncts(node.expr)) {
    if (expr.type !== "compare" || expr.rest.length !== 1) continue;
    const [{ op, operand }] = expr.rest as [(typeof expr.rest)[number]];
    if (op !== "==") continue;
    for (const [name, literal] of [
      [expr.first, operand],
      [operand, expr.first],
    ] as const) {
      if (name.type !== "name" || literal.type !== "literal") continue;
      const io = ios.find((each) => each.name === name.name);
      const mismatch = io === undefined ? null : mismatchOf(io, literal.value);
      if (mismatch !== null) return mismatch;
    }
  }
  return null;
}

function* conjuncts(expr: Expr): Iterable<Expr> {
  if (expr.type === "logic" && expr.op === "and") {
    yield* conjuncts(expr.left);
    yield* conjuncts(expr.right);
  } else yield expr;
}

const NUMBERS: ReadonlySet<string> = new Set(["int", "float", "metric"]);
const TEXTS: ReadonlySet<string> = new Set(["str", "path", "uri", "uuid"]);

function mismatchOf(
  { isFlag, isList, name, type }: IO,
  literal: null | boolean | number | string,
): ConditionSense | null {
  if (type === undefined || isList === true || isFlag === true || literal === null) return null;
  // In templates true equals 1, as in Python.
  const never =
    typeof literal === "string" ? NUMBERS.has(type) || type === "bool" : typeof literal === "number" && TEXTS.has(type);
  if (!never) return null;
  const hint =
    typeof literal === "string"
      ? NUMBERS.has(type) && Number.isFinite(Number(literal))
        ? `leave out the quotes: ${name} == ${literal}`
        : `compare \`${name}\` with a value of its type`
      : `put it in quotes: ${name} == '${String(literal)}'`;
  return {
    kind: "never",
    message: `the condition is never true: \`${name}\` is of type \`${type}\`, and is compared with the ${typeof literal === "string" ? "text" : "number"} ${JSON.stringify(literal)}`,
    hint,
  };
}

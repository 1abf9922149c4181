import type { Comparison, Condition } from "./ast.ts";
import { QueryError } from "./query-error.ts";

type Parsed = Pick<Condition, "negated" | "operation">;

const OPERATORS: readonly (readonly [text: string, operator: Comparison])[] = [
  [">=", ">="],
  ["=>", ">="],
  ["<=", "<="],
  ["=<", "<="],
  [">", ">"],
  ["<", "<"],
  ["=", "="],
];

/**
 * Reads what stands after `field:` (reference/api.md §14.2): `nil`, `_any_`, `a|b`, `>1`, `a..b`, each with `~` before it
 * to negate. Which of them a field takes is for whoever knows its type.
 */
export function parseOperation(text: string, position: number, field: string, maxValues: number): Parsed {
  const fail = (problem: string): never => {
    throw new QueryError(`Query: "${field}": ${problem} (at character ${position + 1})`, position, field);
  };
  let rest = text.trim();
  const negated = rest.startsWith("~");
  if (negated) rest = rest.slice(1).trimStart();
  if (rest === "") return fail(`expected a value after "${negated ? "~" : ":"}"`);
  if (rest.startsWith("~")) return fail('expected one "~", found two');
  if (rest === "_any_") return { negated: false, operation: { kind: "any" } };
  if (rest === "nil") return { negated, operation: { kind: "nil" } };

  const operator = OPERATORS.find(([symbol]) => rest.startsWith(symbol));
  if (operator !== undefined) {
    const value = rest.slice(operator[0].length).trim();
    if (value === "" || /^[<>=]/.test(value)) return fail(`expected a value after "${operator[0]}", found "${value}"`);
    return { negated, operation: { kind: "compare", operator: operator[1], value } };
  }
  const range = rest.indexOf("..");
  if (range !== -1) {
    const [from, to] = [rest.slice(0, range).trim(), rest.slice(range + 2).trim()];
    if (from === "" || to === "" || to.includes("..")) return fail(`expected from..to, found "${rest}"`);
    return { negated, operation: { kind: "range", from, to } };
  }
  const values = rest.split("|").map((value) => value.trim());
  if (values.includes("")) return fail(`expected a value on each side of "|", found "${rest}"`);
  if (values.length > maxValues) return fail(`expected at most ${maxValues} values, found ${values.length}`);
  return { negated, operation: { kind: "values", values } };
}

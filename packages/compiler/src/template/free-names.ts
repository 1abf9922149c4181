import type { Args, Expr, Node } from "./ast.ts";

/** A name that a template reads and does not bind itself. */
export interface FreeName {
  readonly name: string;
  /** What is read of it, where that is written out: `uuid` of `globals.uuid`. */
  readonly member?: string;
  /** Offset in the template. */
  readonly at: number;
  /** The template says what happens without it: `x | default(1)`, `x is defined`. */
  readonly guarded: boolean;
}

const GUARDS: ReadonlySet<string> = new Set(["default", "d"]);
const DEFINED: ReadonlySet<string> = new Set(["defined", "undefined"]);
const BUILT_IN: readonly string[] = ["range", "dict", "loop"];

/** The free names of a template, in the order in which they are read. */
export function freeNames(nodes: readonly Node[]): readonly FreeName[] {
  const found: FreeName[] = [];
  visitNodes(nodes, new Set(BUILT_IN), found);
  return found;
}

function visitNodes(nodes: readonly Node[], bound: Set<string>, found: FreeName[]): void {
  for (const node of nodes) {
    switch (node.type) {
      case "text":
        break;
      case "print":
        visit(node.expr, bound, found, false);
        break;
      case "if":
        for (const { test, body } of node.branches) {
          visit(test, bound, found, false);
          visitNodes(body, bound, found);
        }
        visitNodes(node.otherwise, bound, found);
        break;
      case "for": {
        visit(node.over, bound, found, false);
        const inside = new Set([...bound, ...node.names]);
        if (node.filter !== null) visit(node.filter, inside, found, false);
        visitNodes(node.body, inside, found);
        visitNodes(node.otherwise, bound, found);
        break;
      }
      case "set":
        visit(node.value, bound, found, false);
        for (const name of node.names) bound.add(name);
        break;
      case "set-block":
        visitNodes(node.body, bound, found);
        bound.add(node.name);
        break;
      default:
        node satisfies never;
    }
  }
}

function visit(expr: Expr, bound: ReadonlySet<string>, found: FreeName[], guarded: boolean): void {
  const see = (inner: Expr, inGuard = guarded): void => visit(inner, bound, found, inGuard);
  const seeArgs = ({ positional, named }: Args): void => {
    for (const argument of positional) see(argument, false);
    for (const [, argument] of named) see(argument, false);
  };
  switch (expr.type) {
    case "literal":
    case "float":
      return;
    case "name":
      if (!bound.has(expr.name)) found.push({ name: expr.name, at: expr.at, guarded });
      return;
    case "list":
    case "tuple":
      for (const item of expr.items) see(item);
      return;
    case "dict":
      for (const [key, value] of expr.pairs) {
        see(key);
        see(value);
      }
      return;
    case "unary":
      return see(expr.operand);
    case "binary":
    case "logic":
      see(expr.left);
      return see(expr.right);
    case "compare":
      see(expr.first);
      for (const { operand } of expr.rest) see(operand);
      return;
    case "choose":
      see(expr.test);
      see(expr.then);
      if (expr.otherwise !== null) see(expr.otherwise);
      return;
    case "attribute":
      if (expr.of.type !== "name" || bound.has(expr.of.name)) return see(expr.of);
      found.push({ name: expr.of.name, member: expr.name, at: expr.of.at, guarded });
      return;
    case "item":
      see(expr.of);
      return see(expr.key);
    case "slice":
      see(expr.of);
      for (const part of [expr.start, expr.stop, expr.step]) if (part !== null) see(part);
      return;
    case "call":
      see(expr.callee);
      return seeArgs(expr.args);
    case "filter":
      see(expr.of, guarded || GUARDS.has(expr.name));
      return seeArgs(expr.args);
    case "test":
      see(expr.of, guarded || DEFINED.has(expr.name));
      return seeArgs(expr.args);
    default:
      expr satisfies never;
  }
}

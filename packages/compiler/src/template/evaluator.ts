import { type Dialect, CallArgs } from "./arguments.ts";
import type { Args, Expr, Node } from "./ast.ts";
import type { Budget } from "./budget.ts";
import { TemplateError } from "./errors.ts";
import { applyFilter } from "./filters.ts";
import { itemsOf, sliceIndices } from "./iteration.ts";
import { getAttribute, getItem } from "./lookup.ts";
import { callMethod } from "./methods.ts";
import { binary, compare, negate } from "./operators.ts";
import { applyTest } from "./predicates.ts";
import { strOf } from "./python-text.ts";
import { type Value, Tuple, Undefined, dictOf, float, isList, truthy, typeName } from "./values.ts";

/** The names a template sees. Values are plain data; own keys only. */
export type Scope = Readonly<Record<string, Value>>;

/** Evaluates a parsed template. @throws TemplateError with the offset of the expression at fault */
export function evaluate(source: string, nodes: readonly Node[], scope: Scope, budget: Budget): string {
  return new Evaluation(source, scope, budget).render(nodes);
}

/**
 * The value of a template that is one expression and nothing else but white space, such as `{{ params.as_args }}`; undefined
 * for every other template.
 */
export function evaluateAlone(source: string, nodes: readonly Node[], scope: Scope, budget: Budget): Value | undefined {
  const [only, ...more] = nodes.filter((node) => node.type !== "text" || node.text.trim() !== "");
  if (only?.type !== "print" || more.length > 0) return undefined;
  return new Evaluation(source, scope, budget).value(only.expr);
}

/** Chains like `a + b + …` nest without brackets; they get this many times the depth of bracketed ones. */
const CHAIN_FACTOR = 8;
const DIALECT: Dialect = { filter: applyFilter, test: applyTest };

class Evaluation {
  readonly #source: string;
  readonly #scope: Scope;
  readonly #budget: Budget;
  readonly #maxDepth: number;
  /** Innermost last; `if` opens none, `for` one per turn. */
  readonly #locals: Map<string, Value>[] = [new Map<string, Value>()];
  #depth = 0;

  constructor(source: string, scope: Scope, budget: Budget) {
    this.#source = source;
    this.#scope = scope;
    this.#budget = budget;
    this.#maxDepth = budget.limits.maxDepth * CHAIN_FACTOR;
  }

  value(expr: Expr): Value {
    return this.#eval(expr);
  }

  render(nodes: readonly Node[]): string {
    let out = "";
    for (const node of nodes) out += this.#node(node);
    return out;
  }

  #node(node: Node): string {
    switch (node.type) {
      case "text":
        this.#budget.chars(node.text.length);
        return node.text;
      case "print":
        return this.#guard(node.expr.at, () => {
          const printed = strOf(this.#eval(node.expr), this.#budget);
          this.#budget.chars(printed.length);
          return printed;
        });
      case "if": {
        const branch = node.branches.find((each) => truthy(this.#eval(each.test)));
        return this.render(branch === undefined ? node.otherwise : branch.body);
      }
      case "for":
        return this.#loop(node);
      case "set":
        this.#guard(node.at, () => this.#assign(node.names, this.#eval(node.value)));
        return "";
      case "set-block":
        this.#assign([node.name], this.render(node.body));
        return "";
      default:
        return node satisfies never;
    }
  }

  #loop(node: Extract<Node, { type: "for" }>): string {
    const all = this.#guard(node.at, () => itemsOf(this.#eval(node.over), this.#budget));
    const { filter } = node;
    const items =
      filter === null
        ? all
        : all.filter((item) =>
            this.#inScope(
              () => (this.#guard(node.at, () => this.#assign(node.names, item)), truthy(this.#eval(filter))),
            ),
          );
    if (items.length === 0) return this.render(node.otherwise);
    let out = "";
    for (const [index, item] of items.entries()) {
      out += this.#inScope(() => {
        this.#guard(node.at, () => this.#assign(node.names, item));
        this.#assign(["loop"], loopState(items, index));
        return this.render(node.body);
      });
    }
    return out;
  }

  #inScope<T>(run: () => T): T {
    this.#locals.push(new Map<string, Value>());
    const result = run();
    this.#locals.pop();
    return result;
  }

  #assign(names: readonly string[], value: Value): void {
    const locals = this.#locals.at(-1);
    if (names.length === 1) return void locals?.set(names[0] ?? "", value);
    const parts = itemsOf(value, this.#budget);
    if (parts.length !== names.length) {
      throw new TemplateError("type", `expected ${names.length} values for ${names.join(", ")}, found ${parts.length}`);
    }
    for (const [index, name] of names.entries()) locals?.set(name, parts[index] ?? null);
  }

  /** Gives an error raised by a value the place of the expression that used it. */
  #guard<T>(at: number, run: () => T): T {
    try {
      return run();
    } catch (error) {
      throw error instanceof TemplateError ? error.at(at, this.#source) : error;
    }
  }

  #eval(expr: Expr): Value {
    this.#budget.step();
    this.#depth += 1;
    if (this.#depth > this.#maxDepth) {
      throw new TemplateError("limit", `the expression is longer than ${this.#maxDepth} links`, expr.at, this.#source);
    }
    try {
      return this.#evalInner(expr);
    } catch (error) {
      throw error instanceof TemplateError ? error.at(expr.at, this.#source) : error;
    } finally {
      this.#depth -= 1;
    }
  }

  #evalInner(expr: Expr): Value {
    switch (expr.type) {
      case "literal":
        return expr.value;
      case "float":
        return float(expr.value);
      case "name":
        return this.#lookup(expr.name);
      case "list":
        return expr.items.map((item) => this.#eval(item));
      case "tuple":
        return Tuple.from(expr.items.map((item) => this.#eval(item)));
      case "dict":
        return dictOf(expr.pairs.map(([key, value]) => [this.#dictKey(key), this.#eval(value)] as const));
      case "unary":
        return expr.op === "not" ? !truthy(this.#eval(expr.operand)) : negate(expr.op, this.#eval(expr.operand));
      case "binary":
        return binary(expr.op, this.#eval(expr.left), this.#eval(expr.right), this.#budget);
      case "logic": {
        const left = this.#eval(expr.left);
        return truthy(left) === (expr.op === "or") ? left : this.#eval(expr.right);
      }
      case "compare":
        return this.#compare(expr);
      case "choose":
        if (truthy(this.#eval(expr.test))) return this.#eval(expr.then);
        return expr.otherwise === null
          ? new Undefined("the value of an `if` without `else`")
          : this.#eval(expr.otherwise);
      case "attribute":
        return getAttribute(this.#eval(expr.of), expr.name);
      case "item":
        return getItem(this.#eval(expr.of), this.#eval(expr.key), this.#budget);
      case "slice":
        return this.#slice(expr);
      case "call":
        return this.#call(expr.callee, expr.args);
      case "filter":
        return applyFilter(expr.name, this.#eval(expr.of), this.#args(expr.name, expr.args));
      case "test":
        return applyTest(expr.name, this.#eval(expr.of), this.#args(expr.name, expr.args)) !== expr.negated;
      default:
        return expr satisfies never;
    }
  }

  #lookup(name: string): Value {
    for (let index = this.#locals.length - 1; index >= 0; index -= 1) {
      const value = this.#locals[index]?.get(name);
      if (value !== undefined) return value;
    }
    const value = Object.hasOwn(this.#scope, name) ? this.#scope[name] : undefined;
    return value === undefined ? new Undefined(`'${name}'`) : value;
  }

  #dictKey(expr: Expr): string {
    const key = this.#eval(expr);
    if (typeof key === "string" || typeof key === "number") return String(key);
    throw new TemplateError("type", `a dict key is a text or a number, found ${typeName(key)}`);
  }

  #compare(expr: Extract<Expr, { type: "compare" }>): boolean {
    let left = this.#eval(expr.first);
    for (const { op, operand } of expr.rest) {
      const right = this.#eval(operand);
      if (!compare(op, left, right, this.#budget)) return false;
      left = right;
    }
    return true;
  }

  #slice(expr: Extract<Expr, { type: "slice" }>): Value {
    const of = this.#eval(expr.of);
    const [start, stop, step] = [expr.start, expr.stop, expr.step].map((part) => {
      const value = part === null ? null : this.#eval(part);
      if (value !== null && typeof value !== "number")
        throw new TemplateError("type", `a slice bound is a whole number, found ${typeName(value)}`);
      return value;
    });
    if (typeof of !== "string" && !isList(of))
      throw new TemplateError("type", `a slice needs a list or a text, found ${typeName(of)}`);
    const items = itemsOf(of, this.#budget);
    const picked = sliceIndices(items.length, start ?? null, stop ?? null, step ?? null).map(
      (index) => items[index] ?? null,
    );
    return typeof of === "string" ? picked.join("") : of instanceof Tuple ? Tuple.from(picked) : picked;
  }

  #call(callee: Expr, args: Args): Value {
    if (callee.type === "name" && callee.name === "range") return this.#range(this.#args("range", args));
    if (callee.type === "name" && callee.name === "dict") return this.#dict(this.#args("dict", args));
    if (callee.type === "attribute")
      return callMethod(this.#eval(callee.of), callee.name, this.#args(callee.name, args));
    throw new TemplateError("type", `only \`range()\`, \`dict()\` and methods of texts, lists and dicts can be called`);
  }

  #dict(args: CallArgs): Value {
    if (args.positional.length > 0) throw new TemplateError("type", "dict() takes named arguments only");
    return dictOf(args.named);
  }

  #range(args: CallArgs): Value {
    args.check(["start", "stop", "step"]);
    const one = args.positional.length === 1;
    const start = one ? 0 : args.int(0, "start", 0);
    const stop = args.int(one ? 0 : 1, "stop", 0);
    const step = args.int(2, "step", 1);
    if (step === 0) throw new TemplateError("type", "range: step is not zero");
    const count = Math.max(0, Math.ceil((stop - start) / step));
    this.#budget.step(count);
    return Array.from({ length: count }, (_, index) => start + index * step);
  }

  #args(name: string, args: Args): CallArgs {
    const named = new Map(args.named.map(([key, value]) => [key, this.#eval(value)] as const));
    const positional = args.positional.map((value) => this.#eval(value));
    return new CallArgs(name, positional, named, this.#budget, DIALECT);
  }
}

function loopState(items: readonly Value[], index: number): Value {
  return dictOf([
    ["index", index + 1],
    ["index0", index],
    ["revindex", items.length - index],
    ["revindex0", items.length - index - 1],
    ["first", index === 0],
    ["last", index === items.length - 1],
    ["length", items.length],
    ["previtem", neighbour(items[index - 1], "previtem")],
    ["nextitem", neighbour(items[index + 1], "nextitem")],
  ]);
}

const neighbour = (item: Value | undefined, name: string): Value =>
  item === undefined ? new Undefined(`'${name}'`) : item;

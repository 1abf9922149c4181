import type { Args, BinaryOp, CompareOp, Expr } from "./ast.ts";
import type { TokenStream } from "./token-stream.ts";

/** An expression, `a if b else c` included. Precedence follows Jinja 3.1. */
export function parseExpression(stream: TokenStream, withChoice = true): Expr {
  return stream.nested(() => (withChoice ? parseChoice(stream) : parseOr(stream)));
}

/** One expression, or several with commas between: a tuple. */
export function parseTuple(stream: TokenStream, withChoice = true): Expr {
  const at = stream.current.at;
  const first = parseExpression(stream, withChoice);
  if (!stream.isOp(",")) return first;
  const items = [first];
  while (stream.takeOp(",")) {
    if (endsTuple(stream)) break;
    items.push(parseExpression(stream, withChoice));
  }
  return { type: "tuple", at, items };
}

const endsTuple = (stream: TokenStream): boolean =>
  stream.current.type === "close-print" ||
  stream.current.type === "close-block" ||
  stream.isOp(")") ||
  stream.isName("in");

function parseChoice(stream: TokenStream): Expr {
  const at = stream.current.at;
  let expr = parseOr(stream);
  while (stream.takeName("if")) {
    const test = parseOr(stream);
    const otherwise = stream.takeName("else") ? stream.nested(() => parseChoice(stream)) : null;
    expr = { type: "choose", at, test, then: expr, otherwise };
  }
  return expr;
}

function parseOr(stream: TokenStream): Expr {
  const at = stream.current.at;
  let left = parseAnd(stream);
  while (stream.takeName("or")) left = { type: "logic", at, op: "or", left, right: parseAnd(stream) };
  return left;
}

function parseAnd(stream: TokenStream): Expr {
  const at = stream.current.at;
  let left = parseNot(stream);
  while (stream.takeName("and")) left = { type: "logic", at, op: "and", left, right: parseNot(stream) };
  return left;
}

function parseNot(stream: TokenStream): Expr {
  const at = stream.current.at;
  if (stream.takeName("not")) return { type: "unary", at, op: "not", operand: stream.nested(() => parseNot(stream)) };
  return parseCompare(stream);
}

const COMPARISONS: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">="]);

function parseCompare(stream: TokenStream): Expr {
  const at = stream.current.at;
  const first = parseBinary(stream, 0);
  const rest: { op: CompareOp; operand: Expr }[] = [];
  for (;;) {
    const token = stream.current;
    let op: CompareOp;
    if (token.type === "op" && COMPARISONS.has(token.text)) {
      stream.next();
      op = token.text as CompareOp;
    } else if (stream.takeName("in")) {
      op = "in";
    } else if (stream.isName("not") && isNameToken(stream.peek(), "in")) {
      stream.next();
      stream.next();
      op = "not in";
    } else break;
    rest.push({ op, operand: parseBinary(stream, 0) });
  }
  return rest.length === 0 ? first : { type: "compare", at, first, rest };
}

const isNameToken = (token: ReturnType<TokenStream["peek"]>, text: string): boolean =>
  token?.type === "name" && token.text === text;

/** Loosest first; every level is left-associative, `**` too (as in Jinja, unlike Python). */
const LEVELS: readonly (readonly BinaryOp[])[] = [["+", "-"], ["~"], ["*", "/", "//", "%"], ["**"]];

function parseBinary(stream: TokenStream, level: number): Expr {
  const ops = LEVELS[level];
  if (ops === undefined) return parseUnary(stream, true);
  const at = stream.current.at;
  let left = parseBinary(stream, level + 1);
  for (;;) {
    const token = stream.current;
    const op = token.type === "op" ? ops.find((each) => each === token.text) : undefined;
    if (op === undefined) return left;
    stream.next();
    left = { type: "binary", at, op, left, right: parseBinary(stream, level + 1) };
  }
}

function parseUnary(stream: TokenStream, withFilters: boolean): Expr {
  const at = stream.current.at;
  let expr: Expr;
  if (stream.takeOp("-"))
    expr = { type: "unary", at, op: "-", operand: stream.nested(() => parseUnary(stream, false)) };
  else if (stream.takeOp("+"))
    expr = { type: "unary", at, op: "+", operand: stream.nested(() => parseUnary(stream, false)) };
  else expr = parsePrimary(stream);
  expr = parsePostfix(stream, expr);
  return withFilters ? parseFilters(stream, expr) : expr;
}

const WORDS: Readonly<Record<string, null | boolean>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  none: null,
  None: null,
};

function parsePrimary(stream: TokenStream): Expr {
  const token = stream.current;
  const at = token.at;
  switch (token.type) {
    case "name":
      stream.next();
      if (Object.hasOwn(WORDS, token.text)) return { type: "literal", at, value: WORDS[token.text] ?? null };
      return { type: "name", at, name: token.text };
    case "string": {
      let value = token.text;
      stream.next();
      for (let more = stream.current; more.type === "string"; more = stream.current) {
        value += more.text;
        stream.next();
      }
      return { type: "literal", at, value };
    }
    case "int":
      if (!Number.isSafeInteger(token.value)) throw stream.error("this whole number is beyond ±(2^53 − 1)");
      stream.next();
      return { type: "literal", at, value: token.value };
    case "float":
      stream.next();
      return { type: "float", at, value: token.value };
    default:
  }
  if (stream.takeOp("(")) return parseGroup(stream, at);
  if (stream.takeOp("[")) return { type: "list", at, items: parseItems(stream, "]") };
  if (stream.takeOp("{")) return parseDict(stream, at);
  throw stream.unexpected("a value");
}

function parseGroup(stream: TokenStream, at: number): Expr {
  if (stream.takeOp(")")) return { type: "tuple", at, items: [] };
  const inside = parseTuple(stream);
  stream.expectOp(")");
  return inside;
}

function parseItems(stream: TokenStream, close: string): Expr[] {
  const items: Expr[] = [];
  while (!stream.takeOp(close)) {
    if (items.length > 0) stream.expectOp(",");
    if (stream.takeOp(close)) break;
    items.push(parseExpression(stream));
  }
  return items;
}

function parseDict(stream: TokenStream, at: number): Expr {
  const pairs: [Expr, Expr][] = [];
  while (!stream.takeOp("}")) {
    if (pairs.length > 0) stream.expectOp(",");
    if (stream.takeOp("}")) break;
    const key = parseExpression(stream);
    stream.expectOp(":");
    pairs.push([key, parseExpression(stream)]);
  }
  return { type: "dict", at, pairs };
}

function parsePostfix(stream: TokenStream, start: Expr): Expr {
  let expr = start;
  for (;;) {
    const at = stream.current.at;
    if (stream.takeOp(".")) {
      const token = stream.next();
      if (token.type === "name") expr = { type: "attribute", at, of: expr, name: token.text };
      else if (token.type === "int")
        expr = { type: "item", at, of: expr, key: { type: "literal", at, value: token.value } };
      else throw stream.error("expected a name after `.`");
    } else if (stream.takeOp("[")) expr = parseSubscript(stream, expr, at);
    else if (stream.takeOp("(")) expr = { type: "call", at, callee: expr, args: parseArgs(stream) };
    else return expr;
  }
}

function parseSubscript(stream: TokenStream, of: Expr, at: number): Expr {
  const parts: (Expr | null)[] = [null];
  while (!stream.takeOp("]")) {
    if (stream.takeOp(":")) parts.push(null);
    else if (parts[parts.length - 1] === null) parts[parts.length - 1] = parseExpression(stream);
    else throw stream.unexpected("`]`");
  }
  if (parts.length > 3) throw stream.error("a slice has at most three parts");
  if (parts.length > 1)
    return { type: "slice", at, of, start: parts[0] ?? null, stop: parts[1] ?? null, step: parts[2] ?? null };
  const key = parts[0];
  if (!key) throw stream.error("expected a key inside `[]`");
  return { type: "item", at, of, key };
}

function parseArgs(stream: TokenStream): Args {
  const positional: Expr[] = [];
  const named: [string, Expr][] = [];
  let first = true;
  while (!stream.takeOp(")")) {
    if (!first) stream.expectOp(",");
    if (stream.takeOp(")")) break;
    first = false;
    const token = stream.current;
    const after = stream.peek();
    if (token.type === "name" && after?.type === "op" && after.text === "=") {
      stream.next();
      stream.next();
      named.push([token.text, parseExpression(stream)]);
    } else if (named.length > 0) throw stream.error("an argument without a name cannot follow one with a name");
    else positional.push(parseExpression(stream));
  }
  return { positional, named };
}

const NO_ARGS: Args = { positional: [], named: [] };

function parseFilters(stream: TokenStream, start: Expr): Expr {
  let expr = start;
  for (;;) {
    const at = stream.current.at;
    if (stream.takeOp("|")) {
      const name = parseDotted(stream);
      expr = { type: "filter", at, of: expr, name, args: stream.takeOp("(") ? parseArgs(stream) : NO_ARGS };
    } else if (stream.takeName("is")) expr = parseTest(stream, expr, at);
    // `f(x)(y)` after a filter or test: Jinja allows it, nothing here is callable.
    else return expr;
  }
}

const ENDS_TEST: ReadonlySet<string> = new Set(["else", "or", "and", "is", "if", "in", "not"]);

function parseTest(stream: TokenStream, of: Expr, at: number): Expr {
  const negated = stream.takeName("not");
  const name = parseDotted(stream);
  let args = NO_ARGS;
  const token = stream.current;
  const startsValue =
    token.type === "string" ||
    token.type === "int" ||
    token.type === "float" ||
    (token.type === "name" && !ENDS_TEST.has(token.text)) ||
    stream.isOp("[") ||
    stream.isOp("{");
  if (stream.takeOp("(")) args = parseArgs(stream);
  else if (startsValue) args = { positional: [parsePostfix(stream, parsePrimary(stream))], named: [] };
  return { type: "test", at, of, name, args, negated };
}

function parseDotted(stream: TokenStream): string {
  let name = stream.expectName();
  while (stream.takeOp(".")) name += `.${stream.expectName()}`;
  return name;
}

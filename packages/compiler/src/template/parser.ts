import type { Expr, Node } from "./ast.ts";
import { DEFAULT_LIMITS } from "./budget.ts";
import { tokenize } from "./lexer.ts";
import { parseExpression, parseTuple } from "./parse-expression.ts";
import { TokenStream } from "./token-stream.ts";

/**
 * Reads a template to its tree.
 * Blocks: `if/elif/else`, `for … in … if … / else`, `set`. Blocks that load other templates or define macros are refused.
 * @throws TemplateError `template.syntax` with the offset, or `template.limit` when nested too deep
 */
export function parseTemplate(source: string, maxDepth: number = DEFAULT_LIMITS.maxDepth): readonly Node[] {
  const stream = new TokenStream(source, tokenize(source), maxDepth);
  const { body } = parseBody(stream, null, []);
  return body;
}

/** Nodes up to one of `ends`; the end word is consumed, its own arguments are not. */
function parseBody(stream: TokenStream, opened: string | null, ends: readonly string[]): { body: Node[]; end: string } {
  const body: Node[] = [];
  for (;;) {
    const token = stream.current;
    if (token.type === "end") {
      if (opened === null) return { body, end: "" };
      throw stream.error(`\`{% ${opened} %}\` is not closed: expected \`{% ${ends.join(" %}` or `{% ")} %}\``);
    }
    stream.next();
    if (token.type === "text") body.push({ type: "text", text: token.text });
    else if (token.type === "open-print") {
      body.push({ type: "print", expr: parseTuple(stream) });
      stream.expect("close-print");
    } else {
      const word = stream.current;
      const name = stream.expectName();
      if (ends.includes(name)) return { body, end: name };
      body.push(stream.nested(() => parseBlock(stream, name, word.at)));
    }
  }
}

function parseBlock(stream: TokenStream, word: string, at: number): Node {
  switch (word) {
    case "if":
      return parseIf(stream);
    case "for":
      return parseFor(stream, at);
    case "set":
      return parseSet(stream, at);
    default:
      throw stream.error(`unknown or misplaced block \`{% ${word} %}\`: known are if, for, set and raw`, "syntax", at);
  }
}

function parseIf(stream: TokenStream): Node {
  const branches: { test: Expr; body: Node[] }[] = [];
  let otherwise: Node[] = [];
  for (;;) {
    const test = parseTuple(stream, false);
    stream.expect("close-block");
    const { body, end } = parseBody(stream, "if", ["elif", "else", "endif"]);
    branches.push({ test, body });
    if (end === "elif") continue;
    stream.expect("close-block");
    if (end === "else") {
      otherwise = parseBody(stream, "else", ["endif"]).body;
      stream.expect("close-block");
    }
    return { type: "if", branches, otherwise };
  }
}

function parseFor(stream: TokenStream, at: number): Node {
  const names = parseTargets(stream);
  if (!stream.takeName("in")) throw stream.unexpected("`in`");
  const over = parseTuple(stream, false);
  const filter = stream.takeName("if") ? parseExpression(stream) : null;
  if (stream.isName("recursive")) throw stream.error("recursive loops are not part of this template language");
  stream.expect("close-block");
  const { body, end } = parseBody(stream, "for", ["else", "endfor"]);
  stream.expect("close-block");
  let otherwise: Node[] = [];
  if (end === "else") {
    otherwise = parseBody(stream, "else", ["endfor"]).body;
    stream.expect("close-block");
  }
  return { type: "for", at, names, over, filter, body, otherwise };
}

function parseSet(stream: TokenStream, at: number): Node {
  const names = parseTargets(stream);
  if (stream.takeOp("=")) {
    const value = parseTuple(stream);
    stream.expect("close-block");
    return { type: "set", at, names, value };
  }
  const name = names[0];
  if (name === undefined || names.length > 1) throw stream.unexpected("`=`");
  stream.expect("close-block");
  const { body } = parseBody(stream, "set", ["endset"]);
  stream.expect("close-block");
  return { type: "set-block", name, body };
}

/** `a` or `a, b` or `(a, b)`. */
function parseTargets(stream: TokenStream): string[] {
  const grouped = stream.takeOp("(");
  const names = [stream.expectName()];
  while (stream.takeOp(",")) {
    if (stream.current.type !== "name" || stream.isName("in")) break;
    names.push(stream.expectName());
  }
  if (grouped) stream.expectOp(")");
  return names;
}

import { Composer, type Document, Lexer, LineCounter, Parser, type ParsedNode } from "yaml";
import type { Position } from "../issues/issue.ts";
import type { DocumentProblem } from "./document-problem.ts";
import type { ReadLimits } from "./limits.ts";

/** The syntax tree of the one document in a text, and where its offsets are. */
export interface YamlDocument {
  readonly root: ParsedNode | null;
  readonly positionAt: (offset: number) => Position;
}

/**
 * Parses text into one syntax tree. Tokens are counted and their nesting is watched while they are read, so that neither a wide
 * nor a deep file reaches the recursive part of the parser. All scalars stay text: what they mean is decided elsewhere.
 */
export function parseYaml(text: string, limits: ReadLimits): YamlDocument | readonly DocumentProblem[] {
  const lines = new LineCounter();
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const tokens = tokenize(text, lines, limits);
  if (!Array.isArray(tokens)) return [{ ...tokens.problem, ...positionAt(tokens.offset) }];
  const composer = new Composer({ schema: "failsafe", uniqueKeys: false, strict: true, logLevel: "silent" });
  const documents = [...composer.compose(tokens, true, text.length)] as Document.Parsed[];
  const problems = documents.flatMap((document) =>
    document.errors.map((error) => syntaxProblem(error.message, error.pos[0], positionAt)),
  );
  if (problems.length > 0) return onePerLine(problems);
  const second = documents[1];
  if (second !== undefined) {
    const message = "the file holds more than one document";
    return [{ code: "PLX-109", message, path: [], ...positionAt(second.range[0]), hint: "keep one document per file" }];
  }
  return { root: documents[0]?.contents ?? null, positionAt };
}

type Tokens = Parameters<Composer["compose"]>[0] extends Iterable<infer T> ? T[] : never;

function tokenize(
  text: string,
  lines: LineCounter,
  limits: ReadLimits,
): Tokens | { problem: Omit<DocumentProblem, "line" | "column">; offset: number } {
  const tokens: Tokens = [];
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  let count = 0;
  const lexer = new Lexer();
  const relax = relaxFlowIndent(lexer);
  for (const lexeme of lexer.lex(text)) {
    relax();
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (++count > limits.maxNodes * LEXEMES_PER_NODE) {
      const message = `the document has more than ${limits.maxNodes} values or lines`;
      return { problem: { code: "PLX-107", message, path: [] }, offset: parser.offset };
    }
    // The stack holds the document, the collections around this token, and the scalar being read.
    if (parser.stack.length > limits.maxDepth + 3) {
      return { problem: { code: "PLX-106", message: tooDeep(limits.maxDepth), path: [] }, offset: parser.offset };
    }
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

/**
 * Inside brackets PyYAML does not look at indentation, the lexer does: it ends the collection where a line is indented less.
 * While brackets are open its demand is lowered to none. These two fields are not in its types; the version is pinned.
 */
function relaxFlowIndent(lexer: Lexer): () => void {
  const state = lexer as unknown as { flowLevel: number; indentNext: number };
  let outside: number | null = null;
  return () => {
    if (state.flowLevel > 0) {
      outside ??= state.indentNext;
      state.indentNext = 0;
    } else if (outside !== null) {
      state.indentNext = outside;
      outside = null;
    }
  };
}

/** A `key: value` line is about seven lexemes for two nodes; a bound this loose refuses nothing that the exact count allows. */
const LEXEMES_PER_NODE = 8;

export const tooDeep = (limit: number): string => `the document is nested more than ${limit} levels deep`;

function syntaxProblem(message: string, offset: number, positionAt: (offset: number) => Position): DocumentProblem {
  return { code: "PLX-104", message: `not well-formed YAML: ${message}`, path: [], ...positionAt(offset) };
}

/** One slip often makes several errors on its line; the first says it. */
function onePerLine(problems: readonly DocumentProblem[]): readonly DocumentProblem[] {
  return problems
    .filter((problem, index) => problems.findIndex((other) => other.line === problem.line) === index)
    .slice(0, 20);
}

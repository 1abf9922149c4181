import { Composer, type Document, Lexer, Parser, type ParsedNode } from "yaml";
import type { Position } from "../issues/issue.ts";
import type { DocumentProblem } from "./document-problem.ts";
import type { ReadLimits } from "./limits.ts";
import { lineStarts } from "./line-starts.ts";

/** The syntax tree of the one document in a text, and where its offsets are. */
export interface YamlDocument {
  readonly root: ParsedNode | null;
  readonly positionAt: (offset: number) => Position;
  /** Where a last line without a line break ends; null where the text ends with one, or with blanks. */
  readonly openEnd: number | null;
}

/**
 * Parses text into one syntax tree. Tokens are counted and their nesting is watched while they are read, so that neither a wide
 * nor a deep file reaches the recursive part of the parser. All scalars stay text: what they mean is decided elsewhere.
 */
export function parseYaml(text: string, limits: ReadLimits): YamlDocument | readonly DocumentProblem[] {
  const positionAt = lineStarts(text);
  const documents = withoutStacks(() => documentsOf(text, limits));
  if ("problem" in documents) return [{ ...documents.problem, ...positionAt(documents.offset) }];
  const problems = documents.flatMap((document) =>
    document.errors.map((error) => syntaxProblem(error.message, error.pos[0], positionAt)),
  );
  if (problems.length > 0) return firstFew(problems);
  const second = documents[1];
  if (second !== undefined) {
    const message = "the file holds more than one document";
    return [{ code: "PLX-109", message, path: [], ...positionAt(second.range[0]), hint: "keep one document per file" }];
  }
  return { root: documents[0]?.contents ?? null, positionAt, openEnd: openEndOf(text) };
}

function openEndOf(text: string): number | null {
  const lastLine = text.slice(text.lastIndexOf("\n") + 1);
  return lastLine.trim() === "" ? null : text.length;
}

interface TooMuch {
  readonly problem: Omit<DocumentProblem, "line" | "column">;
  readonly offset: number;
}

function documentsOf(text: string, limits: ReadLimits): readonly Document.Parsed[] | TooMuch {
  // Also those inside a text, which the parser splits into two texts for each line.
  const lines = lineTooMany(text, limits.maxSlowNodes * LEXEMES_PER_NODE);
  if (lines !== null) return { problem: { ...tooManyValues(limits), path: [] }, offset: lines };
  const tokens = tokenize(text, limits);
  if (!Array.isArray(tokens)) return tokens;
  const composer = new Composer({ schema: "failsafe", uniqueKeys: false, strict: true, logLevel: "silent" });
  return [...composer.compose(tokens, true, text.length)] as Document.Parsed[];
}

/** Where the first line begins that is one too many. */
function lineTooMany(text: string, most: number): number | null {
  let count = 0;
  for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", end + 1)) if (++count > most) return end + 1;
  return null;
}

/** The parser makes an error for each slip, of which a file may have 100,000: their stacks would be most of its memory. */
function withoutStacks<T>(parse: () => T): T {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return parse();
  } finally {
    Error.stackTraceLimit = before;
  }
}

type Tokens = Parameters<Composer["compose"]>[0] extends Iterable<infer T> ? T[] : never;

function tokenize(text: string, limits: ReadLimits): Tokens | TooMuch {
  const tokens: Tokens = [];
  const parser = new Parser();
  let count = 0;
  let parts = 0;
  const lexer = new Lexer();
  const relax = relaxFlowIndent(lexer);
  for (const lexeme of lexer.lex(text)) {
    relax();
    for (const token of parser.next(lexeme)) {
      tokens.push(token);
      if (token.type === "error" || token.type === "document") parts += 1;
    }
    if (parts >= ENOUGH_PARTS) return tokens;
    if (++count > limits.maxSlowNodes * LEXEMES_PER_NODE)
      return { problem: { ...tooManyValues(limits), path: [] }, offset: parser.offset };
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

/** Errors and documents: more than are told of. Each costs a kilobyte, and a text that is no YAML has one at every sign. */
const ENOUGH_PARTS = 20;

/** A `key: value` line is about seven lexemes for two nodes: few files meet this bound before that of the values. */
const LEXEMES_PER_NODE = 4;

/** What is told of a well-formed document with more values than any may have. */
export const tooManyCleanValues = ({ maxNodes }: ReadLimits): Pick<DocumentProblem, "code" | "message" | "hint"> => ({
  code: "PLX-107",
  message: `the document has more than ${maxNodes.toLocaleString("en")} values`,
  hint: SMALLER,
});

/** What is told of a document with more values, or lines, than the full reader takes. */
export const tooManyValues = ({
  maxNodes,
  maxSlowNodes,
}: ReadLimits): Pick<DocumentProblem, "code" | "message" | "hint"> => ({
  code: "PLX-107",
  message: `the document has more than ${maxSlowNodes.toLocaleString("en")} values or lines, counting what its aliases repeat`,
  hint: `well-formed YAML without anchors, aliases, tags and tabs may have ${maxNodes.toLocaleString("en")}; ${SMALLER}`,
});

const SMALLER =
  "a matrix stands for many operations that differ in their params, and a `pathRef` keeps a component in a file of its own";

export const tooDeep = (limit: number): string => `the document is nested more than ${limit} levels deep`;

function syntaxProblem(message: string, offset: number, positionAt: (offset: number) => Position): DocumentProblem {
  return { code: "PLX-104", message: `not well-formed YAML: ${message}`, path: [], ...positionAt(offset) };
}

/** One slip often makes many errors on its line and below; the first few say it. */
function firstFew(problems: readonly DocumentProblem[]): readonly DocumentProblem[] {
  const inOrder = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
  return inOrder.filter((problem, index) => problem.line !== inOrder[index - 1]?.line).slice(0, 5);
}

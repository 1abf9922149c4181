import { COLON, DASH, HASH, isBlank, type LineCursor, lineEnd, NEWLINE, SPACE, UNCLEAN } from "./line-cursor.ts";

/** The scalars of the clean parser. Each function begins at the scalar. */

/** A plain key of a block mapping, up to its colon; what it gives is no key when no colon follows. */
export function plainKey(cursor: LineCursor): string {
  const { at: start, text } = cursor;
  let end = plainStart(text, start, false);
  for (; ; end += 1) {
    const code = text.charCodeAt(end);
    if (code === NEWLINE || end >= text.length) break;
    if (code === COLON && isBlank(text.charCodeAt(end + 1))) break;
    if (code === HASH && text.charCodeAt(end - 1) === SPACE) break;
  }
  cursor.at = end;
  return text.slice(start, trimmed(text, start, end));
}

/** A plain scalar in a block collection, which goes on over the lines that are indented more than `parent`. To the next line. */
export function plainText(cursor: LineCursor, parent: number): string {
  let value = plainLine(cursor, plainStart(cursor.text, cursor.at, false));
  if (cursor.code() === HASH) {
    cursor.at = lineEnd(cursor.text, cursor.at);
    cursor.toNextLine();
    // What follows a comment no longer belongs to the scalar.
    if (cursor.column > parent) throw UNCLEAN;
    return value;
  }
  for (;;) {
    const end = cursor.at;
    cursor.toNextLine();
    if (cursor.column <= parent) return value;
    const between = cursor.text.slice(end, cursor.at);
    if (between.includes("#")) throw UNCLEAN;
    const breaks = between.split("\n").length - 1;
    value += breaks === 1 ? " " : "\n".repeat(breaks - 1);
    value += plainLine(cursor, cursor.at);
    if (cursor.code() === HASH) throw UNCLEAN;
  }
}

/** The text of this line from here, to its end or to the `#` of a comment. */
function plainLine(cursor: LineCursor, from: number): string {
  const { at: start, text } = cursor;
  let end = from;
  for (; ; end += 1) {
    const code = text.charCodeAt(end);
    if (code === NEWLINE || end >= text.length) break;
    if (code === COLON && isBlank(text.charCodeAt(end + 1))) throw UNCLEAN;
    if (code === HASH && text.charCodeAt(end - 1) === SPACE) break;
  }
  cursor.at = end;
  return text.slice(start, trimmed(text, start, end));
}

/** A plain scalar between brackets, on one line. */
export function flowPlainText(cursor: LineCursor): string {
  const { at: start, text } = cursor;
  let end = plainStart(text, start, true);
  for (; ; end += 1) {
    const code = text.charCodeAt(end);
    if (code === NEWLINE || end >= text.length || isFlowIndicator(code)) break;
    if (code === COLON && (isBlank(text.charCodeAt(end + 1)) || isFlowIndicator(text.charCodeAt(end + 1)))) break;
    if (code === HASH && text.charCodeAt(end - 1) === SPACE) break;
  }
  cursor.at = end;
  return text.slice(start, trimmed(text, start, end));
}

/** Where to look for the end of a plain scalar: after its first character, which no other part of the syntax begins with. */
function plainStart(text: string, at: number, isFlow: boolean): number {
  const code = text.charCodeAt(at);
  if (code === DASH) {
    const next = text.charCodeAt(at + 1);
    if (isBlank(next) || (isFlow && isFlowIndicator(next)) || text.startsWith("---", at)) throw UNCLEAN;
  } else if (code !== code || INDICATORS.has(code) || text.startsWith("...", at)) {
    throw UNCLEAN;
  }
  return at + 1;
}

const INDICATORS: ReadonlySet<number> = new Set(Array.from("?:,[]{}#&*!|>'\"%@`", (each) => each.charCodeAt(0)));

const isFlowIndicator = (code: number): boolean =>
  code === 0x2c || code === 0x5b || code === 0x5d || code === 0x7b || code === 0x7d;

function trimmed(text: string, start: number, from: number): number {
  let end = from;
  while (end > start && text.charCodeAt(end - 1) === SPACE) end -= 1;
  return end;
}

/** A scalar in quotes, on one line. */
export function quotedText(cursor: LineCursor): string {
  const { at, text } = cursor;
  const isSingle = text.charCodeAt(at) === 0x27;
  const end = isSingle ? endOfSingle(text, at) : endOfDouble(text, at);
  cursor.at = end + 1;
  const inside = text.slice(at + 1, end);
  // Looked for inside alone: the line may go on for megabytes, with as many more texts in quotes.
  if (inside.includes("\n")) throw UNCLEAN;
  if (isSingle) return inside.includes("'") ? inside.replaceAll("''", "'") : inside;
  if (inside.length > LONG && !inside.includes("\\x")) return longUnescaped(inside);
  return inside.includes("\\") ? inside.replaceAll(/\\(?:x(..)|u(....)|(.))/gs, unescaped) : inside;
}

function endOfSingle(text: string, open: number): number {
  let end = text.indexOf("'", open + 1);
  while (end !== -1 && text.charCodeAt(end + 1) === 0x27) end = text.indexOf("'", end + 2);
  if (end === -1) throw UNCLEAN;
  return end;
}

function endOfDouble(text: string, open: number): number {
  for (let end = open + 1; ; end += 1) {
    const code = text.charCodeAt(end);
    if (code === 0x22) return end;
    if (code === 0x5c) end += 1;
    else if (code === NEWLINE || code !== code) throw UNCLEAN;
  }
}

/** From here on the time and memory of looking at each escape count. */
const LONG = 10_000;

/** All escapes that are read here but `\x` are JSON's. */
function longUnescaped(inside: string): string {
  try {
    return JSON.parse(`"${inside}"`) as string;
  } catch {
    throw UNCLEAN;
  }
}

/** The escapes that JSON has too; the others are rare. */
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
]);

function unescaped(_all: string, two?: string, four?: string, one?: string): string {
  const digits = two ?? four;
  if (digits !== undefined) {
    if (!/^[\da-fA-F]+$/.test(digits)) throw UNCLEAN;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }
  const escape = ESCAPES.get(one ?? "");
  if (escape === undefined) throw UNCLEAN;
  return escape;
}

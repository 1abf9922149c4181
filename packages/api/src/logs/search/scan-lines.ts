import { type LogLine, parseLogLine } from "@polyaxon/tracking";
import type { LineMatcher } from "./line-matcher.ts";
import { withoutSequences } from "./plain-value.ts";

const NEWLINE = 10;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const VALUE = Buffer.from(',"value":"');
/** How JSON writers begin the character that begins a terminal sequence; the last digit is in either case. */
const ESCAPE = Buffer.from(String.raw`\u001`);

export interface FoundLine {
  /** Null for a line that does not match, of which only slow patterns tell: what goes on may stop behind it. */
  readonly line: LogLine | null;
  /** Behind its line break, within the bytes. */
  readonly end: number;
}

/**
 * The matching lines of a piece of a stored log, whole lines each with its line break.
 *
 * A gigabyte is mostly lines that do not match: none of these is read as JSON, and for a plain text they are not looked at one by
 * one. Only terminal sequences can hide a text in a stored line, so a piece with any is read line by line.
 */
export function* scanLines(bytes: Buffer, matcher: LineMatcher): Generator<FoundLine> {
  const { needle } = matcher;
  const isHidden = bytes.includes(ESCAPE);
  const starts =
    needle === null || isHidden
      ? everyLine(bytes)
      : needle.anyCase === null
        ? linesWith(bytes, needle.bytes)
        : linesLike(bytes, needle.anyCase);
  const value = valueReader(bytes);
  for (const { end, start } of starts) {
    const text = value(start, end);
    const mayMatch = text === null || matcher.matches(withoutSequences(text));
    const line = mayMatch ? parseLogLine(bytes.toString("utf8", start, end)) : null;
    const found = line !== null && (text !== null || matcher.matches(withoutSequences(line.value))) ? line : null;
    if (found !== null || matcher.isSlow) yield { line: found, end: end + 1 };
  }
}

interface Span {
  readonly start: number;
  /** Its line break. */
  readonly end: number;
}

function* everyLine(bytes: Buffer): Generator<Span> {
  for (let start = 0, end = bytes.indexOf(NEWLINE); end !== -1; start = end + 1, end = bytes.indexOf(NEWLINE, start))
    yield { start, end };
}

function* linesWith(bytes: Buffer, needle: Buffer): Generator<Span> {
  for (let at = bytes.indexOf(needle); at !== -1;) {
    const span = lineAround(bytes, at);
    yield span;
    at = bytes.indexOf(needle, span.end + 1);
  }
}

function* linesLike(bytes: Buffer, anyCase: RegExp): Generator<Span> {
  const text = bytes.toString("latin1");
  for (anyCase.lastIndex = 0; ;) {
    const found = anyCase.exec(text);
    if (found === null) return;
    const span = lineAround(bytes, found.index);
    yield span;
    anyCase.lastIndex = span.end + 1;
  }
}

function lineAround(bytes: Buffer, at: number): Span {
  const end = bytes.indexOf(NEWLINE, at);
  return { start: bytes.lastIndexOf(NEWLINE, at) + 1, end: end === -1 ? bytes.length : end };
}

/** Reads the text of a line without reading the line: null where that takes a JSON parser, because something in it is escaped. */
function valueReader(bytes: Buffer): (start: number, end: number) => string | null {
  let backslash = -1;
  return (start, end) => {
    const from = bytes.indexOf(VALUE, start) + VALUE.length;
    if (from < VALUE.length + start || from > end) return null;
    const to = bytes.indexOf(QUOTE, from);
    // Kept from line to line: looking for the next one anew each time would read the same bytes over and over.
    if (backslash < from) {
      backslash = bytes.indexOf(BACKSLASH, from);
      if (backslash === -1) backslash = Number.POSITIVE_INFINITY;
    }
    return to === -1 || to > end || backslash < to ? null : bytes.toString("utf8", from, to);
  };
}

import { type LineCursor, lineEnd, NEWLINE, SPACE, UNCLEAN } from "./line-cursor.ts";

/**
 * Text of several lines after `|` or `>`, with `-` or `+` behind it or nothing, indented more than `parent`. To the next line.
 * Gives up at an indentation that is written out, at folded lines that are indented more than the others, and at lines that
 * hold nothing but more blanks than the text is indented.
 */
export function blockText(cursor: LineCursor, parent: number): string {
  const { text } = cursor;
  const isFolded = text[cursor.at] === ">";
  const chomping = text[cursor.at + 1];
  const header = cursor.at + (chomping === "-" || chomping === "+" ? 2 : 1);
  const headerEnd = lineEnd(text, header);
  if (headerEnd !== header || headerEnd === text.length) throw UNCLEAN;

  let value = "";
  /** Line breaks since the last line with text. */
  let breaks = 0;
  let indent = -1;
  let at = headerEnd;
  // Always at a line break.
  for (;;) {
    const start = at + 1;
    let content = start;
    while (text.charCodeAt(content) === SPACE) content += 1;
    const width = content - start;
    if (content >= text.length) {
      if (width > 0) throw UNCLEAN;
      break;
    }
    if (text.charCodeAt(content) === NEWLINE) {
      if (indent === -1 ? width > 0 : width > indent) throw UNCLEAN;
      breaks += 1;
      at = content;
      continue;
    }
    if (indent === -1 && width > parent) indent = width;
    if (indent === -1 || width < indent) {
      // Less than the text, but more than what the text belongs to.
      if (width > parent) throw UNCLEAN;
      break;
    }
    if (isFolded && width > indent) throw UNCLEAN;
    const end = lineEnd(text, content);
    // Without a line break at the end, parsers differ.
    if (end === text.length) throw UNCLEAN;
    value += joint(isFolded, value === "", breaks) + text.slice(start + indent, end);
    breaks = 1;
    at = end;
  }
  // Nothing but blank lines is rare.
  if (value === "") throw UNCLEAN;
  cursor.at = at;
  cursor.toNextLine();
  return chomping === "-" ? value : chomping === "+" ? value + "\n".repeat(breaks) : `${value}\n`;
}

/** What stands between two lines with text: folded, one line break is a space, and more are one less. */
function joint(isFolded: boolean, isFirst: boolean, breaks: number): string {
  if (!isFolded || isFirst) return "\n".repeat(breaks);
  return breaks === 1 ? " " : "\n".repeat(breaks - 1);
}

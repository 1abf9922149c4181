import { pathText, type SpecIssue } from "./issue.ts";

export interface FormatOptions {
  /** Colour for a terminal. Default false. */
  readonly color?: boolean;
}

/**
 * An issue as an author reads it: what, where, the line with a mark under it, expected and found, what to do. Ends without a
 * line break. Control characters of the file never reach the terminal.
 */
export function formatIssue(issue: SpecIssue, sourceText: string, options: FormatOptions = {}): string {
  const paint =
    options.color === true
      ? (code: string, text: string) => `\u001B[${code}m${text}\u001B[0m`
      : (_: string, text: string) => text;
  const tone = TONES[issue.severity];
  const head = `${paint(`1;${tone}`, `${issue.severity}[${issue.code}]`)} ${paint("1", clean(issue.message))}`;
  const width = String(issue.line).length;
  const gutter = " ".repeat(width);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["at", issue.path.length === 0 ? undefined : pathText(issue.path)],
    ["expected", issue.expected],
    ["found", issue.found],
    ...(issue.related ?? []).map(
      (place) => ["see", `${issue.filename}:${place.line}:${place.column} ${place.message}`] as const,
    ),
    ["help", issue.hint],
  ];
  return [
    head,
    `${gutter}${paint("34", "-->")} ${clean(issue.filename)}:${issue.line}:${issue.column}`,
    ...codeFrame(
      issue,
      sourceText,
      gutter,
      (text) => paint(tone, text),
      (text) => paint("34", text),
    ),
    ...facts.flatMap(([label, text]) =>
      text === undefined ? [] : [`${gutter} ${paint("34", "=")} ${label}: ${clean(text)}`],
    ),
  ].join("\n");
}

const TONES = { error: "31", warning: "33", notice: "36" } as const;
/** Characters of a long line that are shown before and after the mark. */
const BEFORE = 60;
const AFTER = 60;

function codeFrame(
  { line, column }: SpecIssue,
  sourceText: string,
  gutter: string,
  mark: (text: string) => string,
  dim: (text: string) => string,
): readonly string[] {
  const source = lineOf(sourceText.replace(/^\uFEFF/, ""), line);
  if (source === undefined || source.trim() === "") return [];
  const start = Math.max(0, column - 1 - BEFORE);
  const shown = clean(source.slice(start, column - 1 + AFTER));
  const before = start > 0 ? "..." : "";
  const after = source.length > column - 1 + AFTER ? "..." : "";
  const length = Math.max(1, /^[\w.-]*/.exec(source.slice(column - 1, column - 1 + AFTER))![0].length);
  const indent = " ".repeat(before.length + column - 1 - start);
  return [
    `${gutter} ${dim("|")}`,
    `${dim(`${line} |`)} ${before}${shown}${after}`,
    `${gutter} ${dim("|")} ${indent}${mark("^".repeat(length))}`,
  ];
}

function lineOf(text: string, line: number): string | undefined {
  let start = 0;
  for (let current = 1; current < line; current++) {
    const next = text.indexOf("\n", start);
    if (next === -1) return undefined;
    start = next + 1;
  }
  const end = text.indexOf("\n", start);
  return text.slice(start, end === -1 ? undefined : end).replace(/\r$/, "");
}

/** Control and direction-changing characters as visible placeholders; a tab as a space, so that the mark stays in place. */
function clean(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll("\t", " ").replaceAll(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g, "\u{FFFD}");
}

import { findLineStarts } from "../read/line-starts.ts";
import { pathText, type SpecIssue } from "./issue.ts";
import { wrapText } from "./wrap-text.ts";

export interface FormatOptions {
  /** Colour for a terminal. Default false. */
  readonly color?: boolean;
  /** Cells of a line; longer texts are wrapped, and long lines of the file cut around the mark. Default: wrapped nowhere. */
  readonly width?: number;
}

/**
 * An issue as an author reads it: what, where, the line with a mark under it, expected and found, what to do. Ends without a
 * line break. Control characters of the file never reach the terminal.
 */
export function formatIssue(issue: SpecIssue, sourceText: string, options: FormatOptions = {}): string {
  const { color = false, width = Number.POSITIVE_INFINITY } = options;
  const paint: Paint = color ? (code, text) => `\u001B[${code}m${text}\u001B[0m` : (_, text) => text;
  const tone = TONES[issue.severity];
  const gutter = " ".repeat(String(issue.line).length);
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
    formatHead(issue, options),
    `${gutter}${paint("34", "-->")} ${clean(issue.filename)}:${issue.line}:${issue.column}`,
    ...codeFrame(issue, sourceText, { gutter, width, tone, paint }),
    ...facts.flatMap(([label, text]) => {
      if (text === undefined) return [];
      const hanging = " ".repeat(gutter.length + 3);
      const [first = "", ...more] = wrapText(`${label}: ${clean(text)}`, width - hanging.length);
      const shown = label === "help" ? first.replace(/^help:/, paint("32", "help:")) : first;
      return [`${gutter} ${paint("34", "=")} ${shown}`, ...more.map((line) => hanging + line)];
    }),
  ].join("\n");
}

/** `error[PLX-304] not an allowed word`, wrapped: the first line of an issue, and all of one that has no place. */
export function formatHead(
  { code, message, severity }: Pick<SpecIssue, "severity" | "message"> & { readonly code: string },
  { color = false, width = Number.POSITIVE_INFINITY }: FormatOptions = {},
): string {
  const label = `${severity}[${code}]`;
  const lines = wrapText(`${label} ${clean(message)}`, width, 2);
  if (!color) return lines.join("\n");
  const [first = "", ...more] = lines;
  const bold = (text: string): string => `\u001B[1m${text}\u001B[0m`;
  const painted = `\u001B[1;${TONES[severity]}m${label}\u001B[0m`;
  return [`${painted} ${bold(first.slice(label.length + 1))}`, ...more.map(bold)].join("\n");
}

type Paint = (code: string, text: string) => string;

const TONES = { error: "31", warning: "33", notice: "36" } as const;
/** Characters of a long line that are shown before and after the mark, where the width does not ask for fewer. */
const AROUND = 60;

function codeFrame(
  { line, column }: SpecIssue,
  sourceText: string,
  look: { readonly gutter: string; readonly width: number; readonly tone: string; readonly paint: Paint },
): readonly string[] {
  const { gutter, paint, tone, width } = look;
  const source = lineOf(sourceText, line)?.replace(/^\uFEFF/, "");
  if (source === undefined || source.trim() === "") return [];
  // Room for the line's number, and for three dots on each side.
  const room = Math.max(20, Math.min(2 * AROUND, width - gutter.length - 3 - 6));
  const fits = source.length <= room + 6;
  const start = fits ? 0 : Math.max(0, Math.min(column - 1 - Math.floor(room / 2), source.length - room));
  const end = fits ? source.length : start + room;
  const shown = clean(source.slice(start, end));
  if (isGarbled(shown)) return [];
  const before = start > 0 ? "..." : "";
  const after = source.length > end ? "..." : "";
  const word = /^[\w.-]*/.exec(source.slice(column - 1, end))![0].length;
  const indent = " ".repeat(before.length + column - 1 - start);
  const bar = paint("34", "|");
  return [
    `${gutter} ${bar}`,
    `${paint("34", `${line} |`)} ${before}${shown}${after}`,
    `${gutter} ${bar} ${indent}${paint(tone, "^".repeat(Math.max(1, word)))}`,
  ];
}

/** Bytes of no text show nobody where to look. */
const isGarbled = (shown: string): boolean => shown.split("\u{FFFD}").length - 1 > shown.length / 4;

function lineOf(text: string, line: number): string | undefined {
  const starts = startsOf(text);
  const start = starts[line - 1];
  if (start === undefined) return undefined;
  const next = starts[line];
  return text.slice(start, next === undefined ? undefined : next - 1).replace(/\r$/, "");
}

/** The lines of a text are found once for all of its issues, which are shown one after the other. */
let latest: { readonly text: string; readonly starts: Uint32Array } = { text: "", starts: findLineStarts("") };
function startsOf(text: string): Uint32Array {
  if (latest.text !== text) latest = { text, starts: findLineStarts(text) };
  return latest.starts;
}

/** Control and direction-changing characters as visible placeholders; a tab as a space, so that the mark stays in place. */
function clean(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll("\t", " ").replaceAll(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g, "\u{FFFD}");
}

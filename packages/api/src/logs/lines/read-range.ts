import type { ArtifactStore } from "@polyaxon/artifacts";
import { type LogLine, parseLogLine } from "@polyaxon/tracking";
import type { LogCursor, LogPlace } from "../log-cursor.ts";
import { byBeginning, type LogFile, openLogFiles } from "../log-file.ts";
import { type LineIndex, type LineIndexes, STRIDE } from "./line-index.ts";
import { rowsOf } from "./rows.ts";

const MOST_BYTES = 8 * 1024 * 1024;

export interface WantedRange {
  /** Number of the first line, from 0; negative: so many before the end. */
  readonly first: number;
  readonly limit: number;
  /** Numbers are of this file alone; null: of all files, in the order in which they begin. */
  readonly file: string | null;
}

export interface LogRange {
  readonly lines: readonly { readonly number: number; readonly line: LogLine }[];
  /** Lines that can be asked for now. */
  readonly total: number;
  /** Behind the last line given, in its file and those before it. */
  readonly cursor: LogCursor;
}

interface Numbered {
  readonly file: LogFile;
  readonly index: LineIndex;
  /** Number of its first line. */
  readonly base: number;
}

/** Lines by number: whichever is asked for, at most `STRIDE` others are read to find it. */
export async function readRange(
  deps: { readonly artifacts: ArtifactStore; readonly indexes: LineIndexes },
  run: string,
  wanted: WantedRange,
): Promise<LogRange> {
  const opened = await openLogFiles(deps.artifacts, run);
  try {
    const chosen = wanted.file === null ? opened : opened.filter(({ name }) => name === wanted.file);
    const files: Numbered[] = [];
    let total = 0;
    for (const file of await byBeginning(chosen)) {
      const index = await deps.indexes.of(run, file);
      files.push({ file, index, base: total });
      total += index.lines + (await openLine(file, index.bytes)).length;
    }
    const first = wanted.first < 0 ? Math.max(0, total + wanted.first) : wanted.first;
    return { ...(await linesOf(files, first, wanted.limit)), total };
  } finally {
    await Promise.all(opened.map((file) => file.close()));
  }
}

async function linesOf(files: readonly Numbered[], first: number, limit: number): Promise<Omit<LogRange, "total">> {
  const lines: { number: number; line: LogLine }[] = [];
  const cursor: Record<string, LogPlace> = {};
  let bytes = 0;
  for (const { base, file, index } of files) {
    if (lines.length >= limit || bytes >= MOST_BYTES) break;
    let number = base + Math.floor(Math.max(0, first - base) / STRIDE) * STRIDE;
    const start = first - base >= index.lines ? index.bytes : (index.offsets[(number - base) / STRIDE] ?? index.bytes);
    if (start === index.bytes) number = base + index.lines;
    for await (const { end, row } of rowsAt(file, start, index.bytes)) {
      if (lines.length >= limit || bytes >= MOST_BYTES) break;
      const line = number < first ? null : parseLogLine(row());
      if (line !== null) {
        lines.push({ number, line });
        bytes += line.value.length;
        cursor[file.key] = { offset: end, micros: line.timestampMicros };
      }
      number += 1;
    }
    for (const { end, line } of await openLine(file, index.bytes)) {
      if (number !== base + index.lines || number < first || lines.length >= limit) break;
      lines.push({ number, line });
      cursor[file.key] = { offset: end, micros: line.timestampMicros };
    }
    if (base + index.lines <= first) cursor[file.key] ??= await file.end();
  }
  return { lines, cursor };
}

async function* rowsAt(
  file: LogFile,
  from: number,
  until: number,
): AsyncGenerator<{ readonly row: () => string; readonly end: number }> {
  for await (const { bytes, offset, spans } of rowsOf(file, from, until)) {
    for (let at = 0; at < spans.length; at += 2) {
      const start = spans[at] ?? 0;
      const end = spans[at + 1] ?? start;
      yield { row: () => bytes.toString("utf8", start, end), end: offset + end + 1 };
    }
  }
}

/** The last line of clients that write the line break before each line; none or one. */
async function openLine(
  file: LogFile,
  from: number,
): Promise<readonly { readonly line: LogLine; readonly end: number }[]> {
  for await (const lines of file.linesFrom(from, file.sizeBytes)) return lines.slice(0, 1);
  return [];
}

import type { ArtifactStore } from "@polyaxon/artifacts";
import { type LogLine, parseLogLine } from "@polyaxon/tracking";
import type { LogCursor, LogPlace } from "../log-cursor.ts";
import { byBeginning, type LogFile, openLogFiles } from "../log-file.ts";
import type { LineMatcher } from "./line-matcher.ts";
import { scanLines } from "./scan-lines.ts";

const CHUNK_BYTES = 512 * 1024;
/** A longer text without a line break is no line of ours and is passed over. */
const LONGEST_LINE_BYTES = 4 * 1024 * 1024;
const MOST_BYTES = 8 * 1024 * 1024;
const NEWLINE = 10;

export interface SearchBounds {
  /** Most matches. */
  readonly limit: number;
  /** Asked after each piece, and after each rest: true ends the search there. */
  readonly isOver: () => boolean;
  /** Asked after each line of a slow pattern: what to wait for before going on, so that others have their turn; null: nothing. */
  readonly rest?: () => Promise<void> | null;
}

export interface SearchPage {
  readonly lines: readonly LogLine[];
  /** How far it was searched. */
  readonly cursor: LogCursor;
  /** Everything that is stored was searched. */
  readonly done: boolean;
}

/** Matching lines behind a cursor: file after file, the one that begins first at first; within each in order. */
export async function searchLogs(
  artifacts: ArtifactStore,
  run: string,
  cursor: LogCursor,
  matcher: LineMatcher,
  bounds: SearchBounds,
): Promise<SearchPage> {
  const files = await openLogFiles(artifacts, run, ({ key, sizeBytes }) => (cursor[key]?.offset ?? 0) < sizeBytes);
  try {
    const reached: Record<string, LogPlace> = { ...cursor };
    const found: Found = { lines: [], bytes: 0 };
    for (const file of await byBeginning(files)) {
      const place = cursor[file.key];
      const { offset, after } = place === undefined ? { offset: 0, after: null } : await file.resume(place);
      const result = await searchFile(file, { offset, after }, matcher, bounds, found);
      if (result.place !== null) reached[file.key] = result.place;
      if (!result.done) return { lines: found.lines, cursor: reached, done: false };
    }
    return { lines: found.lines, cursor: reached, done: true };
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}

interface Found {
  readonly lines: LogLine[];
  bytes: number;
}

async function searchFile(
  file: LogFile,
  { after, offset }: { readonly offset: number; readonly after: number | null },
  matcher: LineMatcher,
  { isOver, limit, rest }: SearchBounds,
  found: Found,
): Promise<{ readonly place: LogPlace | null; readonly done: boolean }> {
  let place = null as LogPlace | null;
  let start = offset;
  let length = CHUNK_BYTES;
  for (let skipping = false; ;) {
    const bytes = await file.read(start, length);
    const whole = skipping ? bytes.indexOf(NEWLINE) + 1 : bytes.lastIndexOf(NEWLINE) + 1;
    if (whole === 0) {
      if (bytes.length < length)
        return { place: (skipping ? null : await takeLast(bytes, start)) ?? place, done: true };
      // A line that is longer than a piece, or no line at all.
      skipping ||= length > LONGEST_LINE_BYTES;
      if (skipping) start += bytes.length;
      length = skipping ? CHUNK_BYTES : length * 2;
      continue;
    }
    length = CHUNK_BYTES;
    if (skipping) {
      skipping = false;
      start += whole;
      continue;
    }
    const lines = bytes.subarray(0, whole);
    const end = await take(lines, start);
    if (end !== null) return { place: end, done: false };
    place = { offset: start + whole, micros: stampOfLast(lines) ?? place?.micros ?? 0 };
    start += whole;
    if (isOver()) return { place, done: false };
  }

  /** Where the page is full or the time is over; null when the search goes on behind these lines. */
  async function take(lines: Buffer, at: number): Promise<LogPlace | null> {
    for (const { end, line } of scanLines(lines, matcher)) {
      if (line !== null && (after === null || line.timestampMicros > after)) {
        found.lines.push(line);
        found.bytes += line.value.length;
        if (found.lines.length >= limit || found.bytes >= MOST_BYTES)
          return { offset: at + end, micros: line.timestampMicros };
      }
      const resting = matcher.isSlow ? (rest?.() ?? null) : null;
      if (resting === null) continue;
      await resting;
      const micros = isOver() ? stampOfLast(lines.subarray(0, end)) : null;
      if (micros !== null) return { offset: at + end, micros };
    }
    return null;
  }

  /** Clients that write the line break before each line leave the last one without. */
  async function takeLast(text: Buffer, at: number): Promise<LogPlace | null> {
    const last = parseLogLine(text.toString("utf8"));
    if (last === null || last.offset !== undefined) return null;
    await take(Buffer.concat([text, Buffer.of(NEWLINE)]), at);
    return { offset: at + text.length, micros: last.timestampMicros };
  }
}

function stampOfLast(lines: Buffer): number | null {
  const begin = lines.length < 2 ? 0 : lines.lastIndexOf(NEWLINE, lines.length - 2) + 1;
  return parseLogLine(lines.toString("utf8", begin, lines.length - 1))?.timestampMicros ?? null;
}

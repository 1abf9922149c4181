import type { ArtifactStore, OpenedArtifact } from "@polyaxon/artifacts";
import { type LogLine, parseLogLine } from "@polyaxon/tracking";
import { fileKey, type LogPlace } from "./log-cursor.ts";

/** A line and the offset just behind it, from where reading goes on. */
export interface PlacedLine {
  readonly line: LogLine;
  readonly end: number;
}

/** One stored log file, read in pieces: a gigabyte is never in memory. */
export interface LogFile {
  readonly key: string;
  readonly name: string;
  /** When it was opened; it may grow. */
  readonly sizeBytes: number;
  /**
   * Lines from a line's start to the file's present end, or to those that end at `until`. A last line without its line break
   * counts when it is whole and not of our shipper (other clients write the break before each line); after a crash the shipper
   * writes such a line anew, perhaps with another end.
   */
  linesFrom(offset: number, until?: number): AsyncGenerator<readonly PlacedLine[]>;
  /**
   * Where to go on behind a place of earlier: there, if a line still ends there or the file is shorter now (it grows again). In a
   * file that was replaced meanwhile, where lines later than the place's `micros` begin; those before are to be left out.
   */
  resume(place: LogPlace): Promise<{ readonly offset: number; readonly after: number | null }>;
  /** Start of a line before which every line is at or before `micros`; found by halving, for lines in time order. */
  seek(micros: number): Promise<number>;
  /** Stamp of its first line; infinite when it has none. */
  firstStamp(): Promise<number>;
  /** Bytes as they are stored; fewer at the end. */
  read(offset: number, length: number): Promise<Buffer>;
  /** Behind its last whole line. */
  end(): Promise<LogPlace>;
  close(): Promise<void>;
}

const FOLDER = "plxlogs";
const CHUNK_BYTES = 256 * 1024;
/** Shippers cut lines at 64 KiB; a longer text than this is not a line of ours and is passed over. */
const LONGEST_LINE_BYTES = 4 * 1024 * 1024;
/** Of a file's beginning, to find its first line in. */
const FIRST_BYTES = 1024 * 1024;
/** Of a file's end, to find its last line in. */
const END_BYTES = 1024 * 1024;
const NEWLINE = 10;
const CLOSING_BRACE = 0x7d;
const MOST_FILES = 256;

/** The log files of a run, by name; those that `wanted` refuses are not opened. Close each. */
export async function openLogFiles(
  artifacts: ArtifactStore,
  run: string,
  wanted: (file: { readonly key: string; readonly sizeBytes: number }) => boolean = () => true,
): Promise<LogFile[]> {
  const listing = await artifacts.list(run, FOLDER);
  const found = (listing?.files ?? []).filter(({ name }) => name.endsWith(".jsonl")).slice(0, MOST_FILES);
  const files: LogFile[] = [];
  try {
    for (const { name, sizeBytes } of found) {
      if (!wanted({ key: fileKey(name), sizeBytes })) continue;
      const artifact = await artifacts.open(run, `${FOLDER}/${name}`);
      if (artifact !== null) files.push(logFile(name, artifact));
    }
    return files;
  } catch (error) {
    await Promise.all(files.map((file) => file.close()));
    throw error;
  }
}

/** The one whose first line is the oldest first: attempts in turn. */
export async function byBeginning(files: readonly LogFile[]): Promise<readonly LogFile[]> {
  if (files.length < 2) return files;
  const begun = await Promise.all(files.map(async (file) => ({ file, micros: await file.firstStamp() })));
  return begun.sort((a, b) => a.micros - b.micros).map(({ file }) => file);
}

export function logFile(name: string, artifact: OpenedArtifact): LogFile {
  return {
    key: fileKey(name),
    name,
    sizeBytes: artifact.sizeBytes,
    linesFrom: (offset, until) => linesFrom(artifact, offset, until ?? Number.POSITIVE_INFINITY),
    resume: (place) => resume(artifact, place),
    seek: (micros) => seek(artifact, micros),
    firstStamp: () => firstStamp(artifact),
    read: (offset, length) => readBytes(artifact, offset, length),
    end: () => endOf(artifact),
    close: () => artifact.close(),
  };
}

async function* linesFrom(
  artifact: OpenedArtifact,
  offset: number,
  until: number,
): AsyncGenerator<readonly PlacedLine[]> {
  let kept: Buffer = Buffer.alloc(0);
  /** Offset of `kept`. */
  let start = offset;
  let skipping = false;
  for (;;) {
    const reached = start + kept.length;
    const chunk = await readBytes(artifact, reached, Math.max(0, Math.min(CHUNK_BYTES, until - reached)));
    if (chunk.length === 0) break;
    const bytes = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
    const lines: PlacedLine[] = [];
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE, kept.length); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
      const line = skipping ? null : parseLogLine(bytes.toString("utf8", from, end));
      skipping = false;
      from = end + 1;
      if (line !== null) lines.push({ line, end: start + from });
    }
    if (lines.length > 0) yield lines;
    start += from;
    kept = bytes.subarray(from);
    if (skipping || kept.length > LONGEST_LINE_BYTES) {
      start += kept.length;
      kept = Buffer.alloc(0);
      skipping = true;
    }
  }
  const last = kept.length === 0 || skipping ? null : parseLogLine(kept.toString("utf8"));
  if (last !== null && last.offset === undefined) yield [{ line: last, end: start + kept.length }];
}

/** The bytes as a buffer, without copying them. */
async function readBytes(artifact: OpenedArtifact, offset: number, length: number): Promise<Buffer> {
  const bytes = await artifact.read(offset, length);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

async function resume(artifact: OpenedArtifact, place: LogPlace): Promise<{ offset: number; after: number | null }> {
  const { offset, micros } = place;
  if (offset === 0) return { offset, after: null };
  const [before, behind] = await artifact.read(offset - 1, 2);
  const isLineEnd = before === NEWLINE || (before === CLOSING_BRACE && (behind === undefined || behind === NEWLINE));
  if (before === undefined || isLineEnd) return { offset, after: null };
  return { offset: await seek(artifact, micros), after: micros };
}

async function firstStamp(artifact: OpenedArtifact): Promise<number> {
  for await (const [first] of linesFrom(artifact, 0, FIRST_BYTES))
    if (first !== undefined) return first.line.timestampMicros;
  return Number.POSITIVE_INFINITY;
}

async function endOf(artifact: OpenedArtifact): Promise<LogPlace> {
  const from = Math.max(0, artifact.sizeBytes - END_BYTES);
  const bytes = await readBytes(artifact, from, artifact.sizeBytes - from);
  const end = bytes.lastIndexOf(NEWLINE) + 1;
  const begin = end < 2 ? 0 : bytes.lastIndexOf(NEWLINE, end - 2) + 1;
  const line = end === 0 ? null : parseLogLine(bytes.toString("utf8", begin, end - 1));
  return line === null ? { offset: 0, micros: 0 } : { offset: from + end, micros: line.timestampMicros };
}

async function seek(artifact: OpenedArtifact, micros: number): Promise<number> {
  let low = 0;
  let high = artifact.sizeBytes;
  while (high - low > CHUNK_BYTES) {
    const middle = low + Math.floor((high - low) / 2);
    const found = await firstLineAfter(artifact, middle);
    if (found === null || found.start >= high || found.micros > micros) high = middle;
    else low = found.start;
  }
  return low;
}

/** The first whole line that starts after `offset`; null when none is near. */
async function firstLineAfter(
  artifact: OpenedArtifact,
  offset: number,
): Promise<{ start: number; micros: number } | null> {
  const bytes = await readBytes(artifact, offset, CHUNK_BYTES);
  let from = bytes.indexOf(NEWLINE) + 1;
  if (from === 0) return null;
  for (let end = bytes.indexOf(NEWLINE, from); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
    const line = parseLogLine(bytes.toString("utf8", from, end));
    if (line !== null) return { start: offset + from, micros: line.timestampMicros };
    from = end + 1;
  }
  return null;
}

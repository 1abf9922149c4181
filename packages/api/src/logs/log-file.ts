import type { ArtifactStore, OpenedArtifact } from "@polyaxon/artifacts";
import { type LogLine, parseLogLine } from "@polyaxon/tracking";

/** A line and the offset just behind it, from where reading goes on. */
export interface PlacedLine {
  readonly line: LogLine;
  readonly end: number;
}

/** One stored log file, read in pieces: a gigabyte is never in memory. */
export interface LogFile {
  readonly name: string;
  /**
   * Lines from a line's start to the file's present end. A last line without its line break counts when it is whole
   * (clients write the break before each line); one that is still being written does not.
   */
  linesFrom(offset: number): AsyncGenerator<PlacedLine>;
  /** Start of a line before which every line is at or before `micros`; found by halving, for lines in time order. */
  seek(micros: number): Promise<number>;
  close(): Promise<void>;
}

const FOLDER = "plxlogs";
const CHUNK_BYTES = 256 * 1024;
/** Shippers cut lines at 64 KiB; a longer text than this is not a line of ours and is passed over. */
const LONGEST_LINE_BYTES = 4 * 1024 * 1024;
const NEWLINE = 10;
const MOST_FILES = 256;

/** The log files of a run, by name. Close each. */
export async function openLogFiles(artifacts: ArtifactStore, run: string): Promise<LogFile[]> {
  const listing = await artifacts.list(run, FOLDER);
  const names = (listing?.files ?? []).map((file) => file.name).filter((name) => name.endsWith(".jsonl"));
  const files: LogFile[] = [];
  for (const name of names.slice(0, MOST_FILES)) {
    const artifact = await artifacts.open(run, `${FOLDER}/${name}`);
    if (artifact !== null) files.push(logFile(name, artifact));
  }
  return files;
}

export function logFile(name: string, artifact: OpenedArtifact): LogFile {
  return {
    name,
    linesFrom: (offset) => linesFrom(artifact, offset),
    seek: (micros) => seek(artifact, micros),
    close: () => artifact.close(),
  };
}

async function* linesFrom(artifact: OpenedArtifact, offset: number): AsyncGenerator<PlacedLine> {
  let kept: Buffer = Buffer.alloc(0);
  /** Offset of `kept`. */
  let start = offset;
  let skipping = false;
  for (;;) {
    const chunk = Buffer.from(await artifact.read(start + kept.length, CHUNK_BYTES));
    if (chunk.length === 0) break;
    const bytes = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE, kept.length); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
      const line = skipping ? null : parseLogLine(bytes.toString("utf8", from, end));
      skipping = false;
      from = end + 1;
      if (line !== null) yield { line, end: start + from };
    }
    start += from;
    kept = bytes.subarray(from);
    if (skipping || kept.length > LONGEST_LINE_BYTES) {
      start += kept.length;
      kept = Buffer.alloc(0);
      skipping = true;
    }
  }
  const last = kept.length === 0 || skipping ? null : parseLogLine(kept.toString("utf8"));
  if (last !== null) yield { line: last, end: start + kept.length };
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
  const bytes = Buffer.from(await artifact.read(offset, CHUNK_BYTES));
  let from = bytes.indexOf(NEWLINE) + 1;
  if (from === 0) return null;
  for (let end = bytes.indexOf(NEWLINE, from); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
    const line = parseLogLine(bytes.toString("utf8", from, end));
    if (line !== null) return { start: offset + from, micros: line.timestampMicros };
    from = end + 1;
  }
  return null;
}

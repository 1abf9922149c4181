import type { ArtifactStore } from "@polyaxon/artifacts";
import type { LogLine } from "@polyaxon/tracking";
import type { LogCursor, LogPlace } from "./log-cursor.ts";
import { type LogFile, openLogFiles, type PlacedLine } from "./log-file.ts";
import { mergeLines } from "./merge-lines.ts";

/** About what one answer holds; a line more may stand at its end, and all that share the last line's instant. */
const PAGE_BYTES = 8 * 1024 * 1024;
/** Whatever their instants say: bound on memory for files that are no honest logs. */
const MOST_BYTES = 4 * PAGE_BYTES;

export interface LogPage {
  readonly lines: readonly LogLine[];
  /** Instant of the last line; null when there was none. */
  readonly lastMicros: number | null;
  /** More lines are stored already. */
  readonly more: boolean;
}

/**
 * The lines after an instant, over all files of a run in time order. A page never ends between two lines of the same
 * instant, so that asking for "after the last one" neither skips nor repeats a line.
 */
export async function readLogsAfter(
  artifacts: ArtifactStore,
  run: string,
  afterMicros: number | null,
  pageBytes = PAGE_BYTES,
): Promise<LogPage> {
  return await withLogFiles(artifacts, run, async (files) => {
    const starts = await Promise.all(
      files.map(async (file) => (afterMicros === null ? 0 : await file.seek(afterMicros))),
    );
    const lines: LogLine[] = [];
    let bytes = 0;
    for await (const piece of mergeLines(files.map((file, index) => file.linesFrom(starts[index] ?? 0)))) {
      for (const { line } of piece.lines) {
        if (afterMicros !== null && line.timestampMicros <= afterMicros) continue;
        const last = lines.at(-1)?.timestampMicros ?? null;
        if ((bytes >= pageBytes && line.timestampMicros !== last) || bytes >= MOST_BYTES)
          return { lines, lastMicros: last, more: true };
        lines.push(line);
        bytes += sizeOf(line);
      }
    }
    return { lines, lastMicros: lines.at(-1)?.timestampMicros ?? null, more: false };
  });
}

export interface LogWindow {
  readonly lines: readonly LogLine[];
  readonly cursor: LogCursor;
  readonly more: boolean;
}

export interface WindowBounds {
  readonly limit: number;
  /** About so many bytes on the wire. Default 8 MiB. */
  readonly pageBytes?: number;
  /** No farther than this; files that it does not name are left out. Default: all that is stored. */
  readonly until?: LogCursor;
}

/** The next lines behind a cursor, in time order as far as they are stored. Cheap to go on with: no search. */
export async function readLogsFrom(
  artifacts: ArtifactStore,
  run: string,
  cursor: LogCursor,
  bounds: WindowBounds,
): Promise<LogWindow> {
  for await (const window of windowsFrom(artifacts, run, cursor, bounds)) return window;
  return { lines: [], cursor, more: false };
}

/** All that is stored behind a cursor, in windows, each with lines. The files are opened once: a long way costs less so. */
export async function* windowsFrom(
  artifacts: ArtifactStore,
  run: string,
  cursor: LogCursor,
  { limit, pageBytes = PAGE_BYTES, until }: WindowBounds,
): AsyncGenerator<LogWindow> {
  let reached: Record<string, LogPlace> = { ...cursor };
  let lines: LogLine[] = [];
  let bytes = 0;
  for await (const { file, lines: piece } of linesBehind(artifacts, run, cursor, until)) {
    for (const { line, end } of piece) {
      if (lines.length >= limit || (bytes >= pageBytes && lines.length > 0)) {
        yield { lines, cursor: reached, more: true };
        reached = { ...reached };
        lines = [];
        bytes = 0;
      }
      lines.push(line);
      bytes += sizeOf(line);
      reached[file] = { offset: end, micros: line.timestampMicros };
    }
  }
  if (lines.length > 0) yield { lines, cursor: reached, more: false };
}

/** Pieces of lines behind a cursor, over all files of a run in time order, each with the key of its file. */
export async function* linesBehind(
  artifacts: ArtifactStore,
  run: string,
  cursor: LogCursor,
  until?: LogCursor,
): AsyncGenerator<{ readonly file: string; readonly lines: readonly PlacedLine[] }> {
  const files = await openLogFiles(artifacts, run, ({ key, sizeBytes }) => {
    const from = cursor[key]?.offset ?? 0;
    return from < (until === undefined ? sizeBytes : (until[key]?.offset ?? 0));
  });
  try {
    const sources = await Promise.all(files.map((file) => resumed(file, cursor[file.key], until?.[file.key]?.offset)));
    for await (const { source, lines } of mergeLines(sources)) yield { file: files[source]?.key ?? "", lines };
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}

async function resumed(
  file: LogFile,
  place: LogPlace | undefined,
  until: number | undefined,
): Promise<AsyncGenerator<readonly PlacedLine[]>> {
  const { offset, after } = place === undefined ? { offset: 0, after: null } : await file.resume(place);
  const lines = file.linesFrom(offset, until);
  return after === null ? lines : laterThan(after, lines);
}

async function* laterThan(
  micros: number,
  pieces: AsyncGenerator<readonly PlacedLine[]>,
): AsyncGenerator<readonly PlacedLine[]> {
  for await (const piece of pieces) yield piece.filter(({ line }) => line.timestampMicros > micros);
}

/** Behind the last whole line of each file: where somebody starts who wants only what is new. */
export async function endOfLogs(artifacts: ArtifactStore, run: string): Promise<LogCursor> {
  return await withLogFiles(artifacts, run, async (files) =>
    Object.fromEntries(await Promise.all(files.map(async (file) => [file.key, await file.end()] as const))),
  );
}

const WIRE_OVERHEAD_BYTES = 160;
const sizeOf = (line: LogLine): number => line.value.length + WIRE_OVERHEAD_BYTES;

async function withLogFiles<T>(
  artifacts: ArtifactStore,
  run: string,
  use: (files: readonly LogFile[]) => Promise<T>,
): Promise<T> {
  const files = await openLogFiles(artifacts, run);
  try {
    return await use(files);
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}

import type { ArtifactStore } from "@polyaxon/artifacts";
import type { LogLine } from "@polyaxon/tracking";
import { type LogFile, openLogFiles } from "./log-file.ts";
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
    for await (const { line } of mergeLines(files.map((file, index) => file.linesFrom(starts[index] ?? 0)))) {
      if (afterMicros !== null && line.timestampMicros <= afterMicros) continue;
      const last = lines.at(-1)?.timestampMicros ?? null;
      if ((bytes >= pageBytes && line.timestampMicros !== last) || bytes >= MOST_BYTES)
        return { lines, lastMicros: last, more: true };
      lines.push(line);
      bytes += sizeOf(line);
    }
    return { lines, lastMicros: lines.at(-1)?.timestampMicros ?? null, more: false };
  });
}

/** Where reading goes on in each file; a file that is not named is read from its start. */
export type LogCursor = Readonly<Record<string, number>>;

export interface LogWindow {
  readonly lines: readonly LogLine[];
  readonly cursor: LogCursor;
  readonly more: boolean;
}

/** The next lines behind a cursor, in time order as far as they are stored. Cheap to go on with: no search. */
export async function readLogsFrom(
  artifacts: ArtifactStore,
  run: string,
  cursor: LogCursor,
  limit: number,
  pageBytes = PAGE_BYTES,
): Promise<LogWindow> {
  return await withLogFiles(artifacts, run, async (files) => {
    const reached = new Map(Object.entries(cursor));
    const lines: LogLine[] = [];
    let bytes = 0;
    for await (const { line, end, source } of mergeLines(
      files.map((file) => file.linesFrom(reached.get(file.name) ?? 0)),
    )) {
      if (lines.length >= limit || bytes >= pageBytes)
        return { lines, cursor: Object.fromEntries(reached), more: true };
      lines.push(line);
      bytes += sizeOf(line);
      reached.set(files[source]?.name ?? "", end);
    }
    return { lines, cursor: Object.fromEntries(reached), more: false };
  });
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

/** A cursor as opaque text. */
export const encodeCursor = (cursor: LogCursor): string => Buffer.from(JSON.stringify(cursor)).toString("base64url");

/** Null for a text that is no cursor of ours. */
export function decodeCursor(text: string): LogCursor | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    const entries = Object.entries(value as Record<string, unknown>);
    const whole = entries.every(
      ([, offset]) => typeof offset === "number" && Number.isSafeInteger(offset) && offset >= 0,
    );
    return whole ? (Object.fromEntries(entries) as LogCursor) : null;
  } catch {
    return null;
  }
}

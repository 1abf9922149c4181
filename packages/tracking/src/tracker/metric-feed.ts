import { closeSync, openSync, readSync } from "node:fs";
import { basename, join } from "node:path";
import { parseEventLine, parseFloatText } from "../formats/event-file.ts";
import { encodePointBlock, type SeriesPoints } from "../series/point-block.ts";

/** Of one request. A block has at most 24 bytes a point, so this is far below what a server takes. */
export const MOST_POINTS = 100_000;
const MOST_SERIES = 1_000;
const READ_BYTES = 256 * 1024;

/**
 * The points of metric files, read as the files grow and given out as blocks for the server's batched route. Points wait on disk, so
 * that a server that is slow or away costs no memory: what is not asked for is not read.
 */
export interface MetricFeed {
  /** The file has grown; the path is relative to the run's folder. */
  changed(path: string): void;
  /** Points wait to be read. */
  isBehind(): boolean;
  /**
   * The next points, at most `MOST_POINTS`; null when there is none.
   * @param onlyBegun leaves alone the files of which no point was given out yet: they may go whole instead
   */
  take(onlyBegun: boolean): Uint8Array | null;
}

interface Reading {
  offset: number;
  /** Rows so far: the step of a row without one. */
  rows: number;
  /** The start of a row whose end is not read yet. */
  rest: string;
}

export function createMetricFeed(folder: string): MetricFeed {
  const readings = new Map<string, Reading>();
  const waiting = new Set<string>();

  return {
    changed: (path) => void waiting.add(path),
    isBehind: () => waiting.size > 0,
    take(onlyBegun) {
      const series: SeriesPoints[] = [];
      let room = MOST_POINTS;
      for (const path of waiting) {
        if (onlyBegun && !readings.has(path)) {
          waiting.delete(path);
          continue;
        }
        if (room <= 0 || series.length >= MOST_SERIES) break;
        const reading = { ...(readings.get(path) ?? { offset: 0, rows: 0, rest: "" }) };
        const read = tryRead(join(folder, path), reading, room);
        // Removed by its own program, or as good as that: the others go on. It is read again when it has grown again.
        if (read === null) {
          waiting.delete(path);
          continue;
        }
        const { isWhole, points } = read;
        readings.set(path, reading);
        if (isWhole) waiting.delete(path);
        room -= points.steps.length;
        if (points.steps.length > 0) series.push({ name: basename(path, ".plx"), ...points });
      }
      return series.length === 0 ? null : encodePointBlock(series);
    },
  };
}

function tryRead(...from: Parameters<typeof readOn>): ReturnType<typeof readOn> | null {
  try {
    return readOn(...from);
  } catch {
    return null;
  }
}

/** Reads up to about `room` rows: a piece that was read is taken to its end. */
function readOn(
  path: string,
  reading: Reading,
  room: number,
): { readonly isWhole: boolean; readonly points: Omit<SeriesPoints, "name"> } {
  const steps: number[] = [];
  const times: number[] = [];
  const values: number[] = [];
  const block = Buffer.allocUnsafe(READ_BYTES);
  const fd = openSync(path, "r");
  let isWhole = false;
  try {
    // A row has more than 20 bytes, so that a piece goes over `room` by 13,000 at most.
    while (steps.length < room && !isWhole) {
      const read = readSync(fd, block, 0, block.length, reading.offset);
      reading.offset += read;
      isWhole = read < block.length;
      // A name of a metric's file and its numbers are plain ASCII, so that no character is cut.
      const lines = (reading.rest + block.toString("latin1", 0, read)).split("\n");
      // Rows begin with their line break: at the end of the file the last one is whole.
      reading.rest = isWhole ? "" : (lines.pop() ?? "");
      for (const line of lines) {
        const row = parseEventLine("metric", line);
        const value = row === null ? null : parseFloatText(row.value);
        if (row === null || value === null) continue;
        steps.push(row.step ?? reading.rows);
        times.push(row.timestampMicros);
        values.push(value);
        reading.rows += 1;
      }
    }
  } finally {
    closeSync(fd);
  }
  const points = {
    steps: Float64Array.from(steps),
    times: Float64Array.from(times),
    values: Float64Array.from(values),
  };
  return { isWhole, points };
}

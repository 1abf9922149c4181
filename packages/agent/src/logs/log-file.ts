import { parseLogLine } from "@polyaxon/tracking";
import type { GrowingFile } from "../files/run-files.ts";

/** A stored line is one piece of at most 64 KiB, every byte of it possibly written as `\u0000`. */
export const TAIL_BYTES = 1024 * 1024;

/** Where shipping goes on after a restart, read from the stored lines alone. */
export interface LogPosition {
  /** Bytes of the raw output that are stored already. */
  readonly offset: number;
  /** Stamp of the last stored line; 0 when there is none. */
  readonly lastMicros: number;
}

/**
 * Where a stored log ends. A last line that a crash cut short is taken off, so that no line is lost, none is stored twice,
 * and none is torn.
 */
export async function takeUpLog(file: GrowingFile): Promise<LogPosition> {
  const { bytes, length } = await file.end(TAIL_BYTES);
  const { keep, position } = readTail(bytes, length);
  if (keep < length) await file.cut(keep);
  return position;
}

/** Stamp of the last whole line in the end of a log; 0 when there is none. */
export const lastStamp = (end: Buffer): number => readTail(end, end.length).position.lastMicros;

/** A log whose last whole line says nothing about its place in the output cannot be continued: it is begun again. */
function readTail(tail: Buffer, length: number): { readonly keep: number; readonly position: LogPosition } {
  const end = tail.lastIndexOf(0x0a);
  const begin = end <= 0 ? 0 : tail.lastIndexOf(0x0a, end - 1) + 1;
  const line = end === -1 ? null : parseLogLine(tail.toString("utf8", begin, end));
  if (line?.offset === undefined) return { keep: 0, position: { offset: 0, lastMicros: 0 } };
  return { keep: length - tail.length + end + 1, position: { offset: line.offset, lastMicros: line.timestampMicros } };
}

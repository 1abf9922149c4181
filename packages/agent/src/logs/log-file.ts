import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { parseLogLine } from "@polyaxon/tracking";

/** A stored line is one piece of at most 64 KiB, every byte of it possibly written as `\u0000`. */
const TAIL_BYTES = 1024 * 1024;

/** Where shipping goes on after a restart, read from the stored lines alone. */
export interface LogPosition {
  /** Bytes of the raw output that are stored already. */
  readonly offset: number;
  /** Stamp of the last stored line; 0 when there is none. */
  readonly lastMicros: number;
}

/**
 * Opens the stored log of an attempt for appending. A last line that a crash cut short is taken off, so that no line is lost,
 * none is stored twice, and none is torn.
 */
export async function openLogFile(
  path: string,
): Promise<{ readonly file: FileHandle; readonly position: LogPosition }> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, "a+");
  try {
    const { size } = await file.stat();
    const { keep, position } = readTail(await readEnd(file, size), size);
    if (keep < size) await file.truncate(keep);
    return { file, position };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Stamp of the last whole line of a log that is no longer written; 0 when there is none. */
export async function lastStamp(path: string): Promise<number> {
  const file = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (file === null) return 0;
  try {
    const { size } = await file.stat();
    return readTail(await readEnd(file, size), size).position.lastMicros;
  } finally {
    await file.close();
  }
}

async function readEnd(file: FileHandle, size: number): Promise<Buffer> {
  const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
  let filled = 0;
  while (filled < tail.length) {
    const { bytesRead } = await file.read(tail, filled, tail.length - filled, size - tail.length + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return tail.subarray(0, filled);
}

/** A log whose last whole line says nothing about its place in the output cannot be continued: it is begun again. */
function readTail(tail: Buffer, size: number): { readonly keep: number; readonly position: LogPosition } {
  const end = tail.lastIndexOf(0x0a);
  const begin = end <= 0 ? 0 : tail.lastIndexOf(0x0a, end - 1) + 1;
  const line = end === -1 ? null : parseLogLine(tail.toString("utf8", begin, end));
  if (line?.offset === undefined) return { keep: 0, position: { offset: 0, lastMicros: 0 } };
  return { keep: size - tail.length + end + 1, position: { offset: line.offset, lastMicros: line.timestampMicros } };
}

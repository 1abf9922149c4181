import { existsSync } from "node:fs";
import { copyFile, type FileHandle, mkdir, open, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { GrowingFile, RunFiles } from "./run-files.ts";

/**
 * The run's folder is the place itself: what was written there is stored.
 *
 * @param current the attempt whose files they are
 */
export function localRunFiles(storedLog: (attempt: number) => string, current: number): RunFiles {
  /** Files of which the disk has refused a sync. */
  const doubtful = new Set<string>();
  return {
    async begin(fresh) {
      const log = storedLog(current);
      // Of an attempt of this number that the database, which was restored, knows nothing of.
      if (fresh && existsSync(log)) await rename(log, `${log}.earlier`);
    },
    ship: async () => {},
    openLog: (attempt) => openGrowingFile(storedLog(attempt), doubtful),
    logEnd: (attempt, atMost) => endOfFile(storedLog(attempt), atMost),
  };
}

async function openGrowingFile(path: string, doubtful: Set<string>): Promise<GrowingFile> {
  await mkdir(dirname(path), { recursive: true });
  const named = naming(path);
  if (doubtful.has(path)) {
    await named(() => writeAnew(path));
    doubtful.delete(path);
  }
  const file = await open(path, "a+");
  const opened = await file.stat();
  const inPlace = async (): Promise<void> => {
    const found = await stat(path).catch(() => null);
    if (found?.ino !== opened.ino || found.dev !== opened.dev)
      throw new Error("the stored log was removed or replaced while it was written; it is stored anew");
  };
  return {
    end: (atMost) => named(() => readEnd(file, atMost)),
    cut: (length) => named(() => file.truncate(length)),
    append: (bytes) =>
      named(async () => {
        await inPlace();
        await file.appendFile(bytes);
      }),
    sync: () =>
      named(async () => {
        await inPlace();
        doubtful.add(path);
        await file.datasync();
        doubtful.delete(path);
      }),
    close: () => file.close(),
  };
}

/**
 * After a sync that failed the kernel calls the same pages clean, and a second sync succeeds without writing them. What is
 * still in memory is written to a file of its own instead.
 */
async function writeAnew(path: string): Promise<void> {
  const copy = `${path}.anew`;
  await copyFile(path, copy);
  const file = await open(copy, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(copy, path);
}

/** What is done with an open file fails without its name. */
function naming(path: string): <T>(work: () => Promise<T>) => Promise<T> {
  return async (work) => {
    try {
      return await work();
    } catch (error) {
      throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  };
}

async function endOfFile(path: string, atMost: number): Promise<Buffer> {
  const file = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (file === null) return Buffer.alloc(0);
  try {
    return (await readEnd(file, atMost)).bytes;
  } finally {
    await file.close();
  }
}

async function readEnd(file: FileHandle, atMost: number): Promise<{ readonly bytes: Buffer; readonly length: number }> {
  const { size } = await file.stat();
  const end = Buffer.alloc(Math.min(size, atMost));
  let filled = 0;
  while (filled < end.length) {
    const { bytesRead } = await file.read(end, filled, end.length - filled, size - end.length + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return { bytes: end.subarray(0, filled), length: size };
}

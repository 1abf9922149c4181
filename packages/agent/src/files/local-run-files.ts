import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import type { GrowingFile, RunFiles } from "./run-files.ts";

/** The run's folder is the place itself: what was written there is stored. */
export function localRunFiles(storedLog: (attempt: number) => string): RunFiles {
  return {
    begin: async () => {},
    ship: async () => {},
    openLog: (attempt) => openGrowingFile(storedLog(attempt)),
    logEnd: (attempt, atMost) => endOfFile(storedLog(attempt), atMost),
  };
}

async function openGrowingFile(path: string): Promise<GrowingFile> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, "a+");
  return {
    end: (atMost) => readEnd(file, atMost),
    cut: (length) => file.truncate(length),
    append: (bytes) => file.appendFile(bytes),
    sync: () => file.datasync(),
    close: () => file.close(),
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

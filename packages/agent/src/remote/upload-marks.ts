import { readFile, rename, writeFile } from "node:fs/promises";
import type { Stats } from "node:fs";

/** What a file looked like when it was stored at the server. */
export interface UploadMark {
  readonly inode: number;
  readonly size: number;
  readonly modifiedMs: number;
  readonly changedMs: number;
  /** Bytes at the server; less than `size` while a last line is open. */
  readonly sent: number;
  /** The last bytes before `sent`, in hex: they tell a file that grew from one that was written anew. */
  readonly end: string;
}

export type UploadMarks = Map<string, UploadMark>;

export const isUnchanged = (mark: UploadMark, found: Stats): boolean =>
  mark.inode === found.ino &&
  mark.size === found.size &&
  mark.modifiedMs === found.mtimeMs &&
  mark.changedMs === found.ctimeMs;

export const markOf = (found: Stats, sent: number, end: Uint8Array): UploadMark => ({
  inode: found.ino,
  size: found.size,
  modifiedMs: found.mtimeMs,
  changedMs: found.ctimeMs,
  sent,
  end: Buffer.from(end).toString("hex"),
});

/** Marks only save uploads: without them (or with a torn file of them) everything is stored again. */
export async function readMarks(path: string): Promise<UploadMarks> {
  try {
    return new Map(Object.entries(JSON.parse(await readFile(path, "utf8")) as Record<string, UploadMark>));
  } catch {
    return new Map();
  }
}

export async function writeMarks(path: string, marks: UploadMarks): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(Object.fromEntries(marks)), { mode: 0o600 });
  await rename(`${path}.new`, path);
}

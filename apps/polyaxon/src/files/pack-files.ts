import { createWriteStream, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { pack } from "tar-stream";
import type { FolderFile } from "./folder-files.ts";

/**
 * Writes files of a folder into a tar.gz, under their paths, with their modes and times.
 *
 * @throws Error naming the file that vanished or changed its size meanwhile: half of a change is worth less than none
 */
export async function packFiles(root: string, files: readonly FolderFile[], target: string): Promise<void> {
  const tar = pack();
  const written = pipeline(tar, createGzip({ level: 6 }), createWriteStream(target, { flags: "wx", mode: 0o600 }));
  try {
    for (const { path } of files) {
      const file = await open(join(root, path));
      try {
        const status = await file.stat();
        await addFile(tar, path, file, status);
      } finally {
        await file.close();
      }
    }
    tar.finalize();
  } catch (error) {
    tar.destroy(error instanceof Error ? error : new Error(String(error)));
    // When the disk is what failed, the pipeline knows it better.
    await written;
    throw error;
  }
  await written;
}

async function addFile(tar: ReturnType<typeof pack>, path: string, file: FileHandle, { mode, mtime, size }: Stats) {
  const entry = tar.entry({ name: path, size, mode: mode & 0o777, mtime });
  let sent = 0;
  if (size > 0) {
    for await (const chunk of file.createReadStream({ start: 0, end: size - 1, autoClose: false })) {
      const bytes = chunk as Uint8Array;
      sent += bytes.length;
      if (!entry.write(bytes)) await drained(entry);
    }
  }
  if (sent !== size) throw new Error(`${path} changed while it was packed`);
  entry.end(undefined);
}

const drained = (entry: ReturnType<ReturnType<typeof pack>["entry"]>): Promise<void> =>
  new Promise((resolve, reject) => {
    entry.once("drain", () => resolve());
    // The disk was full, or the like: the pipeline says why.
    entry.once("close", () => reject(new Error("the archive could not be written")));
  });

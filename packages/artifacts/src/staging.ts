import { randomUUID } from "node:crypto";
import { lstat, mkdir, open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type ArtifactContent, ArtifactError } from "./artifact-store.ts";
import { unwritten } from "./unwritten.ts";

/**
 * The store's own folder beside those of the runs: what is not whole yet, and what is on its way out. It is on the same
 * file system, so that a rename puts a thing in its place at once.
 */
export interface Staging {
  /** A fresh path; nothing is created. */
  path(): string;
  /** Writes `content` to a fresh path and syncs it. Throws `too-large`; then nothing is left. */
  file(content: ArtifactContent, maxBytes: number): Promise<{ readonly path: string; readonly sizeBytes: number }>;
  remove(path: string): Promise<void>;
  /** False while the folder it is in is away: nothing else removes it. */
  isThere(): Promise<boolean>;
}

const LEFT_OVER_AFTER_MS = 24 * 3_600_000;

/** Opens the staging folder and clears what a crash left there long ago; younger things may be another process's. */
export async function openStaging(root: string): Promise<Staging> {
  const folder = join(root, ".staging");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const oldest = Date.now() - LEFT_OVER_AFTER_MS;
  for (const name of await readdir(folder)) {
    const found = await lstat(join(folder, name)).catch(() => null);
    if (found !== null && found.mtimeMs < oldest) await rm(join(folder, name), { recursive: true, force: true });
  }
  const path = (): string => join(folder, randomUUID());
  return {
    path,
    async file(content, maxBytes) {
      const target = path();
      try {
        return { path: target, sizeBytes: await writeFile(target, content, maxBytes) };
      } catch (error) {
        await rm(target, { force: true });
        throw error;
      }
    },
    remove: (target) => rm(target, { recursive: true, force: true }),
    isThere: () =>
      lstat(folder).then(
        (found) => found.isDirectory(),
        (error: unknown) => {
          if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
          throw error;
        },
      ),
  };
}

/** What is written at once: chunks of uploads are some ten kilobytes, and each write goes through another thread and back. */
const WRITTEN_AT_ONCE = 1024 * 1024;

/** Writes a new file, syncs it, and answers its size. Throws `too-large` as soon as `maxBytes` is passed. */
export async function writeFile(path: string, content: ArtifactContent, maxBytes: number): Promise<number> {
  const file = await open(path, "wx", 0o644);
  /** What was taken last is written while more of it comes. */
  let writing: Promise<void> = Promise.resolve();
  try {
    let sizeBytes = 0;
    let held: Uint8Array[] = [];
    let heldBytes = 0;
    const writeHeld = async (): Promise<void> => {
      let rest: readonly Uint8Array[] = held;
      held = [];
      heldBytes = 0;
      while (rest.length > 0) rest = unwritten(rest, (await file.writev(rest)).bytesWritten);
    };
    for await (const chunk of content) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > maxBytes)
        throw new ArtifactError("too-large", `the file is larger than the limit of ${maxBytes} bytes`);
      held.push(chunk);
      heldBytes += chunk.byteLength;
      if (heldBytes < WRITTEN_AT_ONCE) continue;
      await writing;
      writing = writeHeld();
      // Told when it is waited for.
      writing.catch(() => {});
    }
    await writing;
    await writeHeld();
    await file.sync();
    return sizeBytes;
  } finally {
    await writing.catch(() => {});
    await file.close();
  }
}

import { createWriteStream } from "node:fs";
import { lstat, mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";

export interface Saved {
  readonly files: number;
  readonly bytes: number;
  /** Were there already, and stayed as they are. */
  readonly kept: number;
  /** Links and devices, and names that lead out of the folder: never written. */
  readonly refused: number;
}

export interface SaveOptions {
  /** Replaces files that are there. */
  readonly overwrite: boolean;
}

type Body = ReadableStream<Uint8Array>;

/** Writes one file, whole or not at all. */
export async function saveFile(body: Body, target: string, options: SaveOptions): Promise<Saved> {
  return await put(Readable.fromWeb(body), target, options);
}

/** Unpacks a tar.gz into a folder; each file appears whole. What would be written elsewhere is left out and counted. */
export async function saveArchive(body: Body, folder: string, options: SaveOptions): Promise<Saved> {
  await mkdir(folder, { recursive: true });
  // From here to the loop nothing may wait: entries that come before it listens are lost.
  const tar = extract();
  const read = pipeline(Readable.fromWeb(body), createGunzip(), tar);
  // Its failure reaches the loop below as well; here it must only not go unhandled.
  read.catch(() => undefined);
  let saved = NOTHING;
  for await (const entry of tar) {
    const { name, type } = entry.header;
    const path = safePath(name);
    // The reader's streams are of a kind of their own that Node pipes as its own.
    if (type === "directory" && path !== null) await mkdir(join(folder, path), { recursive: true });
    if (type === "file" && path !== null)
      saved = sum(saved, await put(entry as unknown as Readable, join(folder, path), options));
    else {
      if (type !== "directory" || path === null) saved = { ...saved, refused: saved.refused + 1 };
      entry.resume();
    }
  }
  await read;
  return saved;
}

const NOTHING: Saved = { files: 0, bytes: 0, kept: 0, refused: 0 };

const sum = (a: Saved, b: Saved): Saved => ({
  files: a.files + b.files,
  bytes: a.bytes + b.bytes,
  kept: a.kept + b.kept,
  refused: a.refused + b.refused,
});

async function put(content: Readable, target: string, { overwrite }: SaveOptions): Promise<Saved> {
  const isThere = (await lstat(target).catch(() => null)) !== null;
  if (isThere && !overwrite) {
    content.resume();
    return { ...NOTHING, kept: 1 };
  }
  await mkdir(dirname(target), { recursive: true });
  const temporary = `${target}.${process.pid}.part`;
  try {
    const file = createWriteStream(temporary, { flags: "w" });
    await pipeline(content, file);
    await rename(temporary, target);
    return { ...NOTHING, files: 1, bytes: file.bytesWritten };
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Names in an archive were chosen by a run. */
function safePath(name: string): string | null {
  const parts = name.split("/").filter((part) => part !== "" && part !== ".");
  const isSafe = !name.startsWith("/") && parts.length > 0 && !parts.includes("..") && !/[\0\\]/.test(name);
  return isSafe ? parts.join("/") : null;
}

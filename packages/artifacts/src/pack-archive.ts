import type { FileHandle } from "node:fs/promises";
import { readdir } from "node:fs/promises";
import type { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { type Pack, pack } from "tar-stream";
import { closing } from "./closing.ts";
import { openFile, openFolder } from "./opened-folder.ts";

/** What goes into an archive, in order: `names` below the root, stored under `member`. */
type Entry = { readonly member: string; readonly names: readonly string[]; readonly kind: "file" | "folder" };

/** A tar.gz of these entries of `root`, made as it is read; files that vanish meanwhile are left out. */
export function packEntries(root: string, entries: AsyncIterable<Entry> | Iterable<Entry>): Readable {
  const tar = pack();
  // Level 1: checkpoints and images hardly shrink, and the reader is usually on the same network.
  const gzip = createGzip({ level: 1 });
  tar.on("error", (error: Error) => gzip.destroy(error));
  gzip.on("close", () => tar.destroy());
  tar.pipe(gzip);
  void fill(tar, root, entries).catch((error: unknown) => {
    gzip.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  return gzip;
}

/** Everything below the folder `names`, depth first; links and special files are left out. */
export async function* walkFolder(root: string, names: readonly string[], prefix = ""): AsyncGenerator<Entry> {
  const folder = await openFolder(root, names);
  if (folder === null) return;
  const children = await closing(folder, () => readdir(folder.path, { withFileTypes: true }));
  children.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const child of children) {
    const entry = { member: `${prefix}${child.name}`, names: [...names, child.name] };
    if (child.isFile()) yield { ...entry, kind: "file" };
    if (!child.isDirectory()) continue;
    yield { ...entry, kind: "folder" };
    yield* walkFolder(root, entry.names, `${entry.member}/`);
  }
}

async function fill(tar: Pack, root: string, entries: AsyncIterable<Entry> | Iterable<Entry>): Promise<void> {
  for await (const entry of entries) {
    if (tar.destroyed) return;
    if (entry.kind === "folder") {
      tar.entry({ name: `${entry.member}/`, type: "directory" });
      continue;
    }
    const file = await openFile(root, entry.names);
    if (file === null) continue;
    await closing(file, () => addFile(tar, entry.member, file));
  }
  tar.finalize();
}

/** A tar announces each size first, so a file that grows is cut there and one that shrinks is filled with zeros. */
async function addFile(tar: Pack, member: string, file: FileHandle): Promise<void> {
  const { size, mtime } = await file.stat();
  await new Promise<void>((resolve, reject) => {
    const sink: ArchiveSink = tar.entry({ name: member, size, mtime, type: "file" }, (error) => {
      if (error) reject(error);
      else resolve();
    });
    copy(file, size, sink).then(
      () => sink.end(undefined),
      (error: unknown) => sink.destroy(error instanceof Error ? error : new Error(String(error))),
    );
  });
}

type ArchiveSink = ReturnType<Pack["entry"]>;

const CHUNK_BYTES = 256 * 1024;

async function copy(file: FileHandle, size: number, sink: ArchiveSink): Promise<void> {
  for (let position = 0; position < size;) {
    const buffer = Buffer.alloc(Math.min(CHUNK_BYTES, size - position));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
    const chunk = bytesRead === 0 ? buffer : buffer.subarray(0, bytesRead);
    position += chunk.length;
    if (!sink.write(chunk)) await drained(sink);
  }
}

const drained = (sink: ArchiveSink): Promise<void> =>
  new Promise((resolve, reject) => {
    sink.once("drain", resolve);
    sink.once("close", () => reject(new Error("the reader of the archive went away")));
  });

import type { FileHandle } from "node:fs/promises";
import { mkdir, readdir, realpath } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { appendFile } from "./append-file.ts";
import { folderAway, onDisk } from "./artifact-disk-error.ts";
import { artifactPath, runFolderName } from "./artifact-path.ts";
import {
  type ArtifactContent,
  ArtifactError,
  type ArtifactStore,
  type OpenedArtifact,
  type ReceivedFile,
} from "./artifact-store.ts";
import { closing } from "./closing.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { codeOf, openFile, openFolder } from "./opened-folder.ts";
import { packEntries, walkFolder } from "./pack-archive.ts";
import { type Placement, createPlacement } from "./placement.ts";
import { type Staging, openStaging } from "./staging.ts";
import { unpackArchive } from "./unpack-archive.ts";

/**
 * Artifacts in a folder of this machine: `{root}/{run}/...`. Nothing is opened or created before the first call. While the folder
 * is away, or another one is in its place, every call fails with `disk-failed`.
 */
export function folderArtifactStore(root: string): ArtifactStore {
  const opened = once(() => open(resolve(root)));
  /** A file system that is not mounted for a while leaves an empty folder: what is stored in there would not be seen later. */
  const opening = async (): Promise<Place> => {
    const place = await opened();
    if (!(await place.staging.isThere())) throw folderAway(place.root);
    return place;
  };
  const inTurn = oneAtATime();
  return {
    async stat(run, path) {
      const { base, names } = await locate(await opening(), run, path);
      const file = names.length === 0 ? null : await openFile(base, names);
      if (file !== null) {
        const found = await closing(file, () => file.stat());
        return { kind: "file", sizeBytes: found.size, modifiedAt: Math.floor(found.mtimeMs) };
      }
      const folder = await openFolder(base, names);
      await folder?.close();
      return folder === null ? null : { kind: "folder" };
    },

    async list(run, path) {
      const { base, names } = await locate(await opening(), run, path);
      const folder = await openFolder(base, names);
      if (folder === null) return null;
      const entries = await closing(folder, () => readdir(folder.path, { withFileTypes: true }));
      const folders: string[] = [];
      const files: { name: string; sizeBytes: number }[] = [];
      for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
        if (entry.isDirectory()) folders.push(entry.name);
        else if (entry.isFile() || entry.isSymbolicLink()) {
          const sizeBytes = await sizeOf(base, [...names, entry.name]);
          if (sizeBytes !== null) files.push({ name: entry.name, sizeBytes });
        }
      }
      return { files, folders };
    },

    async open(run, path) {
      const { base, names } = await locate(await opening(), run, path);
      const file = names.length === 0 ? null : await openFile(base, names);
      return file === null ? null : await openedArtifact(file);
    },

    async write(run, path, content, options) {
      artifactPath(path);
      const received = await receive(await opening(), content, options.maxBytes);
      return await received.saveAs(run, path, options);
    },

    async append(run, path, bytes, { length, keep = length }) {
      const { base, names } = await locate(await opening(), run, path);
      if (keep > length) throw new ArtifactError("bad-path", `cannot keep ${keep} of ${length} bytes`);
      const place = `${run}/${names.join("/")}`;
      return await inTurn(place, () => onDisk(place, () => appendFile(base, names, bytes, { length, keep })));
    },

    receive: async (content, { maxBytes }) => await receive(await opening(), content, maxBytes),

    async delete(run, path) {
      const place = await opening();
      const { base, names } = await locate(place, run, path);
      const target = names.length === 0 ? { base: place.root, names: [runFolderName(run)] } : { base, names };
      const removed = await place.placement.takeAway(target.base, target.names);
      if (removed !== null) await place.staging.remove(removed);
      return removed !== null;
    },

    async packFolder(run, path) {
      const { base, names } = await locate(await opening(), run, path);
      const folder = await openFolder(base, names);
      await folder?.close();
      return folder === null ? null : packEntries(base, walkFolder(base, names));
    },

    async packFiles(run, paths) {
      const { base } = await locate(await opening(), run, "");
      const entries = paths.map((path) => ({ names: artifactPath(path), kind: "file" as const }));
      return packEntries(
        base,
        entries.map((entry) => ({ ...entry, member: entry.names.join("/") })),
      );
    },

    check: async () => void (await opening()),

    localFolder: (run) => join(resolve(root), runFolderName(run)),
  };
}

interface Place {
  /** Real path of the store. */
  readonly root: string;
  readonly staging: Staging;
  readonly placement: Placement;
}

async function open(root: string): Promise<Place> {
  await mkdir(root, { recursive: true });
  const real = await realpath(root);
  const staging = await openStaging(real);
  return { root: real, staging, placement: createPlacement(staging) };
}

async function locate(place: Place, run: string, path: string): Promise<{ base: string; names: readonly string[] }> {
  return { base: join(place.root, runFolderName(run)), names: artifactPath(path) };
}

/** Null for what must not be shown: a broken link, one that leads out, a special file. */
async function sizeOf(base: string, names: readonly string[]): Promise<number | null> {
  try {
    const file = await openFile(base, names);
    if (file === null) return null;
    return (await closing(file, () => file.stat())).size;
  } catch (error) {
    if (error instanceof ArtifactError || codeOf(error) === "EACCES") return null;
    throw error;
  }
}

async function openedArtifact(file: FileHandle): Promise<OpenedArtifact> {
  const { size, mtimeMs, ino } = await file.stat();
  return {
    sizeBytes: size,
    modifiedAt: Math.floor(mtimeMs),
    version: `${ino.toString(16)}-${size.toString(16)}-${Math.floor(mtimeMs * 1000).toString(16)}`,
    stream: (range = { start: 0, end: size - 1 }) => {
      if (range.end < range.start) return emptyStream(file);
      return file.createReadStream({ start: range.start, end: range.end, highWaterMark: 256 * 1024 });
    },
    async read(position, length) {
      const buffer = Buffer.allocUnsafe(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return buffer.subarray(0, filled);
    },
    close: () => file.close(),
  };
}

/** A read stream cannot be asked for no bytes at all. */
function emptyStream(file: FileHandle): Readable {
  return Readable.from([]).on("close", () => {
    void file.close().catch(() => undefined);
  });
}

async function receive(place: Place, content: ArtifactContent, maxBytes: number): Promise<ReceivedFile> {
  const { path, sizeBytes } = await onDisk("an upload", () => place.staging.file(content, maxBytes));
  return receivedFile(place, path, sizeBytes);
}

function receivedFile(place: Place, path: string, sizeBytes: number): ReceivedFile {
  const discard = (): Promise<void> => place.staging.remove(path);
  return {
    sizeBytes,
    discard,
    async saveAs(run, target, options = {}) {
      try {
        const { base, names } = await locate(place, run, target);
        if (names.length === 0) throw new ArtifactError("bad-path", "a file needs a name; found the run's folder");
        return await onDisk(`${run}/${names.join("/")}`, () =>
          place.placement.putFile(path, base, names, options.overwrite ?? true),
        );
      } finally {
        await discard();
      }
    },
    async unpackInto(run, target, options) {
      const unpacked = place.staging.path();
      try {
        const { base, names } = await locate(place, run, target);
        await onDisk(`${run}/${names.join("/")}`, () => unpackArchive(path, sizeBytes, unpacked, options));
        return await place.placement.putFolder(unpacked, base, names, options.overwrite ?? true);
      } finally {
        await discard();
        await place.staging.remove(unpacked);
      }
    },
  };
}

/** The first successful answer is kept; a failure is not, so that a disk that comes back is noticed. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () =>
    (made ??= make().catch((error: unknown) => {
      made = null;
      throw error;
    }));
}

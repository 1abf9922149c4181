import { constants } from "node:fs";
import { type FileHandle, mkdir, open, readlink, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { closing } from "./closing.ts";
import { ArtifactError } from "./artifact-store.ts";

/**
 * Opens files and folders below a root so that no link leads out of it, not even one that appears between check and use:
 * a thing is opened first, then the kernel is asked what was opened, and everything below it is reached through the open
 * descriptor (`/proc/self/fd/N/name`). Where the system has no such names (macOS) real paths are compared instead.
 */
export interface OpenedFolder {
  /** Prefix for names inside; valid until closed. */
  readonly path: string;
  /** Makes renames and creations inside durable. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

const HAS_DESCRIPTOR_PATHS = process.platform === "linux";

/** @param root a real path. Null when there is no such folder. Throws `bad-path` when it lies outside `root`. */
export async function openFolder(root: string, names: readonly string[]): Promise<OpenedFolder | null> {
  const handle = await openBelow(root, join(root, ...names), constants.O_RDONLY | constants.O_DIRECTORY);
  return handle === null ? null : openedFolder(handle.file, handle.realPath);
}

/** Like `openFolder`, creating what is missing, each new folder durable in its parent. Throws `in-the-way` at a file. */
export async function makeFolder(root: string, names: readonly string[]): Promise<OpenedFolder> {
  const whole = await openFolder(root, names);
  if (whole !== null) return whole;
  let folder = (await openFolder(root, [])) ?? (await makeFolder(dirname(root), [basename(root)]));
  for (const name of names) folder = await closing(folder, (parent) => makeChild(root, parent, name));
  return folder;
}

async function makeChild(root: string, parent: OpenedFolder, name: string): Promise<OpenedFolder> {
  const path = `${parent.path}/${name}`;
  try {
    await mkdir(path);
    await parent.sync();
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
  const handle = await openBelow(root, path, constants.O_RDONLY | constants.O_DIRECTORY);
  if (handle === null) throw new ArtifactError("in-the-way", `${JSON.stringify(name)} is a file; expected a folder`);
  return openedFolder(handle.file, handle.realPath);
}

/** A regular file below `root`, for reading. Null when there is none (or it is something else). */
export async function openFile(root: string, names: readonly string[]): Promise<FileHandle | null> {
  // Without O_NONBLOCK, opening a pipe that somebody left in a run's folder would wait for its writer.
  const handle = await openBelow(root, join(root, ...names), constants.O_RDONLY | constants.O_NONBLOCK);
  if (handle === null) return null;
  if ((await handle.file.stat()).isFile()) return handle.file;
  await handle.file.close();
  return null;
}

interface Opened {
  readonly file: FileHandle;
  readonly realPath: string;
}

async function openBelow(root: string, path: string, flags: number): Promise<Opened | null> {
  let file: FileHandle;
  try {
    file = await open(path, flags);
  } catch (error) {
    if (MISSING.has(codeOf(error))) return null;
    throw error;
  }
  try {
    const realPath = HAS_DESCRIPTOR_PATHS ? await readlink(`/proc/self/fd/${file.fd}`) : await realpath(path);
    if (realPath !== root && !realPath.startsWith(`${root}/`)) {
      throw new ArtifactError("bad-path", "the path leads out of the run's folder through a link");
    }
    return { file, realPath };
  } catch (error) {
    await file.close();
    throw error;
  }
}

function openedFolder(file: FileHandle, realPath: string): OpenedFolder {
  return {
    path: HAS_DESCRIPTOR_PATHS ? `/proc/self/fd/${file.fd}` : realPath,
    sync: () => file.sync(),
    close: () => file.close(),
  };
}

const MISSING: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR", "ELOOP", "ENXIO", "ENAMETOOLONG"]);

/** The system's word for an error (`ENOENT`), or the empty text. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

import { mkdir, readdir, realpath, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { onDisk } from "./artifact-disk-error.ts";
import { runFolderName } from "./artifact-path.ts";
import { closing } from "./closing.ts";
import { codeOf, openFile, openFolder } from "./opened-folder.ts";
import { createPlacement, type Placement } from "./placement.ts";
import { openStaging, type Staging } from "./staging.ts";

/**
 * Sealed chunks of series: immutable files beside the folders of runs, where no upload reaches them. A chunk's name is 32 hex
 * digits. A write appears whole or not at all, and is on disk when its promise resolves (I3).
 */
export interface SeriesFiles {
  write(run: string, chunk: string, bytes: Uint8Array): Promise<void>;
  /** Null when there is no such chunk. */
  open(run: string, chunk: string): Promise<OpenedChunk | null>;
  list(run: string): Promise<readonly { readonly chunk: string; /** Milliseconds. */ readonly modifiedAt: number }[]>;
  remove(run: string, chunk: string): Promise<void>;
  /** All chunks of a run. */
  removeAll(run: string): Promise<void>;
}

export interface OpenedChunk {
  /**
   * At most `length` bytes from `position`; fewer at the end.
   *
   * @param into memory for them, where it is large enough; default: new memory
   */
  read(position: number, length: number, into?: Buffer): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Beside the folders of runs. */
export const SERIES_FOLDER = ".series";

/** Chunks in `{root}/.series/{run}/`. Nothing is opened or created before the first call. */
export function folderSeriesFiles(root: string): SeriesFiles {
  let opening: Promise<Place> | null = null;
  const place = (): Promise<Place> =>
    (opening ??= openPlace(resolve(root)).catch((error: unknown) => {
      opening = null;
      throw error;
    }));
  return {
    async write(run, chunk, bytes) {
      const { base, placement, staging } = await place();
      const { path } = await onDisk(`${run}/${chunk}`, () => staging.file([bytes], Infinity));
      try {
        await onDisk(`${run}/${chunk}`, () =>
          placement.putFile(path, join(base, runFolderName(run)), [runFolderName(chunk)], true),
        );
      } finally {
        await staging.remove(path);
      }
    },
    async open(run, chunk) {
      const { base } = await place();
      const file = await openFile(join(base, runFolderName(run)), [runFolderName(chunk)]);
      if (file === null) return null;
      return {
        async read(position, length, into) {
          const bytes = into !== undefined && into.length >= length ? into : Buffer.allocUnsafe(length);
          const { bytesRead } = await file.read(bytes, 0, length, position);
          return bytes.subarray(0, bytesRead);
        },
        close: () => file.close(),
      };
    },
    async list(run) {
      const { base } = await place();
      const folder = await openFolder(join(base, runFolderName(run)), []);
      if (folder === null) return [];
      return await closing(folder, async () => {
        const found = [];
        for (const chunk of await readdir(folder.path)) {
          const { mtimeMs } = await stat(`${folder.path}/${chunk}`);
          found.push({ chunk, modifiedAt: mtimeMs });
        }
        return found;
      });
    },
    async remove(run, chunk) {
      const { base, placement, staging } = await place();
      const taken = await placement.takeAway(join(base, runFolderName(run)), [runFolderName(chunk)]);
      if (taken !== null) await staging.remove(taken);
    },
    async removeAll(run) {
      const { base, placement, staging } = await place();
      const taken = await placement.takeAway(base, [runFolderName(run)]);
      if (taken !== null) await staging.remove(taken);
    },
  };
}

interface Place {
  /** Real path of the folder of all chunks. */
  readonly base: string;
  readonly staging: Staging;
  readonly placement: Placement;
}

async function openPlace(root: string): Promise<Place> {
  const base = join(root, SERIES_FOLDER);
  try {
    await mkdir(base, { recursive: true, mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
  const staging = await openStaging(await realpath(root));
  return { base: await realpath(base), staging, placement: createPlacement(staging) };
}

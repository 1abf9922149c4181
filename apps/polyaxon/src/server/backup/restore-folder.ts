import { mkdir, open, readdir, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type FolderLock, LOCK_FILE, lockFolder } from "@polyaxon/store";
import { BackupError } from "./manifest.ts";
import { type Restored, unpackBackup } from "./restored.ts";

/**
 * Puts a backup in the place of a data folder. Everything is unpacked beside it, compared with the manifest, migrated and
 * tidied first; then one rename puts it in place, so that a failure changes nothing.
 *
 * @param options.force a folder that is not empty is moved aside; without it, it is refused
 * @throws BackupError; StoreError for a damaged database or a newer schema; StoreLockedError while a server has the folder
 */
export async function restoreFolder(options: {
  readonly file: string;
  readonly dataDir: string;
  readonly force: boolean;
  readonly now: () => number;
}): Promise<Restored> {
  const { file, dataDir, force, now } = options;
  const there = await contents(dataDir);
  // Moving a served folder aside is never the answer. Only a folder of ours has a lock: nothing is written to any other.
  if (!force && there.includes(LOCK_FILE)) lockUnserved(dataDir, now())?.release();
  if (there.length > 0 && !force)
    throw new BackupError(`${dataDir} is not empty: choose a new folder, or move what is there aside with --force`);
  let lock = there.length > 0 ? lockUnserved(dataDir, now()) : null;
  const fresh = join(dirname(dataDir), `.${basename(dataDir)}.restoring-${process.pid}`);
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  try {
    const unpacked = await unpackBackup(file, fresh, now());
    lock?.release();
    lock = null;
    const movedAside = await putInPlace(fresh, dataDir, there.length > 0, now());
    return { ...unpacked, place: dataDir, movedAside: movedAside === null ? [] : [movedAside] };
  } catch (error) {
    lock?.release();
    await rm(fresh, { recursive: true, force: true });
    throw error;
  }
}

/** Names in a folder; none when it is not there. */
export async function contents(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/**
 * Keeps servers and agents out of a folder that is about to be moved: one whose database is on Postgres has none here, and
 * still has its jobs' output. Null where it cannot be locked, since nobody works in it then.
 *
 * @throws StoreLockedError while somebody works in it
 */
function lockUnserved(folder: string, now: number): FolderLock | null {
  try {
    return lockFolder(folder, {
      pid: process.pid,
      started: new Date(now).toISOString(),
      details: { command: "polyaxon admin restore" },
    });
  } catch (error) {
    if (error instanceof Error && error.name === "StoreLockedError") throw error;
    return null;
  }
}

/** Ends the name of what was moved out of the way. */
export const asideSuffix = (now: number): string =>
  `before-restore-${new Date(now).toISOString().replaceAll(/[:.]/g, "-")}`;

async function putInPlace(fresh: string, dataDir: string, occupied: boolean, now: number): Promise<string | null> {
  let movedAside: string | null = null;
  if (occupied) {
    movedAside = `${dataDir}.${asideSuffix(now)}`;
    await rename(dataDir, movedAside);
  } else {
    await rmdir(dataDir).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    });
  }
  await rename(fresh, dataDir);
  await syncFolder(dirname(dataDir));
  return movedAside;
}

export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

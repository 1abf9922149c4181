import { mkdir, open, readdir, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { checkDatabase, openSqliteStore, schemaOfFolder } from "@polyaxon/store";
import { BackupError, DATABASE, type Manifest } from "./manifest.ts";
import { readBackup } from "./read-backup.ts";

export interface Restored {
  readonly manifest: Manifest;
  /** Attempts that were alive when the backup was made. */
  readonly endedAttempts: number;
  /** Where the former folder is now; null when there was none. */
  readonly movedAside: string | null;
}

/**
 * Puts a backup in the place of a data folder. Everything is unpacked beside it, compared with the manifest, migrated and
 * tidied first; then one rename puts it in place, so that a failure changes nothing.
 *
 * @param options.force a folder that is not empty is moved aside; without it, it is refused
 * @throws BackupError; StoreError for a damaged database or a newer schema; StoreLockedError while a server has the folder
 */
export async function restoreBackup(options: {
  readonly file: string;
  readonly dataDir: string;
  readonly force: boolean;
  readonly now: () => number;
}): Promise<Restored> {
  const { file, dataDir, force, now } = options;
  const there = await contents(dataDir);
  if (there.length > 0) {
    if (!force)
      throw new BackupError(`${dataDir} is not empty: choose a new folder, or move what is there aside with --force`);
    if (there.includes(DATABASE)) await refuseServed(dataDir);
  }

  const fresh = join(dirname(dataDir), `.${basename(dataDir)}.restoring-${process.pid}`);
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  try {
    const manifest = await readBackup(file, fresh);
    const summary = await checkDatabase(join(fresh, DATABASE));
    if (summary.runs !== manifest.database.runs || summary.projects !== manifest.database.projects)
      throw new BackupError(
        `${file} was changed: its database holds ${summary.runs} runs, its manifest says ${manifest.database.runs}`,
      );
    const endedAttempts = await tidy(fresh, Date.parse(manifest.takenAt), now());
    const movedAside = await putInPlace(fresh, dataDir, there.length > 0, now());
    return { manifest, endedAttempts, movedAside };
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw error;
  }
}

async function contents(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Throws `StoreLockedError` while a server works on the folder; anything else about it does not matter any more. */
async function refuseServed(folder: string): Promise<void> {
  try {
    await schemaOfFolder(folder);
  } catch (error) {
    if (error instanceof Error && error.name === "StoreLockedError") throw error;
  }
}

/** Migrates, and ends the attempts that nobody executes here. */
async function tidy(folder: string, takenAt: number, now: number): Promise<number> {
  await mkdir(join(folder, "artifacts"), { recursive: true });
  const store = await openSqliteStore({ folder, now: () => now });
  try {
    return await store.endRestoredAttempts(takenAt, now);
  } finally {
    await store.close();
  }
}

async function putInPlace(fresh: string, dataDir: string, occupied: boolean, now: number): Promise<string | null> {
  let movedAside: string | null = null;
  if (occupied) {
    movedAside = `${dataDir}.before-restore-${new Date(now).toISOString().replaceAll(/[:.]/g, "-")}`;
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

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

import { checkDatabase, openSqliteStore } from "@polyaxon/store";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { BackupError, DATABASE, type Manifest } from "./manifest.ts";
import { readBackup } from "./read-backup.ts";

export interface Restored {
  readonly manifest: Manifest;
  /** Attempts that were alive when the backup was made. */
  readonly endedAttempts: number;
  /** Where it is now: a folder, or `host:port/database` and a folder. */
  readonly place: string;
  /** Where what was there before is now. */
  readonly movedAside: readonly string[];
}

/**
 * Unpacks a backup into an empty folder, compares it with its manifest, checks its database page by page, migrates it, and
 * ends what nobody executes here.
 *
 * @throws BackupError; StoreError for a damaged database or a newer schema
 */
export async function unpackBackup(
  file: string,
  folder: string,
  now: number,
): Promise<Pick<Restored, "manifest" | "endedAttempts">> {
  const manifest = await readBackup(file, folder);
  const { projects, runs } = await checkDatabase(join(folder, DATABASE));
  if (runs !== manifest.database.runs || projects !== manifest.database.projects)
    throw new BackupError(
      `${file} was changed: its database holds ${runs} runs, its manifest says ${manifest.database.runs}`,
    );
  // Another one is made: jobs that still run somewhere have tokens signed with it, of attempts that will be counted anew here.
  await rm(join(folder, "secret"), { force: true });
  await mkdir(join(folder, "artifacts"), { recursive: true });
  const store = await openSqliteStore({ folder, now: () => now });
  try {
    // Leases of servers that know nothing of this copy.
    await store.breakAllLeases();
    return { manifest, endedAttempts: await store.endRestoredAttempts(Date.parse(manifest.takenAt), now) };
  } finally {
    await store.close();
  }
}

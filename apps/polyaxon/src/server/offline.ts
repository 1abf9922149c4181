import { join } from "node:path";
import type { Readable } from "node:stream";
import { wireDiagnosis, wireRepair } from "@polyaxon/api";
import { openSqliteStore, type SchemaStatus, schemaOfFolder, snapshotOfFolder, StoreError } from "@polyaxon/store";
import { VERSION } from "../version.ts";
import { readBackup } from "./backup/read-backup.ts";
import { type Restored, restoreBackup } from "./backup/restore-backup.ts";
import { createBackup } from "./backup/write-backup.ts";
import { systemClock } from "./environment.ts";
import { createMaintenance } from "./maintenance.ts";

const now = (): number => systemClock.now();

/** Answers what the server's own route would. */
async function examineFolder(dataDir: string, limit: number) {
  return await withStore(dataDir, async (maintenance) => wireDiagnosis(await maintenance.examine(), limit));
}

async function repairFolder(dataDir: string, limit: number) {
  return await withStore(dataDir, async (maintenance) => wireRepair(await maintenance.repair(), limit));
}

async function backUpFolder(dataDir: string, options: { readonly artifacts: boolean }): Promise<Readable> {
  await schemaOfFolder(dataDir);
  const snapshotInto = (file: string) => snapshotOfFolder(dataDir, file);
  const artifactsFolder = options.artifacts ? join(dataDir, "artifacts") : null;
  return await createBackup({ folder: dataDir, artifactsFolder, version: VERSION, now, snapshotInto });
}

/** Reads a backup through and compares it with its manifest. */
const checkBackup = (file: string) => readBackup(file, null);

async function restoreInto(file: string, dataDir: string, options: { readonly force: boolean }): Promise<Restored> {
  return await restoreBackup({ file, dataDir, now, ...options });
}

const schemaOf = (dataDir: string): Promise<SchemaStatus> => schemaOfFolder(dataDir);

async function migrateFolder(dataDir: string): Promise<void> {
  await schemaOfFolder(dataDir);
  await (await openSqliteStore({ folder: dataDir, now })).close();
}

async function withStore<T>(
  dataDir: string,
  work: (maintenance: ReturnType<typeof createMaintenance>) => Promise<T>,
): Promise<T> {
  const { pending, current, target } = await schemaOfFolder(dataDir);
  if (pending.length > 0) {
    // Opening the store would migrate it: that is not for a look to decide.
    throw new StoreError(
      "cannot-open",
      `The database in ${dataDir} has schema ${current}, this program works with ${target}: run polyaxon admin migrate first.`,
    );
  }
  const store = await openSqliteStore({ folder: dataDir, now, holder: { work: "maintenance" } });
  try {
    const snapshotInto = (file: string) => store.snapshotInto(file);
    return await work(createMaintenance({ store, snapshotInto, folder: dataDir, served: false }));
  } finally {
    await store.close();
  }
}

/**
 * An operator's work on a data folder that no server holds. Each takes the folder's lock while it works.
 *
 * @throws StoreLockedError naming who has the folder; StoreError, BackupError
 */
export const folderTools = {
  examineFolder,
  repairFolder,
  backUpFolder,
  checkBackup,
  restoreInto,
  schemaOf,
  migrateFolder,
} as const;

import { join } from "node:path";
import { wireDiagnosis, wireRepair } from "@polyaxon/api";
import { checkFolder, openSqliteStore, schemaOfFolder, snapshotOfFolder, StoreError } from "@polyaxon/store";
import { VERSION } from "../version.ts";
import { restoreFolder } from "./backup/restore-folder.ts";
import { secretsIn } from "./backup/secrets.ts";
import { createBackup } from "./backup/write-backup.ts";
import { systemClock } from "./environment.ts";
import { createMaintenance, type Maintenance } from "./maintenance.ts";
import type { OfflineTools } from "./offline-tools.ts";

const now = (): number => systemClock.now();

/** Work on a data folder with its own database. Each tool takes the folder's lock while it works. */
export function folderTools(dataDir: string): OfflineTools {
  const artifacts = join(dataDir, "artifacts");
  const secrets = () => secretsIn(dataDir);

  async function withStore<T>(work: (maintenance: Maintenance) => Promise<T>): Promise<T> {
    const { pending, current, target } = await schemaOfFolder(dataDir);
    if (pending.length > 0) throw migrateFirst(`The database in ${dataDir}`, current, target);
    // Reads by key pass over most damage: every page is looked at first.
    await checkFolder(dataDir);
    const store = await openSqliteStore({ folder: dataDir, now, holder: { work: "maintenance" } });
    try {
      const snapshotInto = (file: string) => store.snapshotInto(file);
      return await work(
        createMaintenance({ store, snapshotInto, secrets, scratch: dataDir, artifacts, served: false }),
      );
    } finally {
      await store.close();
    }
  }

  return {
    examine: (limit) => withStore(async (maintenance) => wireDiagnosis(await maintenance.examine(), limit)),
    repair: (limit) => withStore(async (maintenance) => wireRepair(await maintenance.repair(), limit)),
    async backUp(options) {
      await schemaOfFolder(dataDir);
      const snapshotInto = (file: string) => snapshotOfFolder(dataDir, file);
      const artifactsFolder = options.artifacts ? artifacts : null;
      return await createBackup({ scratch: dataDir, secrets, artifactsFolder, version: VERSION, now, snapshotInto });
    },
    restore: (file, { force }) => restoreFolder({ file, dataDir, now, force }),
    schema: () => schemaOfFolder(dataDir),
    async migrate() {
      await schemaOfFolder(dataDir);
      await (await openSqliteStore({ folder: dataDir, now })).close();
    },
  };
}

/** Opening a store would migrate it: that is not for a look to decide. */
export const migrateFirst = (database: string, current: number, target: number): StoreError =>
  new StoreError(
    "cannot-open",
    `${database} has schema ${current}, this program works with ${target}: run polyaxon admin migrate first.`,
  );

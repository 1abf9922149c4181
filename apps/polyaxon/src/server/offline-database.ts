import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wireDiagnosis, wireRepair } from "@polyaxon/api";
import {
  type Installation,
  openPostgresStore,
  type PostgresStatus,
  snapshotOfPostgres,
  statusOfPostgres,
  StoreError,
} from "@polyaxon/store";
import { VERSION } from "../version.ts";
import { readMark } from "./artifacts-mark.ts";
import { BackupError } from "./backup/manifest.ts";
import { restoreDatabase } from "./backup/restore-database.ts";
import type { Secrets } from "./backup/secrets.ts";
import { createBackup } from "./backup/write-backup.ts";
import { systemClock } from "./environment.ts";
import { createMaintenance, type Maintenance } from "./maintenance.ts";
import { migrateFirst } from "./offline-folder.ts";
import type { OfflineTools } from "./offline-tools.ts";

const now = (): number => systemClock.now();

/** Work on a Postgres database and the artifacts of its runs. Servers may go on meanwhile, but not for a restore. */
export function databaseTools(options: {
  readonly url: string;
  /** Null: in the data folder. */
  readonly artifactsDir: string | null;
  readonly dataDir: string;
}): OfflineTools {
  const { dataDir, url } = options;
  const artifacts = options.artifactsDir ?? join(dataDir, "artifacts");
  const scratch = existsSync(dataDir) ? dataDir : tmpdir();
  const snapshotInto = (file: string) => snapshotOfPostgres(url, file);

  async function withStore<T>(work: (maintenance: Maintenance) => Promise<T>): Promise<T> {
    const { current, installation, pending, place, served, target } = await usedStatus(url);
    if (pending.length > 0) throw migrateFirst(`The database ${place}`, current, target);
    checkArtifacts(artifacts, installation, place);
    const store = await openPostgresStore({ url, now, waitMs: 0 });
    try {
      const secrets = () => secretsOf(installation);
      return await work(createMaintenance({ store, snapshotInto, secrets, scratch, artifacts, served }));
    } finally {
      await store.close();
    }
  }

  return {
    examine: (limit) => withStore(async (maintenance) => wireDiagnosis(await maintenance.examine(), limit)),
    repair: (limit) => withStore(async (maintenance) => wireRepair(await maintenance.repair(), limit)),
    async backUp(asked) {
      const { installation, place } = await usedStatus(url);
      if (asked.artifacts) checkArtifacts(artifacts, installation, place);
      const artifactsFolder = asked.artifacts ? artifacts : null;
      const secrets = () => secretsOf(installation);
      const check = async (): Promise<void> => checkArtifacts(artifacts, installation, place);
      const source = { scratch, secrets, artifactsFolder, checkArtifacts: check, snapshotInto };
      return await createBackup({ ...source, version: VERSION, now });
    },
    restore: (file, { force }) => restoreDatabase({ file, url, artifacts, now, force }),
    schema: () => statusOfPostgres(url),
    async migrate() {
      await (await openPostgresStore({ url, now, waitMs: 0 })).close();
    },
  };
}

async function usedStatus(url: string): Promise<PostgresStatus> {
  const status = await statusOfPostgres(url);
  if (status.current === 0)
    throw new StoreError("cannot-open", `The database ${status.place} is empty: no Polyaxon server has used it yet.`);
  return status;
}

const secretsOf = (installation: Installation | null): Secrets =>
  installation === null
    ? {}
    : { secret: installation.secret, token: installation.adminToken, installation: installation.installationKey };

function checkArtifacts(artifacts: string, installation: Installation | null, place: string): void {
  if (installation === null || readMark(artifacts) === installation.artifactsId) return;
  throw new BackupError(
    `the artifacts and logs of the runs in ${place} are not in ${artifacts}: name the folder that its servers have as ` +
      "--artifacts-dir (POLYAXON_ARTIFACTS_DIR), or the --data-dir of its only server",
  );
}

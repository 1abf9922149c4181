import { mkdir, readdir, rename, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { type ArtifactFolders, createDoctor, type Doctor, type DoctorStore, type Store } from "@polyaxon/orchestrator";
import { VERSION } from "../version.ts";
import { type BackupSource, createBackup } from "./backup/write-backup.ts";
import { systemClock } from "./environment.ts";

/** What an operator does with a data folder, while it is served or while nobody serves it. */
export interface Maintenance extends Doctor {
  /** A tar.gz of everything; see `createBackup`. Null where the database is not in the folder. */
  readonly backup: ((options: { readonly artifacts: boolean }) => Promise<Readable>) | null;
}

export function createMaintenance(deps: {
  readonly store: DoctorStore & Pick<Store, "listAgents">;
  /** Copies the database into a new file; null where it is not in the folder. */
  readonly snapshotInto: BackupSource["snapshotInto"] | null;
  readonly folder: string;
  /** Where artifacts are when they are not in the folder. */
  readonly artifacts?: string;
  /** A server works on it now. */
  readonly served: boolean;
}): Maintenance {
  const { store, folder, served, snapshotInto } = deps;
  const artifactsFolder = deps.artifacts ?? join(folder, "artifacts");
  const doctor = createDoctor({
    store,
    folders: artifactFolders(artifactsFolder, served ? YOUNG_MS : 0),
    clock: systemClock,
    served,
    sleep: (ms) => setTimeout(ms),
  });
  return {
    ...doctor,
    backup:
      snapshotInto === null
        ? null
        : ({ artifacts }) =>
            createBackup({
              folder,
              artifactsFolder: artifacts ? artifactsFolder : null,
              version: VERSION,
              now: () => systemClock.now(),
              snapshotInto,
            }),
  };
}

/** A folder may be made a moment before its run is stored. */
const YOUNG_MS = 3_600_000;
const RUN = /^[0-9a-f]{32}$/;

function artifactFolders(folder: string, youngMs: number): ArtifactFolders {
  return {
    async list() {
      const names: string[] = [];
      for (const entry of await readdir(folder, { withFileTypes: true })) {
        if (!entry.isDirectory() || !RUN.test(entry.name)) continue;
        const { mtimeMs } = await stat(join(folder, entry.name));
        if (systemClock.now() - mtimeMs >= youngMs) names.push(entry.name);
      }
      return names;
    },
    async setAside(name) {
      // Beside them, so that it is one rename on one file system.
      const aside = join(dirname(folder), "stray-artifacts");
      await mkdir(aside, { recursive: true, mode: 0o700 });
      try {
        await rename(join(folder, name), join(aside, name));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      }
    },
  };
}

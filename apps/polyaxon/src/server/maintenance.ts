import { mkdir, readdir, rename, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { type ArtifactFolders, createDoctor, type Doctor, type DoctorStore, type Store } from "@polyaxon/orchestrator";
import { VERSION } from "../version.ts";
import { type BackupSource, createBackup } from "./backup/write-backup.ts";
import { systemClock } from "./environment.ts";

/** What an operator does with what a server keeps, while it is served or while nobody serves it. */
export interface Maintenance extends Doctor {
  /** A tar.gz of everything; see `createBackup`. */
  backup(options: { readonly artifacts: boolean }): Promise<Readable>;
}

export function createMaintenance(
  deps: {
    readonly store: DoctorStore & Pick<Store, "listAgents">;
    /** Where the folders of runs are. */
    readonly artifacts: string;
    /** A server works on it now. */
    readonly served: boolean;
    readonly agentSilentMs?: number;
  } & Pick<BackupSource, "snapshotInto" | "secrets" | "scratch" | "checkArtifacts">,
): Maintenance {
  const {
    artifacts: artifactsFolder,
    checkArtifacts = () => Promise.resolve(),
    scratch,
    secrets,
    served,
    snapshotInto,
    store,
  } = deps;
  const doctor = createDoctor({
    store,
    folders: artifactFolders(artifactsFolder, served ? YOUNG_MS : 0, checkArtifacts),
    clock: systemClock,
    served,
    ...(deps.agentSilentMs === undefined ? {} : { agentSilentMs: deps.agentSilentMs }),
    sleep: (ms) => setTimeout(ms),
  });
  return {
    ...doctor,
    backup: ({ artifacts }) =>
      createBackup({
        scratch,
        secrets,
        snapshotInto,
        checkArtifacts,
        artifactsFolder: artifacts ? artifactsFolder : null,
        version: VERSION,
        now: () => systemClock.now(),
      }),
  };
}

/** A folder may be made a moment before its run is stored. */
const YOUNG_MS = 3_600_000;
const RUN = /^[0-9a-f]{32}$/;

function artifactFolders(folder: string, youngMs: number, check: () => Promise<void>): ArtifactFolders {
  return {
    async list() {
      await check();
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

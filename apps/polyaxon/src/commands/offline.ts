import { resolve } from "node:path";
import type { Command } from "commander";
import type { OfflineTools } from "../server/offline-tools.ts";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";
import { sharedPlaces } from "./shared-places.ts";
import { defaultDataFolder } from "./settings.ts";

/** What is worked on without asking a server: the options by which `polyaxon server` would work on the same. */
export interface PlaceOptions {
  readonly dataDir?: string;
  readonly databaseUrl?: string;
  readonly artifactsDir?: string;
}

/** @param dataDir what `--data-dir` is to this command */
export const withPlaceOptions = (command: Command, dataDir: string): Command =>
  command
    .option("--data-dir <folder>", dataDir)
    .option(
      "--database-url <url>",
      "a Postgres database; better in POLYAXON_DATABASE_URL, which counts where a place is asked for",
    )
    .option(
      "--artifacts-dir <folder>",
      "where the artifacts and logs of that database's runs are (POLYAXON_ARTIFACTS_DIR); default: in the data folder",
    );

/** Whether a person asked for work past the servers; without, the running server is asked. */
export const isOffline = ({ artifactsDir, dataDir, databaseUrl }: PlaceOptions): boolean =>
  dataDir !== undefined || databaseUrl !== undefined || artifactsDir !== undefined;

/** Work on a place without a server; what it refuses is said in the place's own words. */
export async function offline<T>(
  context: CliContext,
  options: PlaceOptions,
  work: (tools: OfflineTools) => Promise<T>,
): Promise<T> {
  const shared = sharedPlaces(context, options);
  const { toolsFor } = await import("../server/offline.ts");
  try {
    return await work(
      toolsFor({
        dataDir: resolve(context.cwd, options.dataDir ?? defaultDataFolder(context.env)),
        databaseUrl: shared.databaseUrl ?? null,
        artifactsDir: shared.artifactsDir ?? null,
      }),
    );
  } catch (error) {
    throw explained(error);
  }
}

/** Reads a backup through and compares it with its manifest; answers that. */
export const checkBackup = async (file: string) => (await import("../server/offline.ts")).checkBackup(file);

/** Errors of databases, files and folders that only the person at the machine can mend. */
export function explained(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (error.name === "StoreLockedError")
    return new CliError("failed", error.message, [
      "end that server first, or choose another folder; backup and doctor also ask a running server: leave out --data-dir",
    ]);
  if (["StoreError", "BackupError", "DataFolderError"].includes(error.name))
    return new CliError("failed", error.message);
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC") return new CliError("failed", `the disk is full: ${error.message}`);
  return code !== undefined && path !== undefined ? new CliError("failed", error.message) : error;
}

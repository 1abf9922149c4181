import type { OfflineTools } from "../server/offline-tools.ts";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";
import { dataFolderOf, type PlaceOptions } from "./place-options.ts";
import { sharedPlaces } from "./shared-places.ts";

const ASK_THE_SERVER =
  "end that server first, or choose another folder; backup and doctor also ask a running server: leave out --data-dir";

/**
 * Work on a place without a server; what it refuses is said in the place's own words.
 *
 * @param whenHeld what to do about a server that holds the place
 */
export async function offline<T>(
  context: CliContext,
  options: PlaceOptions,
  work: (tools: OfflineTools) => Promise<T>,
  whenHeld: string = ASK_THE_SERVER,
): Promise<T> {
  const shared = sharedPlaces(context, options);
  const { toolsFor } = await import("../server/offline.ts");
  try {
    return await work(
      toolsFor({
        dataDir: dataFolderOf(context, options),
        databaseUrl: shared.databaseUrl ?? null,
        artifactsDir: shared.artifactsDir ?? null,
      }),
    );
  } catch (error) {
    throw explained(error, whenHeld);
  }
}

/** Reads a backup through and compares it with its manifest; answers that. */
export const checkBackup = async (file: string) => (await import("../server/offline.ts")).checkBackup(file);

/** Errors of databases, files and folders that only the person at the machine can mend. */
export function explained(error: unknown, whenHeld: string = ASK_THE_SERVER): unknown {
  if (!(error instanceof Error)) return error;
  if (error.name === "StoreLockedError") return new CliError("failed", error.message, [whenHeld]);
  if (["StoreError", "BackupError", "DataFolderError"].includes(error.name))
    return new CliError("failed", error.message);
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC") return new CliError("failed", `the disk is full: ${error.message}`);
  return code !== undefined && path !== undefined ? new CliError("failed", error.message) : error;
}

import { resolve } from "node:path";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";
import { defaultDataFolder } from "./settings.ts";

type FolderTools = (typeof import("../server/offline.ts"))["folderTools"];

/** Work on a data folder without a server; what it refuses is said as the folder's own words. */
export async function offline<T>(work: (tools: FolderTools) => Promise<T>): Promise<T> {
  const { folderTools } = await import("../server/offline.ts");
  try {
    return await work(folderTools);
  } catch (error) {
    throw explained(error);
  }
}

export const dataFolder = ({ cwd, env }: CliContext, given: string | undefined): string =>
  resolve(cwd, given ?? defaultDataFolder(env));

/** Errors of files and folders that only the person at the machine can mend. */
export function explained(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (error.name === "StoreLockedError")
    return new CliError("failed", error.message, ["or ask that server itself: leave out --data-dir"]);
  if (error.name === "StoreError" || error.name === "BackupError") return new CliError("failed", error.message);
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC") return new CliError("failed", `the disk is full: ${error.message}`);
  return code !== undefined && path !== undefined ? new CliError("failed", error.message) : error;
}

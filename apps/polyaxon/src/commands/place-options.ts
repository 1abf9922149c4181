import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";
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

/** The SQLite database of a data folder. */
export const OWN_DATABASE = "polyaxon.db";

/** Where `--data-dir` leads; else what the environment says. */
export const dataFolderOf = ({ cwd, env }: Pick<CliContext, "cwd" | "env">, { dataDir }: PlaceOptions): string =>
  resolve(cwd, dataDir ?? defaultDataFolder(env));

/**
 * Refuses a folder that was named in the command while only the environment names a Postgres database, where either could be meant:
 * the folder has a database of its own, or is about to get one. A server of Postgres has a data folder too, which has none.
 *
 * @param command as it was typed, without its places
 * @throws CliError that names both choices
 */
export function refuseTwoPlaces(
  context: Pick<CliContext, "cwd" | "env">,
  options: PlaceOptions,
  command: string,
  { isTarget = false }: { readonly isTarget?: boolean } = {},
): void {
  const { artifactsDir, databaseUrl, dataDir } = options;
  if (dataDir === undefined || databaseUrl || artifactsDir || !context.env["POLYAXON_DATABASE_URL"]) return;
  if (!isTarget && !existsSync(join(dataFolderOf(context, options), OWN_DATABASE))) return;
  throw new CliError(
    "usage",
    `--data-dir names a folder${isTarget ? "" : " with a database of its own"}, and POLYAXON_DATABASE_URL names a Postgres database: which is meant?`,
    [
      `the folder: env -u POLYAXON_DATABASE_URL polyaxon ${command} --data-dir ${dataDir}`,
      `the Postgres database: polyaxon ${command} --artifacts-dir FOLDER`,
    ],
  );
}

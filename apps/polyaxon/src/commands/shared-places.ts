import { resolve } from "node:path";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";

interface SharedPlaces {
  /** Postgres; without it the database is SQLite in the data folder. */
  readonly databaseUrl?: string;
  readonly artifactsDir?: string;
}

/** The database and the artifacts that several servers may share: from options, else from the environment. */
export function sharedPlaces({ cwd, env }: Pick<CliContext, "cwd" | "env">, options: SharedPlaces): SharedPlaces {
  const databaseUrl = options.databaseUrl || env["POLYAXON_DATABASE_URL"];
  const artifactsDir = options.artifactsDir || env["POLYAXON_ARTIFACTS_DIR"];
  if (artifactsDir && !databaseUrl) {
    throw new CliError("usage", "with SQLite, artifacts are in the data folder, where backups find them", [
      "move everything: --data-dir FOLDER",
      "or name the Postgres database that servers share: POLYAXON_DATABASE_URL",
    ]);
  }
  return {
    ...(databaseUrl ? { databaseUrl } : {}),
    ...(artifactsDir ? { artifactsDir: resolve(cwd, artifactsDir) } : {}),
  };
}

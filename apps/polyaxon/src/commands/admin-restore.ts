import { resolve } from "node:path";
import { asCalled } from "./as-called.ts";
import { examples, type Register } from "./cli.ts";
import { CliError } from "./cli-error.ts";
import { counted } from "./counted.ts";
import { offline } from "./offline.ts";
import { type PlaceOptions, refuseTwoPlaces, withPlaceOptions } from "./place-options.ts";
import { sharedPlaces } from "./shared-places.ts";

interface Options extends PlaceOptions {
  readonly force?: boolean;
}

export const adminRestoreCommand: Register = (parent, { context }) => {
  const command = parent
    .command("restore")
    .description(
      "make a data folder from a backup, or fill an empty Postgres database, from a backup of either; it is checked " +
        "whole before anything is put in place",
    )
    .argument("<file>", "what polyaxon admin backup wrote")
    .option("--force", "move what is there aside (a folder; tables, into a schema of their own) instead of refusing");
  withPlaceOptions(command, "the folder to make; it must not be there, or be empty")
    .addHelpText(
      "after",
      examples(
        "polyaxon admin restore backup.tar.gz --data-dir ./restored",
        "export POLYAXON_DATABASE_URL=postgresql://plx@db/plx",
        "polyaxon admin restore backup.tar.gz --artifacts-dir /mnt/plx",
      ),
    )
    .action(async (file: string, options: Options) => {
      refuseTwoPlaces(context, options, `admin restore ${file}`, { isTarget: true });
      const { artifactsDir, databaseUrl } = sharedPlaces(context, options);
      if (options.dataDir === undefined && artifactsDir === undefined)
        throw new CliError("usage", "where to? --data-dir FOLDER", [
          "a new folder: polyaxon admin restore FILE --data-dir FOLDER",
          "into Postgres: POLYAXON_DATABASE_URL=... polyaxon admin restore FILE --artifacts-dir FOLDER",
        ]);
      const { endedAttempts, manifest, movedAside, place } = await offline(context, options, (tools) =>
        tools.restore(resolve(context.cwd, file), { force: options.force === true }),
      );
      const { runs, projects } = manifest.database;
      context.out.write(
        `restored ${counted(runs, "run")} of ${counted(projects, "project")}, as of ${manifest.takenAt}, to ${place}\n`,
      );
      if (!manifest.artifacts) context.err.write("the backup was made without artifacts and logs\n");
      if (endedAttempts > 0)
        context.err.write(
          `${counted(endedAttempts, "run")} under way then ended with RestoredFromBackup, or will be retried\n`,
        );
      for (const aside of movedAside) context.err.write(`what was there before is in ${aside}\n`);
      const start = [
        ...(databaseUrl === undefined ? [] : ["POLYAXON_DATABASE_URL=..."]),
        "polyaxon server",
        // Every server has one of its own, also for a database that is elsewhere.
        `--data-dir ${options.dataDir ?? "FOLDER"}`,
        ...(artifactsDir === undefined ? [] : [`--artifacts-dir ${artifactsDir}`]),
      ];
      context.err.write(`start it: ${asCalled(context.env, start.join(" "))}\n`);
    });
};

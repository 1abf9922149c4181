import { resolve } from "node:path";
import { examples, type Register } from "./cli.ts";
import { offline } from "./offline.ts";

export const adminRestoreCommand: Register = (parent, { context }) => {
  parent
    .command("restore")
    .description("make a data folder from a backup; the backup is checked whole before anything is put in place")
    .argument("<file>", "what polyaxon admin backup wrote")
    .requiredOption("--data-dir <folder>", "the folder to make; it must not be there, or be empty")
    .option("--force", "move a folder that is there aside instead of refusing")
    .addHelpText("after", examples("polyaxon admin restore backup.tar.gz --data-dir ./restored"))
    .action(async (file: string, options: { readonly dataDir: string; readonly force?: boolean }) => {
      const dataDir = resolve(context.cwd, options.dataDir);
      const { manifest, endedAttempts, movedAside } = await offline((tools) =>
        tools.restoreInto(resolve(context.cwd, file), dataDir, { force: options.force === true }),
      );
      const { runs, projects } = manifest.database;
      context.out.write(`restored ${runs} runs of ${projects} projects, as of ${manifest.takenAt}, to ${dataDir}\n`);
      if (!manifest.artifacts) context.err.write("the backup was made without artifacts and logs\n");
      if (endedAttempts > 0)
        context.err.write(
          `${endedAttempts} runs were under way then; they ended with RestoredFromBackup, or are retried\n`,
        );
      if (movedAside !== null) context.err.write(`what was there before is in ${movedAside}\n`);
      context.err.write(`start it: polyaxon server --data-dir ${options.dataDir}\n`);
    });
};

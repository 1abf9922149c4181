import { createWriteStream, existsSync } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { Readable } from "node:stream";
import type { ReadableStream as NodeStream } from "node:stream/web";
import { pipeline } from "node:stream/promises";
import { byteSize } from "../terminal/format-value.ts";
import { type Cli, examples, type Register } from "./cli.ts";
import { CliError } from "./cli-error.ts";
import { counted } from "./counted.ts";
import { checkBackup, explained, offline } from "./offline.ts";
import { isOffline, type PlaceOptions, refuseTwoPlaces, withPlaceOptions } from "./place-options.ts";

interface Options extends PlaceOptions {
  readonly artifacts: boolean;
  readonly force?: boolean;
}

export const adminBackupCommand: Register = (parent, cli) => {
  const command = parent
    .command("backup")
    .description("write everything to one file while the server works: runs, secrets, artifacts and logs")
    .argument("<file>", "the archive to write, such as backup.tar.gz")
    .option("--no-artifacts", "leave out artifacts and logs")
    .option("--force", "replace a file of that name, once the new backup is whole");
  withPlaceOptions(
    command,
    "back up this folder, which no server may hold, or what a server with it would use; default: ask the running server",
  )
    .addHelpText(
      "after",
      examples(
        "polyaxon admin backup /backups/polyaxon.tar.gz",
        "polyaxon admin backup --data-dir ./data --no-artifacts runs.tar.gz",
        "export POLYAXON_DATABASE_URL=postgresql://plx@db/plx",
        "polyaxon admin backup --artifacts-dir /mnt/plx team.tar.gz",
      ),
    )
    .action(async (file: string, options: Options) => backUp(cli, file, options));
};

/** Written beside its name, read back, and only then put in its place: what has that name is always a whole backup. */
async function backUp({ context }: Cli, given: string, options: Options): Promise<void> {
  const { artifacts } = options;
  const file = resolve(context.cwd, given);
  refuseTwoPlaces(context, options, `admin backup ${given}`);
  refuseReplacing(file, given, options);
  const archive = isOffline(options)
    ? await offline(context, options, (tools) => tools.backUp({ artifacts }))
    : Readable.fromWeb((await context.connect().admin.backup({ artifacts })) as NodeStream);
  const unfinished = join(dirname(file), `.${basename(file)}.${process.pid}.part`);
  try {
    await written(archive, unfinished);
    const { database, files } = await checkBackup(unfinished);
    // Making it may have taken long.
    refuseReplacing(file, given, options);
    await rename(unfinished, file);
    await synced(dirname(file), "r");
    const { size } = await stat(file);
    context.out.write(
      `${given}: ${counted(database.runs, "run")} of ${counted(database.projects, "project")}, ${counted(files.length, "file")}, ${byteSize(size)}\n`,
    );
    context.err.write("it holds this server's secrets: keep it where only you can read it\n");
  } catch (error) {
    await rm(unfinished, { force: true });
    throw explained(error);
  }
}

async function written(archive: Readable, path: string): Promise<void> {
  const sink = createWriteStream(path, { flags: "wx", mode: 0o600 });
  // What goes wrong with the file itself (no such folder, a full disk) is the caller's to mend; the rest broke off.
  let ours = false;
  sink.once("error", () => (ours = true));
  try {
    await pipeline(archive, sink);
  } catch (error) {
    if (ours && (error as NodeJS.ErrnoException).syscall !== undefined) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError("failed", `the backup broke off: ${reason}`, [
      "nothing was kept of it; the server's log may say why",
    ]);
  }
  await synced(path, "r+");
}

async function synced(path: string, flags: "r" | "r+"): Promise<void> {
  const file = await open(path, flags);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Yesterday's backup may be the last good one. */
function refuseReplacing(file: string, given: string, { force }: Options): void {
  if (force === true || !existsSync(file)) return;
  throw new CliError("usage", `${given} is there already: nothing was written`, [
    "choose another name, such as one with today's date, or replace it: --force",
  ]);
}

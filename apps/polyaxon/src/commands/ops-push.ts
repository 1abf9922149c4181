import { NotFoundError } from "@polyaxon/client";
import { type Command, Option } from "commander";
import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import type { FolderFile } from "../files/folder-files.ts";
import { type FolderState, folderState, isSameState, markOnServer } from "../files/folder-state.ts";
import {
  LINEAGE_FILE,
  type OfflineFolder,
  offlineFolders,
  offlineRoots,
  readOfflineRun,
  RUN_FILE,
} from "../files/offline-runs.ts";
import { type Cli, examples, type Register } from "./cli.ts";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";
import { counted } from "./counted.ts";
import { explainFailure } from "./explain-failure.ts";
import { oneOffline, refuseUnreadable } from "./offline-choice.ts";
import { type OutputOptions, printJson, wantsJson, withOutputOptions } from "./print-json.ts";
import { chooseProject, type ProjectChoice, unknownProject } from "./project-choice.ts";
import { filesToPush, type Pushed, pushRun } from "./push-run.ts";

interface Options extends OutputOptions {
  readonly uid?: string;
  readonly project?: string;
  readonly allRuns?: boolean;
  readonly artifacts: boolean;
  readonly clean?: boolean;
  readonly path?: string;
  readonly resetProject?: boolean;
  readonly resetUuid?: boolean;
  readonly name?: string;
}

export const opsPushCommand: Register = (parent, cli) => {
  withOptions(parent.command("push"))
    .description("bring runs that were recorded offline, or pulled, from this disk to the server")
    .addHelpText(
      "after",
      examples(
        "polyaxon ops push -uid UUID",
        "polyaxon ops push -a --clean",
        "polyaxon ops push -uid UUID --path backup -p digits --reset-uuid",
      ),
    )
    .action(async (word: string | undefined, options: Options) => push(cli, word, options));
};

const withOptions = (command: Command): Command =>
  withOutputOptions(command)
    .argument("[uuid]", "the run: its uuid, or the first digits of it")
    .option("--uid <uuid>", "the uuid, as an option (also written -uid)")
    .option("-a, --all-runs", "all that there are")
    .option("-p, --project <name>", "the project to push to; default: the one the run names, else this folder's")
    .option("--reset-project", "push to this folder's project, whichever the run names")
    .option("--reset-uuid", "as a new run, under a new uuid")
    .option("-n, --name <name>", "another name for the run")
    .option("--no-artifacts", "the run and what it logged, without its files")
    .option("-c, --clean", "remove from this disk what the server has taken")
    .addOption(
      new Option(
        "--path <folder>",
        "where runs are kept: default POLYAXON_OFFLINE_ROOT, else this account's own place",
      ),
    )
    .addOption(new Option("--path-from <folder>").hideHelp())
    // A server is one store and one host here.
    .addOption(new Option("--agent <uuid>").hideHelp())
    .addOption(new Option("--ignore-agent-host").hideHelp())
    .addOption(new Option("--ignore-store").hideHelp())
    .on("option:path-from", function (this: Command, value: string) {
      this.setOptionValue("path", value);
    });

async function push({ context, done }: Cli, word: string | undefined, options: Options): Promise<void> {
  const roots = offlineRoots(context, options.path);
  const found = await offlineFolders(roots);
  const meant = options.allRuns === true ? found : [oneOffline(found, options.uid ?? word, roots, "push all: -a")];
  if (meant.length === 0) throw new CliError("notFound", `there is no run under ${roots.join(" or ")}`);
  const told: object[] = [];
  let failed = 0;
  for (const each of meant) {
    try {
      const pushed = await pushOne(context, each, options);
      told.push({ ...pushed, folder: each.folder });
      if (!wantsJson(options)) say(context, pushed);
    } catch (error) {
      // Of several, one that is wrong keeps no other from going.
      if (meant.length === 1) throw error;
      failed += 1;
      const { messages } = explainFailure(error);
      context.err.write(`${each.name}: ${messages.join("; ")}\n`);
      told.push({ folder: each.folder, error: messages.join("; ") });
    }
  }
  if (wantsJson(options)) printJson(context.out, { runs: told });
  if (failed > 0) {
    context.err.write(`${failed} of ${meant.length} were not pushed\n`);
    done("failed");
  }
}

interface PushedRun extends Pushed {
  readonly uuid: string;
  readonly project: string;
  readonly removed: boolean;
}

async function pushOne(context: CliContext, { folder }: OfflineFolder, options: Options): Promise<PushedRun> {
  const { run, artifacts } = await readOfflineRun(folder).catch(refuseUnreadable);
  const choice = projectOf(context, run.project, options);
  const client = context.connect();
  const uuid = options.resetUuid === true ? randomUUID().replaceAll("-", "") : run.uuid;
  const meant = { ...run, uuid, ...(options.name === undefined ? {} : { name: options.name }) };
  const before = await folderState(folder);
  const from = options.artifacts ? { folder, files: await filesToPush(folder) } : null;
  const unsent = unsentFiles(before, from?.files ?? []);
  if (options.clean === true && unsent.length > 0) throw wouldBeLost(folder, unsent);
  try {
    const pushed = await pushRun(client.runs(choice.name), { run: meant, artifacts }, from);
    if (options.clean === true) {
      if (!isSameState(before, await folderState(folder))) throw changedMeanwhile(folder);
      await rm(folder, { recursive: true, force: true });
    } else if (unsent.length === 0 && options.resetUuid !== true) await markOnServer(folder, before);
    return { ...pushed, uuid, project: choice.name, removed: options.clean === true };
  } catch (error) {
    if (error instanceof NotFoundError) throw await unknownProject(client, choice);
    throw error;
  }
}

/** What is in the folder and goes to no server: files that are not sent, and links. What the tracker noted for itself does not count. */
function unsentFiles(state: FolderState, files: readonly FolderFile[]): readonly string[] {
  const sent = new Set([RUN_FILE, LINEAGE_FILE, ...files.map(({ path }) => path)]);
  return Object.keys(state).filter((path) => !sent.has(path) && !path.startsWith(".tracking/"));
}

function wouldBeLost(folder: string, unsent: readonly string[]): CliError {
  const more = unsent.length > 5 ? [`and ${unsent.length - 5} more`] : [];
  return new CliError("usage", `--clean would remove from ${folder} what is not sent:`, [
    ...unsent.slice(0, 5),
    ...more,
    "push without --clean or with its files, or move these elsewhere first; nothing was pushed",
  ]);
}

const changedMeanwhile = (folder: string): CliError =>
  new CliError("failed", `${folder} was written to while it was pushed, so it was not removed`, [
    "push it again when its run has ended",
  ]);

function projectOf(context: CliContext, recorded: string | null | undefined, options: Options): ProjectChoice {
  if (options.project !== undefined || options.resetProject === true || !recorded)
    return chooseProject(context, options.project);
  return chooseProject(context, recorded);
}

function say({ out }: CliContext, { files, how, project, removed, uuid }: PushedRun): void {
  const what = how === "new" ? "pushed" : "brought up to date";
  out.write(`${what} run ${out.colors.bold(uuid)} in project ${project}, with ${counted(files, "file")}\n`);
  if (removed) out.write("  removed from this disk\n");
}

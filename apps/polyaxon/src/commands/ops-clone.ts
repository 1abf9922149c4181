import type { CloneChanges, Run } from "@polyaxon/client";
import type { Command } from "commander";
import { isFinal } from "../views/run-status.ts";
import { type Cli, examples, type Register } from "./cli.ts";
import { changedContent } from "./changed-content.ts";
import { CliError } from "./cli-error.ts";
import { keepLastRun } from "./last-run.ts";
import { locateRun, type RunOptions, withRunOptions } from "./locate-run.ts";
import { collect } from "./override-options.ts";
import { type OutputOptions, printJson, wantsJson, withOutputOptions } from "./print-json.ts";
import { printSubmitted } from "./print-submitted.ts";
import { splitTags } from "./split-tags.ts";
import { watchRun } from "./watch-run.ts";

interface Options extends RunOptions, OutputOptions {
  readonly file?: string;
  readonly param?: readonly string[];
  readonly recompile?: boolean;
  readonly name?: string;
  readonly description?: string;
  readonly tags?: string;
  readonly copy?: boolean;
  readonly copyDir?: readonly string[];
  readonly copyFile?: readonly string[];
  readonly logs?: boolean;
  readonly watch?: boolean;
}

type Kind = "restart" | "copy" | "resume";

/** Runs that go on, or begin once more, with the operation that the server keeps of them. */
export const opsCloneCommands: Register = (parent, cli) => {
  withCopyOptions(command(parent, "restart"))
    .description("run it again, as a new run; -P and -f change what it does")
    .option("-c, --copy", "begin with the files of the original: the same as ops copy")
    .addHelpText(
      "after",
      examples("polyaxon ops restart -uid UUID -P lr=0.01 -l", "polyaxon ops restart -uid UUID -f gpu.yaml"),
    )
    .action(async (word: string | undefined, options: Options) =>
      clone(cli, copies(options) ? "copy" : "restart", word, options),
    );
  withCopyOptions(command(parent, "copy"))
    .description("run it again, as a new run that begins with the files of the original")
    .addHelpText("after", examples("polyaxon ops copy -uid UUID --copy-dir outputs/checkpoints"))
    .action(async (word: string | undefined, options: Options) => clone(cli, "copy", word, options));
  command(parent, "resume")
    .description("let a finished run go on under its uuid, with its files")
    .addHelpText("after", examples("polyaxon ops resume -uid UUID", "polyaxon ops resume -uid UUID -P epochs=40 -l"))
    .action(async (word: string | undefined, options: Options) => clone(cli, "resume", word, options));
};

const command = (parent: Command, kind: Kind): Command =>
  withOutputOptions(withRunOptions(parent.command(kind)))
    .option("-P, --param <name=value>", "another value of a param; may be repeated", collect)
    .option("-f, --file <file>", "a preset, laid over the operation")
    .option("--recompile", "the file is the whole operation, in place of the one that the run has")
    .option("-n, --name <name>", "name of the run; default: as it was")
    .option("--description <text>", "what it is for; default: as it was")
    .option("--tags <a,b>", "its tags, separated by commas; default: as they were")
    .option("-l, --logs", "follow its log to its end; the exit code tells how it ended")
    .option("-w, --watch", "follow its statuses to its end; for a sweep, with a progress view");

const withCopyOptions = (command_: Command): Command =>
  command_
    .option("--copy-dir <path>", "of the original's files only this folder; may be repeated", collect)
    .option("--copy-file <path>", "of the original's files only this one; may be repeated", collect);

const copies = ({ copy, copyDir, copyFile }: Options): boolean =>
  copy === true || copyDir !== undefined || copyFile !== undefined;

async function clone({ context, done }: Cli, kind: Kind, word: string | undefined, options: Options): Promise<void> {
  const content = await changedContent(context, options);
  const located = await locateRun(context, word, options);
  const { project, runs } = located;
  if (kind === "resume") refuseUnfinished(located.run);
  const changes: CloneChanges = {
    ...(content === null ? {} : { content }),
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(options.tags === undefined ? {} : { tags: splitTags(options.tags) }),
    ...metaInfo(located.run, options),
  };
  const { uuid } = await runs[kind](located.run.uuid, changes);
  keepLastRun(context.cwd, { uuid, project });
  const run = await runs.get(uuid);
  const json = wantsJson(options);
  const follow = options.logs === true || options.watch === true;
  if (!json && kind === "resume") context.out.write(`run ${uuid} goes on\n`);
  else if (!json) printSubmitted(context, run, project, { follow });
  else if (!follow) printJson(context.out, run);
  if (!follow) return;
  const watching = json ? { ...context, out: context.err } : context;
  done(await watchRun(watching, { ...located, run }, { logs: options.logs === true }));
  if (json) printJson(context.out, await runs.get(uuid));
}

function metaInfo({ uuid }: Run, { copyDir, copyFile, recompile }: Options): Pick<CloneChanges, "meta_info"> {
  const below = (paths: readonly string[] = []) => paths.map((path) => `${uuid}/${path.replace(/^\/+/, "")}`);
  const copied = { dirs: below(copyDir), files: below(copyFile) };
  const meta = {
    ...(copied.dirs.length + copied.files.length === 0 ? {} : { copy_artifacts: copied }),
    ...(recompile === true ? { recompile: true } : {}),
  };
  return Object.keys(meta).length === 0 ? {} : { meta_info: meta };
}

/** The server refuses it too; here its answer can name what to do instead. */
function refuseUnfinished({ status, uuid }: Run): void {
  if (isFinal(status)) return;
  throw new CliError("usage", `run ${uuid} is ${status}: only a finished run can be resumed`, [
    `run it once more beside this one: polyaxon ops restart -uid ${uuid}`,
    `stop it first: polyaxon ops stop -uid ${uuid}`,
  ]);
}

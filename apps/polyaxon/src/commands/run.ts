import type { NewRun } from "@polyaxon/client";
import type { Command } from "commander";
import { hostIdentity } from "../host-identity.ts";
import { approveLater } from "./approve-later.ts";
import { type Cli, examples, type Register } from "./cli.ts";
import type { CliContext } from "./cli-context.ts";
import { type FileOptions, readSources, withFileOptions } from "./file-options.ts";
import { askedObjective, type ObjectiveOptions, withObjectiveOptions } from "./ops-leaderboard.ts";
import { wholeNumber } from "./list-options.ts";
import { keepLastRun } from "./last-run.ts";
import { type OperationOptions, operationOverrides, presetFiles, withOperationOptions } from "./operation-options.ts";
import { overridesOf, type OverrideOptions, withOverrideOptions } from "./override-options.ts";
import { type OutputOptions, printJson, wantsJson, withOutputOptions } from "./print-json.ts";
import { printSubmitted } from "./print-submitted.ts";
import { chooseProject } from "./project-choice.ts";
import { referenceResolver } from "./reference-resolver.ts";
import { refuseWords } from "./refuse-words.ts";
import { splitTags } from "./split-tags.ts";
import { submitRun } from "./submit-run.ts";
import { askedUpload, sendOrFail } from "./run-upload.ts";
import { watchRun } from "./watch-run.ts";

interface Options extends OverrideOptions, OutputOptions, ObjectiveOptions, FileOptions, OperationOptions {
  readonly name?: string;
  readonly description?: string;
  readonly tags?: string;
  readonly project?: string;
  readonly createProject?: boolean;
  readonly approveAfter?: number;
  readonly logs?: boolean;
  readonly watch?: boolean;
  readonly upload?: boolean;
  readonly uploadFrom?: string;
  readonly uploadTo?: string;
}

export const runCommand: Register = (parent, cli) => {
  withOptions(parent.command("run"))
    .description("check a Polyaxonfile and run it")
    .addHelpText(
      "after",
      examples(
        "polyaxon run -f train.yaml -P lr=0.1 -P epochs=20 -l",
        "polyaxon run -f train.yaml -HP 'lr=choice:[0.1,0.01]' -w",
        "polyaxon run -f train.yaml -HP lr=uniform:0:1 --matrix-num-runs 20 -w",
        "polyaxon run -f sweep.yaml -p digits --create-project --tags a,b -o json",
        "polyaxon run -f train.yaml -u -l   # with this folder's files, anywhere",
        "polyaxon run -f train.yaml --presets gpu.yaml -q gpu-box/large",
        "polyaxon run -f train.yaml --approved no",
      ),
    )
    .allowExcessArguments()
    .action(async (options: Options, command: Command) => {
      refuseWords(command);
      await run(cli, options);
    });
};

/** In the order in which a person asks: what, with what, as what, where, and then. */
function withOptions(command: Command): Command {
  withFileOptions(command.optionsGroup("What to run:"));
  withOverrideOptions(command.optionsGroup("With what:"));
  command
    .optionsGroup("As what:")
    .option("-n, --name <name>", "name of the run")
    .option("--description <text>", "what this run is for")
    .option("--tags <a,b>", "tags of the run, separated by commas")
    .option("-p, --project <name>", "the project; default: POLYAXON_PROJECT, else this folder's name")
    .option("--create-project", "make the project, if the server has none of this name");
  withOperationOptions(command.optionsGroup("Where and when:")).option(
    "--approve-after <seconds>",
    "hold it for so long, and then let it go on; this command waits (also -aa)",
    wholeNumber,
  );
  command
    .optionsGroup("Its files:")
    .option("-u, --upload", "upload this folder, without what .polyaxonignore or .gitignore names; it runs there")
    .option("--upload-from <path>", "upload this folder or file instead (also -u-from)")
    .option("--upload-to <path>", "where in the run's files it goes; default uploads (also -u-to)");
  command
    .optionsGroup("What to show:")
    .option("-l, --logs", "follow its log to its end; the exit code tells how it ended")
    .option("-w, --watch", "follow its statuses to its end; for a sweep, with a progress view");
  withOutputOptions(withObjectiveOptions(command));
  return command.optionsGroup("Options:");
}

async function run({ context, done }: Cli, options: Options): Promise<void> {
  const asked = askedObjective(options);
  const content = await readOperation(context, options);
  if (content === null) return done("usage");
  const upload = await askedUpload(context, options);
  const choice = chooseProject(context, options.project);
  const client = context.connect();
  const created = await submitRun(
    context,
    client,
    { choice, create: options.createProject === true },
    {
      content,
      managed_by: "agent",
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.description === undefined ? {} : { description: options.description }),
      ...(options.tags === undefined ? {} : { tags: splitTags(options.tags) }),
      // Lets an agent on this machine run the command in this folder.
      meta_info: {
        submitted_from: { host: hostIdentity(), path: context.cwd },
        ...(upload === null ? {} : { upload_artifacts: upload.to }),
      },
      ...pendingOf(upload !== null, options),
    },
  );
  const runs = client.runs(choice.name);
  keepLastRun(context.cwd, { uuid: created.uuid, project: choice.name });
  if (upload !== null) {
    context.err.write(`uploading ${upload.upload.words}\n`);
    await sendOrFail(runs, created.uuid, upload.upload, upload.to);
  }
  if (options.approveAfter !== undefined) {
    if (!(await approveLater(context, runs, created.uuid, options.approveAfter))) return done("detached");
  } else if (upload !== null) await runs.approve(created.uuid);
  const follow = options.logs === true || options.watch === true;
  const json = wantsJson(options);
  const submitted = { ...created, project: choice.name };
  const held = options.approveAfter === undefined ? created : { ...created, pending: null };
  if (!json) printSubmitted(context, held, choice.name, { follow });
  else if (!follow) printJson(context.out, submitted);
  if (!follow) return;
  const located = { client, runs, project: choice.name, run: await runs.get(created.uuid) };
  // Whoever reads JSON gets one document, at the end; what is followed meanwhile is for the person beside it.
  const watching = json ? { ...context, out: context.err } : context;
  done(await watchRun(watching, located, { ...asked, logs: options.logs === true }));
  if (json) printJson(context.out, { ...submitted, status: (await runs.get(created.uuid)).status });
}

const pendingOf = (hasFiles: boolean, { approveAfter }: Options): Pick<NewRun, "pending"> =>
  hasFiles ? { pending: "upload" } : approveAfter === undefined ? {} : { pending: "approval" };

/** The checked operation as JSON text; null when it was refused and said why. */
async function readOperation(context: CliContext, options: Options): Promise<string | null> {
  const { err } = context;
  const sources = await readSources(context, options, presetFiles(options));
  const { checkSources } = await import("./check-sources.ts");
  const { findings, operation } = await checkSources(sources, {
    resolve: referenceResolver(context),
    overrides: { ...overridesOf(options), ...operationOverrides(options) },
    color: err.colors.isColorSupported,
    width: err.width(),
  });
  for (const { text } of findings) err.write(`${text}\n\n`);
  if (operation === undefined) return null;
  const { serializeOperation } = await import("@polyaxon/spec");
  return serializeOperation(operation);
}

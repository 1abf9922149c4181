import { Option } from "commander";
import { examples, type Register } from "./cli.ts";
import { locateRun, type RunOptions, withRunOptions } from "./locate-run.ts";
import { sendOrFail } from "./run-upload.ts";
import { lookAtUpload, sendUpload } from "./upload-files.ts";

interface Options extends RunOptions {
  readonly pathFrom: string;
  readonly pathTo: string;
  readonly syncFailure?: boolean;
}

/** The server's own bound; it may have been given another. */
const MOST_BYTES = 5 * 1024 ** 3;

export const opsUploadCommand: Register = (parent, { context }) => {
  withRunOptions(parent.command("upload"))
    .description("upload a file, or a folder without what its .polyaxonignore names, to a run's files")
    .option("--path-from <path>", "what to upload; default: this folder", ".")
    .option("--path-to <path>", "the folder in the run's files, replaced by a folder that comes", "uploads")
    .option("--sync-failure", "when it cannot be uploaded, the run ends as failed")
    // There is one host for all files.
    .addOption(new Option("--agent <uuid>").hideHelp())
    .addOption(new Option("--ignore-agent-host").hideHelp())
    .addHelpText(
      "after",
      examples(
        "polyaxon ops upload -uid UUID --path-from model.pt --path-to outputs",
        "polyaxon ops upload -uid UUID --path-from results --path-to outputs/results",
      ),
    )
    .action(async (word: string | undefined, options: Options) => {
      const upload = await lookAtUpload(context, options.pathFrom, MOST_BYTES);
      const { run, runs } = await locateRun(context, word, options);
      const to = options.pathTo.replace(/^\/+|\/+$/g, "");
      const send = options.syncFailure === true ? sendOrFail : sendUpload;
      await send(runs, run.uuid, upload, to);
      context.out.write(`uploaded ${upload.words} to ${to === "" ? "the files" : to} of run ${run.uuid}\n`);
    });
};

import { examples, type Register } from "./cli.ts";
import { interruptible } from "./interruptible.ts";
import { locateRun, type RunOptions, withRunOptions } from "./locate-run.ts";
import { streamLogs } from "./stream-logs.ts";

export const opsLogsCommand: Register = (parent, { context, done }) => {
  withRunOptions(parent.command("logs"))
    .description("print the log of a run, and follow it until the run ends")
    .option("-f, --follow", "go on until the run ends (the default)")
    .option("--no-follow", "print what there is and end")
    .addHelpText(
      "after",
      examples("polyaxon ops logs -uid UUID", "polyaxon ops logs -uid UUID --no-follow > train.log"),
    )
    .action(async (word: string | undefined, options: RunOptions & { follow?: boolean }) => {
      const { run, runs } = await locateRun(context, word, options);
      const interrupted = await interruptible(context, (signal) =>
        streamLogs(context, runs, run.uuid, { follow: options.follow !== false, signal }),
      );
      if (interrupted) done("detached");
    });
};

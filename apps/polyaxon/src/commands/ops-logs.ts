import { isFailed, isFinal } from "../views/run-status.ts";
import { examples, type Register } from "./cli.ts";
import type { CliContext } from "./cli-context.ts";
import { printDetached } from "./detached.ts";
import { interruptible } from "./interruptible.ts";
import { type LocatedRun, locateRun, type RunOptions, withRunOptions } from "./locate-run.ts";
import { printFailure } from "./print-failure.ts";
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
      const located = await locateRun(context, word, options);
      const { run, runs } = located;
      if (run.kind === "matrix") return sayWhereLogsAre(context, run.uuid);
      let printedCount = 0;
      const interrupted = await interruptible(context, async (signal) => {
        printedCount = (await streamLogs(context, runs, run.uuid, { follow: options.follow !== false, signal })).lines;
      });
      if (interrupted) return done(printDetached(context, located));
      if (printedCount === 0) await explainSilence(context, located);
    });
};

function sayWhereLogsAre({ err }: CliContext, sweep: string): void {
  err.write("a sweep has no log of its own, its runs have\n");
  err.write(`  ${err.colors.dim("runs")} polyaxon ops ls -uid ${sweep}\n`);
}

/** An empty log is the answer of a run that never started: what it failed of is said then. */
async function explainSilence({ err }: CliContext, { run: { uuid }, runs }: LocatedRun): Promise<void> {
  const { status, status_conditions: conditions } = await runs.statuses(uuid);
  err.write(`this run has written no log${isFinal(status) ? "" : " yet"}: it is ${status}\n`);
  if (isFailed(status)) printFailure(err, conditions, []);
}

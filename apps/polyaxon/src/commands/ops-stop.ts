import { isFinal } from "../views/run-status.ts";
import { examples, type Register } from "./cli.ts";
import { confirmed } from "./confirm.ts";
import { inWords } from "./in-words.ts";
import { locateRun, type RunOptions, withRunOptions } from "./locate-run.ts";

export const opsStopCommand: Register = (parent, { context, done }) => {
  withRunOptions(parent.command("stop"))
    .description("stop a run, or a sweep with all its runs")
    .option("-y, --yes", "do not ask; without a terminal nothing is asked")
    .addHelpText("after", examples("polyaxon ops stop -uid UUID"))
    .action(async (word: string | undefined, options: RunOptions & { yes?: boolean }) => {
      const { run, runs } = await locateRun(context, word, options);
      if (isFinal(run.status)) {
        context.out.write(`run ${run.uuid} has already ended: ${run.status}\n`);
        return;
      }
      // Stopping loses work, so a person is asked; a script has said what it wants by running the command.
      const ask = context.err.isTerminal && process.stdin.isTTY && options.yes !== true;
      const sure = !ask || (await confirmed(context, `stop ${await inWords(runs, run)}?`, false));
      if (!sure) return done("refused");
      await runs.stop(run.uuid);
      context.out.write(`run ${run.uuid} is asked to stop\n`);
    });
};

import { examples, type Register } from "./cli.ts";
import { confirmed } from "./confirm.ts";
import { inWords } from "./in-words.ts";
import { locateRun, type RunOptions, withRunOptions } from "./locate-run.ts";

export const opsDeleteCommand: Register = (parent, { context, done }) => {
  withRunOptions(parent.command("delete"))
    .description("delete a run, or a sweep with all its runs")
    .option("-y, --yes", "do not ask")
    .addHelpText("after", examples("polyaxon ops delete -uid UUID"))
    .action(async (word: string | undefined, options: RunOptions & { yes?: boolean }) => {
      const { run, runs } = await locateRun(context, word, options);
      if (run.live_state === -1) {
        context.out.write(`run ${run.uuid} is deleted already; its files are being removed\n`);
        return;
      }
      const question = options.yes === true ? "" : `delete ${await inWords(runs, run)}, with all results?`;
      if (!(await confirmed(context, question, options.yes))) return done("refused");
      await runs.delete(run.uuid);
      context.out.write(`deleted run ${run.uuid}; its files are removed in a moment\n`);
    });
};

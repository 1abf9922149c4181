import { runFields } from "../views/run-details.ts";
import { isFailed } from "../views/run-status.ts";
import { examples, type Register } from "./cli.ts";
import { locateRun, type RunOptions, withRunOptions } from "./locate-run.ts";
import { printFields } from "./print-fields.ts";
import { type OutputOptions, printJson, wantsJson, withOutputOptions } from "./print-json.ts";
import { lastLogLines } from "./read-logs.ts";
import { printFailure } from "./report-end.ts";

export const opsGetCommand: Register = (parent, { context }) => {
  withOutputOptions(withRunOptions(parent.command("get")))
    .description("show a run: params, results, and why it waits or failed")
    .addHelpText("after", examples("polyaxon ops get -uid UUID", "polyaxon ops get 3f2a -p digits -o json"))
    .action(async (word: string | undefined, options: RunOptions & OutputOptions) => {
      const { project, run, runs } = await locateRun(context, word, options);
      if (wantsJson(options)) return printJson(context.out, run);
      const { status_conditions: conditions } = await runs.statuses(run.uuid);
      printFields(context.out, runFields(run, { project, conditions, now: context.now(), colors: context.out.colors }));
      if (!isFailed(run.status)) return;
      context.out.write("\n");
      printFailure(context.out, conditions, await lastLogLines(runs, run));
    });
};

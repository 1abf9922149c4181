import { runFields } from "../views/run-details.ts";
import { tunedBy } from "../views/run-content.ts";
import { isFailed } from "../views/run-status.ts";
import { examples, type Register } from "./cli.ts";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";
import { type LocatedRun, locateRun, type RunOptions, withRunOptions } from "./locate-run.ts";
import { isOffline, locateOffline, type OfflineOptions, withOfflineOptions } from "./offline-choice.ts";
import { printFailedRuns } from "./print-failed-runs.ts";
import { printFailure } from "./print-failure.ts";
import { printFields } from "./print-fields.ts";
import { type OutputOptions, printJson, wantsJson, withOutputOptions } from "./print-json.ts";
import { lastLogLines } from "./read-logs.ts";
import { readCounts } from "./read-sweep.ts";
import { readUnserved } from "./unserved.ts";
import { watchRun } from "./watch-run.ts";

export const opsGetCommand: Register = (parent, { context, done }) => {
  withOfflineOptions(withOutputOptions(withRunOptions(parent.command("get"))))
    .description("show a run: params, results, and why it waits or failed")
    .option("-w, --watch", "follow it to its end first; the exit code tells how it ended")
    .addHelpText(
      "after",
      examples(
        "polyaxon ops get -uid UUID",
        "polyaxon ops get -uid UUID -w",
        "polyaxon ops get 3f2a -p digits -o json",
        "polyaxon ops get -uid UUID --offline",
      ),
    )
    .action(async (word: string | undefined, options: Options) => {
      if (isOffline(options)) return await showOffline(context, word, options);
      const located = await locateRun(context, word, options);
      if (options.watch !== true) return await show(context, located, options);
      // Its progress is for the person beside it; the result is what a pipe gets.
      const reason = await watchRun({ ...context, out: context.err }, located, {});
      done(reason);
      if (reason === "detached") return;
      const run = await located.runs.get(located.run.uuid);
      await show(context, { ...located, run }, { ...options, isTold: true });
    });
};

type Options = RunOptions & OutputOptions & OfflineOptions & { readonly watch?: boolean };

async function showOffline(context: CliContext, word: string | undefined, options: Options): Promise<void> {
  if (options.watch === true)
    throw new CliError("usage", "--offline reads what is on this disk: there is nothing to watch");
  const { conditions, folder, kept, run } = await locateOffline(context, options.uid ?? word, options);
  if (wantsJson(options)) return printJson(context.out, kept);
  const { now, out } = context;
  const fields = runFields(run, {
    project: run.project ?? "",
    conditions,
    now: now(),
    colors: out.colors,
    sweep: null,
  });
  printFields(out, [...fields, ["folder", folder]]);
}

async function show(
  context: CliContext,
  { project, run, runs }: LocatedRun,
  options: OutputOptions & { readonly isTold?: boolean },
): Promise<void> {
  if (wantsJson(options)) return printJson(context.out, run);
  const { status_conditions: conditions } = await runs.statuses(run.uuid);
  const { now, out } = context;
  const sweep = run.kind === "matrix" ? { counts: await readCounts(runs, run.uuid), tuned: tunedBy(run) } : null;
  const { why: unserved } = await readUnserved(context, run);
  printFields(out, runFields(run, { project, conditions, unserved, now: now(), colors: out.colors, sweep }));
  const hasFailedRuns = sweep !== null && sweep.counts.failed > 0;
  // Whoever watched has read why it failed.
  if (options.isTold === true || (!hasFailedRuns && !isFailed(run.status))) return;
  out.write("\n");
  if (hasFailedRuns) await printFailedRuns(context, runs, run.uuid);
  else printFailure(out, conditions, await lastLogLines(runs, run));
}

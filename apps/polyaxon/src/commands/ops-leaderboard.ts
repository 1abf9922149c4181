import type { Command } from "commander";
import { isFinal } from "../views/run-status.ts";
import { examples, type Register } from "./cli.ts";
import { CliError } from "./cli-error.ts";
import { limitOption } from "./list-options.ts";
import { type LocatedRun, locateRun, type RunOptions, withRunOptions } from "./locate-run.ts";
import { type OutputOptions, printJson, wantsJson, withOutputOptions } from "./print-json.ts";
import { printLeaderboard, readLeaderboard } from "./print-leaderboard.ts";
import type { AskedObjective } from "./read-sweep.ts";

export interface ObjectiveOptions {
  readonly metric?: string;
  readonly maximize?: boolean;
  readonly minimize?: boolean;
}

export const withObjectiveOptions = (command: Command): Command =>
  command
    .option("--metric <name>", "judge runs by this metric; default: the matrix's, else guessed from the names")
    .option("--maximize", "higher is better")
    .option("--minimize", "lower is better");

/** @throws CliError when both directions are given */
export function askedObjective({ maximize, metric, minimize }: ObjectiveOptions): AskedObjective {
  if (maximize === true && minimize === true)
    throw new CliError("usage", "--maximize and --minimize exclude each other");
  return { metric, direction: maximize === true ? "maximize" : minimize === true ? "minimize" : undefined };
}

/** @throws CliError for a run that has no runs to rank */
function refuseOtherKinds({ run }: LocatedRun): void {
  if (run.kind === "matrix") return;
  throw new CliError("usage", `run ${run.uuid} is no sweep but a ${run.kind ?? "run"}: there is nothing to rank`, [
    run.pipeline?.kind === "matrix"
      ? `its sweep: polyaxon ops leaderboard -uid ${run.pipeline.uuid}`
      : "list sweeps: polyaxon ops ls -q kind:matrix",
  ]);
}

export const opsLeaderboardCommand: Register = (parent, cli) => {
  const { context } = cli;
  withObjectiveOptions(withOutputOptions(withRunOptions(parent.command("leaderboard"))))
    .alias("best")
    .description("rank the runs of a sweep by a metric, with the params that made them")
    .addOption(limitOption(20))
    .addHelpText(
      "after",
      examples(
        "polyaxon ops leaderboard -uid SWEEP",
        "polyaxon ops leaderboard -uid SWEEP --metric val_loss --minimize -l 5",
      ),
    )
    .addHelpText("after", "\nExit code 2: the sweep has ended, and no run of it has logged --metric.")
    .action(
      async (word: string | undefined, options: RunOptions & OutputOptions & ObjectiveOptions & { limit: number }) => {
        const asked = askedObjective(options);
        const located = await locateRun(context, word, options);
        refuseOtherKinds(located);
        const board = wantsJson(options)
          ? await readLeaderboard(located, asked, options.limit)
          : await printLeaderboard(context, located, asked, options.limit);
        if (wantsJson(options)) printJson(context.out, { sweep: located.run.uuid, ...board });
        // While the sweep goes on, a run may still log it.
        if (asked.metric !== undefined && board.ranked.length === 0 && isFinal(located.run.status)) cli.done("usage");
      },
    );
};

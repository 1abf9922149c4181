import { leaderboardColumns, type Ranked, rankRuns } from "../views/leaderboard.ts";
import type { Objective } from "../views/objective.ts";
import { isFinal } from "../views/run-status.ts";
import { tunedBy } from "../views/run-content.ts";
import type { CliContext } from "./cli-context.ts";
import type { LocatedRun } from "./locate-run.ts";
import { printNote, printTable } from "./print-table.ts";
import { type AskedObjective, bestRuns, loggedMetrics, objectiveOf } from "./read-sweep.ts";

export interface Leaderboard {
  readonly objective: Objective | null;
  readonly ranked: readonly Ranked[];
}

export async function readLeaderboard(
  { run, runs }: LocatedRun,
  asked: AskedObjective,
  limit: number,
): Promise<Leaderboard> {
  const objective = await objectiveOf(runs, run, asked);
  if (objective === null) return { objective, ranked: [] };
  return { objective, ranked: rankRuns(await bestRuns(runs, run.uuid, objective, limit), objective) };
}

/** The best runs of a sweep with the params that made them, and by what they were judged; answers what it printed. */
export async function printLeaderboard(
  context: CliContext,
  located: LocatedRun,
  asked: AskedObjective,
  limit: number,
): Promise<Leaderboard> {
  const { err, out } = context;
  const board = await readLeaderboard(located, asked, limit);
  const { objective, ranked } = board;
  if (objective === null) {
    printNote(err, whatThereIs(await loggedMetrics(located.runs, located.run), located.run));
    return board;
  }
  if (ranked.length === 0) {
    err.write(`no run of this sweep has logged "${objective.metric}" as a number\n`);
    printNote(err, whatThereIs(await loggedMetrics(located.runs, located.run), located.run));
    return board;
  }
  const guessed =
    objective.source === "guessed" ? "; guessed from its name, change it with --metric, --maximize, --minimize" : "";
  printNote(err, `best by ${objective.metric} (${objective.direction}${guessed})`);
  printTable(
    context,
    leaderboardColumns(ranked, objective, { now: context.now(), colors: out.colors, tuned: tunedBy(located.run) }),
    ranked,
    { none: "" },
  );
  return board;
}

const whatThereIs = (metrics: readonly string[], { status }: LocatedRun["run"]): string =>
  metrics.length === 0
    ? isFinal(status)
      ? "no run of this sweep logged a metric"
      : "no run of this sweep has logged a metric yet"
    : `its runs have logged ${metrics.join(", ")}: choose one with --metric NAME`;

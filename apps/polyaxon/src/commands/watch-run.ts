import { isFinal } from "../views/run-status.ts";
import { whyWaiting } from "../views/why-waiting.ts";
import type { SweepSnapshot } from "../views/sweep-progress.ts";
import { statusLines } from "../views/status-lines.ts";
import type { CliContext } from "./cli-context.ts";
import { printDetached } from "./detached.ts";
import type { ExitReason } from "./exit-codes.ts";
import { interruptible } from "./interruptible.ts";
import type { LocatedRun } from "./locate-run.ts";
import { patiently } from "./patiently.ts";
import { printLeaderboard } from "./print-leaderboard.ts";
import type { AskedObjective } from "./read-sweep.ts";
import { reportEnd } from "./report-end.ts";
import { type RunNews, runNews } from "./run-news.ts";
import { streamLogs } from "./stream-logs.ts";
import { QUIET_MS, readUnserved, tellUnserved } from "./unserved.ts";
import { watchSweep } from "./watch-sweep.ts";

const BEST_SHOWN = 5;

/**
 * Follows a run to its end and says how it ended: a sweep by its progress view and its best runs, any other run by its
 * log (`logs`) or its statuses. Ctrl-C detaches.
 */
export async function watchRun(
  context: CliContext,
  located: LocatedRun,
  options: AskedObjective & { readonly logs?: boolean },
): Promise<ExitReason> {
  const { run, runs } = located;
  const isSweep = run.kind === "matrix";
  let last: SweepSnapshot | null = null;
  let endedWith: string | null = null;
  const interrupted = await interruptible(context, async (signal) => {
    if (isSweep) last = await watchSweep(context, located, options, signal);
    else if (options.logs === true) await followLogs(context, located, signal);
    else endedWith = await printStatuses(context, located, signal);
  });
  if (interrupted) return printDetached(context, located);
  if (isSweep && hasSomethingToRank(last)) {
    const ended = { ...located, run: await runs.get(run.uuid) };
    await printLeaderboard(context, ended, options, BEST_SHOWN);
  }
  return await reportEnd(context, runs, run.uuid, { logsShown: options.logs === true && !isSweep, message: endedWith });
}

/** Where all runs failed before they logged anything, a leaderboard is beside the point. */
const hasSomethingToRank = (sweep: SweepSnapshot | null): boolean =>
  sweep === null || sweep.best !== null || sweep.counts.succeeded > 0;

/** The log, and a word beside it when nobody will ever write one. */
async function followLogs(context: CliContext, { run, runs }: LocatedRun, signal: AbortSignal): Promise<void> {
  const done = new AbortController();
  const stop = (): void => done.abort();
  signal.addEventListener("abort", stop, { once: true });
  const told = tellUnserved(context, run, done.signal);
  try {
    await streamLogs(context, runs, run.uuid, { follow: true, signal });
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
    await told;
  }
}

/**
 * A line for each status as it happens; when nothing happens for a while before it runs, why. Answers what is said about the last
 * one, which has a line of its own when all is told.
 */
async function printStatuses(context: CliContext, located: LocatedRun, signal: AbortSignal): Promise<string | null> {
  const news = await runNews(context, located.runs, located.run.uuid, signal);
  try {
    return await printStatusesOn(news, context, located, signal);
  } finally {
    news.close();
  }
}

async function printStatusesOn(
  changes: RunNews,
  context: CliContext,
  { run, runs }: LocatedRun,
  signal: AbortSignal,
): Promise<string | null> {
  const { err } = context;
  const line = (status: string, text: string) => err.write(`${statusLines(status, text, err).join("\n")}\n`);
  let printedCount = 0;
  let quietSince = context.now();
  let saidWhy = false;
  while (!signal.aborted) {
    const { status, status_conditions: conditions } = await patiently(context, () => runs.statuses(run.uuid), signal);
    // A condition that replaces the last one is not worth a second line.
    const news = conditions.slice(printedCount);
    const end = isFinal(status) && news.at(-1)?.type === status ? news.pop() : undefined;
    for (const condition of news) line(condition.type, condition.message ?? "");
    if (conditions.length > printedCount) {
      quietSince = context.now();
      saidWhy = false;
    }
    printedCount = Math.max(printedCount, conditions.length);
    if (isFinal(status)) return end?.message ?? null;
    if (!saidWhy && context.now() - quietSince >= QUIET_MS) {
      const { why: unserved } = await readUnserved(context, { uuid: run.uuid, status });
      const why = whyWaiting({ status }, conditions, unserved);
      if (why !== null) line(status, why.startsWith(`${status}: `) ? why.slice(status.length + 2) : why);
      saidWhy = true;
    }
    await changes.next();
  }
  return null;
}

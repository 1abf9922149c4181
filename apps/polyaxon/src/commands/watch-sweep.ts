import { liveBlock } from "../terminal/live-block.ts";
import { isFinal } from "../views/run-status.ts";
import { doneCount, progressLine, progressLines, type SweepSnapshot } from "../views/sweep-progress.ts";
import { statusLines } from "../views/status-lines.ts";
import type { CliContext } from "./cli-context.ts";
import type { LocatedRun } from "./locate-run.ts";
import { patiently } from "./patiently.ts";
import { type AskedObjective, readSweep } from "./read-sweep.ts";
import { sweepWaiting } from "./sweep-waiting.ts";

const POLL_MS = 1_000;
/** Where nothing is redrawn, a line is printed when something ended, and otherwise this often. */
const QUIET_MS = 30_000;

/** Shows a sweep until it ends or the signal aborts; answers the last snapshot. */
export async function watchSweep(
  context: CliContext,
  { run, runs }: Pick<LocatedRun, "run" | "runs">,
  asked: AskedObjective,
  signal: AbortSignal,
): Promise<SweepSnapshot | null> {
  const show = context.err.isTerminal ? redrawn(context) : printed(context);
  const waiting = sweepWaiting(context, runs);
  let latest: SweepSnapshot | null = null;
  try {
    while (!signal.aborted) {
      latest = await patiently(context, () => readSweep(runs, run.uuid, asked, context.now()), signal, show.print);
      show.update(latest, await waiting(latest));
      if (isFinal(latest.status)) break;
      await context.sleep(POLL_MS, signal);
    }
  } finally {
    show.close();
  }
  return latest;
}

interface Show {
  /** @param why none of its runs starts, as far as that is known */
  readonly update: (sweep: SweepSnapshot, why: string | null) => void;
  /** Something said meanwhile, above a block that is redrawn. */
  readonly print: (text: string) => void;
  readonly close: () => void;
}

function redrawn({ err }: CliContext): Show {
  const block = liveBlock(err);
  return {
    update: (sweep, why) =>
      block.draw([
        ...progressLines(sweep, { width: err.width(), colors: err.colors }),
        ...(why === null ? [] : statusLines("queued", why, err)),
      ]),
    print: (text) => block.print(text),
    close: () => block.close(),
  };
}

function printed({ err, now }: CliContext): Show {
  let last: LastLine = { done: null, at: now() };
  let told: string | null = null;
  return {
    update(sweep, why) {
      if (why !== null && why !== told) err.write(`${statusLines("queued", why, err).join("\n")}\n`);
      told = why;
      if (!isLineDue(sweep, last, now())) return;
      last = { done: doneCount(sweep.counts), at: now() };
      err.write(`${progressLine(sweep, err.colors)}\n`);
    },
    print: (text) => err.write(text),
    close: () => undefined,
  };
}

interface LastLine {
  /** How many runs had ended; null: no line yet. */
  readonly done: number | null;
  /** Milliseconds; without a line yet, of the begin. */
  readonly at: number;
}

/** Before the scheduler has counted what a sweep will create, a first line would name too few: it waits for that, as long as any. */
export function isLineDue(
  { counts, status, total }: Pick<SweepSnapshot, "counts" | "status" | "total">,
  last: LastLine,
  now: number,
): boolean {
  if (isFinal(status) || now - last.at >= QUIET_MS) return true;
  const done = doneCount(counts);
  return last.done === null ? total !== null || done > 0 : done !== last.done;
}

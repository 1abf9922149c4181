import type { Run } from "@polyaxon/client";
import { assignments, duration, shortUuid, value } from "../terminal/format-value.ts";
import type { Colors } from "../terminal/output.ts";
import { oneLine } from "../terminal/plain-text.ts";
import { progressBar } from "../terminal/progress-bar.ts";
import { truncate } from "../terminal/text-width.ts";
import type { Objective } from "./objective.ts";
import { isFinal, paintStatus } from "./run-status.ts";

/** A sweep at one moment. */
export interface SweepSnapshot {
  readonly uuid: string;
  readonly name: string | null;
  readonly status: string;
  /** How many runs there will be; null while nobody knows. */
  readonly total: number | null;
  readonly counts: ChildCounts;
  readonly best: { readonly run: Run; readonly objective: Objective } | null;
  /** The params that the sweep varies; empty: unknown, all are shown. */
  readonly tuned: readonly string[];
  /** Seconds since the sweep was created. */
  readonly elapsedSeconds: number;
}

export interface ChildCounts {
  readonly succeeded: number;
  readonly failed: number;
  /** Stopped or skipped. */
  readonly stopped: number;
  readonly running: number;
  /** Created, not yet on an executor. */
  readonly queued: number;
}

export const doneCount = ({ succeeded, failed, stopped }: ChildCounts): number => succeeded + failed + stopped;
const createdCount = (counts: ChildCounts): number => doneCount(counts) + counts.running + counts.queued;

/** `2 succeeded, 1 failed, 3 queued`: those that are any. */
export const tallyText = (counts: ChildCounts): string =>
  (["succeeded", "failed", "stopped", "running", "queued"] as const)
    .flatMap((state) => (counts[state] > 0 ? [`${counts[state]} ${state}`] : []))
    .join(", ");

/** Seconds that are left when the rest goes as fast as what is done; null before anything is, and when nothing is left. */
export function etaSeconds({ total, counts, elapsedSeconds, status }: SweepSnapshot): number | null {
  const done = doneCount(counts);
  if (total === null || done === 0 || done >= total || isFinal(status)) return null;
  return (elapsedSeconds / done) * (total - done);
}

/** The block that a terminal redraws: heading, bar, counts, best so far. */
export function progressLines(
  sweep: SweepSnapshot,
  options: { readonly width: number; readonly colors: Colors },
): readonly string[] {
  const { colors, width } = options;
  const { counts } = sweep;
  const total = sweep.total ?? createdCount(counts);
  const head = `${shortUuid(sweep.uuid)}${sweep.name === null ? "" : `  ${oneLine(sweep.name)}`}`;
  const done = doneText(sweep);
  const barWidth = Math.max(4, Math.min(48, width - done.length - 1));
  const bar = progressBar(
    [
      { count: counts.succeeded, glyph: "█", paint: colors.green },
      { count: counts.failed, glyph: "×", paint: colors.red },
      { count: counts.stopped, glyph: "█", paint: colors.magenta },
      { count: counts.running, glyph: "▒", paint: colors.cyan },
    ],
    total,
    barWidth,
    { count: 0, glyph: "░", paint: colors.dim },
  );
  const best = bestText(sweep);
  // How it ended is the last thing that is said about it, below its best runs.
  const status = isFinal(sweep.status) ? "" : sweep.status;
  return [
    `${colors.bold(truncate(head, Math.max(1, width - status.length - 2)))}${status === "" ? "" : `  ${paintStatus(status, colors)}`}`,
    `${bar} ${counts.failed > 0 && counts.succeeded === 0 ? colors.red(done) : done}`,
    fitParts(countParts(sweep, colors), width),
    ...(best === null ? [] : [colors.bold(truncate(best, width))]),
  ];
}

/** One line for a file or a pipe. */
export function progressLine(sweep: SweepSnapshot, colors: Colors): string {
  const parts = countParts(sweep, colors).map(({ painted }) => painted);
  const best = bestText(sweep);
  return [doneText(sweep), ...parts, ...(best === null ? [] : [best])].join(", ");
}

/** `3/12 done`; `0 done` in the moment before the scheduler has counted its runs. */
const doneText = ({ counts, total }: SweepSnapshot): string =>
  `${doneCount(counts)}${total === null ? "" : `/${total}`} done`;

interface Part {
  readonly text: string;
  readonly painted: string;
}

function countParts(sweep: SweepSnapshot, colors: Colors): readonly Part[] {
  const { counts, total } = sweep;
  const eta = etaSeconds(sweep);
  // Runs are created in a window: those that do not exist yet wait as well.
  const waiting = isFinal(sweep.status)
    ? 0
    : Math.max(counts.queued, (total ?? 0) - doneCount(counts) - counts.running);
  const part = (text: string, paint: (text: string) => string, show = true): readonly Part[] =>
    show ? [{ text, painted: paint(text) }] : [];
  return [
    ...part(`${counts.running} running`, colors.cyan),
    ...part(`${waiting} queued`, colors.dim, waiting > 0),
    ...part(`${counts.failed} failed`, counts.failed > 0 ? colors.red : colors.dim),
    ...part(`${counts.stopped} stopped`, colors.magenta, counts.stopped > 0),
    ...part(`${duration(sweep.elapsedSeconds)} elapsed`, colors.dim),
    ...part(`about ${duration(eta ?? 0)} left`, colors.dim, eta !== null),
  ];
}

function bestText({ best, tuned }: SweepSnapshot): string | null {
  if (best === null) return null;
  const { objective, run } = best;
  const names = tuned.length > 0 ? tuned : Object.keys(run.inputs ?? {});
  const inputs = Object.fromEntries(names.map((name) => [name, run.inputs?.[name]]));
  return oneLine(
    `best ${objective.metric} ${value(run.outputs?.[objective.metric])}  ${assignments(inputs)}  (${shortUuid(run.uuid)})`,
  );
}

/** As many whole parts as the width holds: a cut number would be a wrong number. */
function fitParts(parts: readonly Part[], width: number): string {
  let used = 0;
  const kept: string[] = [];
  for (const { text, painted } of parts) {
    const needed = text.length + (kept.length === 0 ? 0 : 3);
    if (used + needed > width) break;
    used += needed;
    kept.push(painted);
  }
  return kept.join(" · ");
}

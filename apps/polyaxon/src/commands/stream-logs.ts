import { type LogWindow, type RunCalls, UnreachableError } from "@polyaxon/client";
import type { CliContext } from "./cli-context.ts";
import { linePrinter, type LineFront } from "./print-lines.ts";
import { patiently } from "./patiently.ts";

const POLL_MS = 500;
const LINES_A_CALL = 5_000;

interface Streaming {
  readonly follow: boolean;
  readonly signal: AbortSignal;
  /** Begins so many lines before the end of what there is. Default: at the start. */
  readonly tail?: number;
  /** Default: nothing. */
  readonly front?: LineFront;
}

/**
 * Prints a run's log, from its start unless `tail` says otherwise: what there is, and with `follow` until the run has ended or `signal` aborts. A
 * terminal gets safe text, a pipe gets the text as it was written. Holds one window in memory, however long the log.
 * Answers how many lines there were.
 */
export async function streamLogs(
  context: CliContext,
  runs: RunCalls,
  uuid: string,
  options: Streaming,
): Promise<{ readonly lines: number }> {
  const reader = { cursor: undefined as string | undefined, lines: 0 };
  const print = linePrinter(context, options.front);
  const take = async ({ cursor, lines }: Pick<LogWindow, "cursor" | "lines">): Promise<void> => {
    reader.cursor = cursor;
    reader.lines += lines.length;
    await print(lines);
  };
  const { tail } = options;
  if (tail !== undefined) await take(await patiently(context, () => runs.logRange(uuid, -tail, tail), options.signal));
  const hasEvents = options.follow && (await followEvents());
  if (!hasEvents) await poll();
  return { lines: reader.lines };

  /** False when the server has no events. */
  async function followEvents(): Promise<boolean> {
    const { signal } = options;
    while (!signal.aborted) {
      const events = await patiently(context, () => runs.followLog(uuid, reader.cursor, signal), signal);
      if (events === null) return false;
      try {
        for await (const event of events) {
          if (event.kind === "end") return true;
          await take(event);
        }
      } catch (error) {
        if (!(error instanceof UnreachableError)) throw error;
      }
      // Cut off on the way, or ended by a server that closes: it goes on from the last cursor.
      await context.sleep(POLL_MS, signal);
    }
    return true;
  }

  async function poll(): Promise<void> {
    const { follow, signal } = options;
    while (!signal.aborted) {
      const window = await patiently(context, () => runs.logLines(uuid, reader.cursor, LINES_A_CALL), signal);
      await take(window);
      if (window.done || (!follow && window.lines.length === 0)) break;
      if (window.lines.length === 0) await context.sleep(POLL_MS, signal);
    }
  }
}

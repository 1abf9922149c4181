import type { RunCalls } from "@polyaxon/client";
import { logLine } from "../terminal/plain-text.ts";
import type { CliContext } from "./cli-context.ts";
import { patiently } from "./patiently.ts";

const POLL_MS = 500;
const LINES_A_CALL = 5_000;

/**
 * Prints a run's log from its start: what there is, and with `follow` until the run has ended or `signal` aborts. A
 * terminal gets safe text, a pipe gets the text as it was written. Holds one window in memory, however long the log.
 * Answers how many lines there were.
 */
export async function streamLogs(
  context: CliContext,
  runs: RunCalls,
  uuid: string,
  options: { readonly follow: boolean; readonly signal: AbortSignal },
): Promise<{ readonly lines: number }> {
  const { out } = context;
  let lines = 0;
  const { follow, signal } = options;
  const print = out.isTerminal ? logLine : (text: string) => text;
  let cursor: string | undefined;
  while (!signal.aborted) {
    const window = await patiently(context, () => runs.logLines(uuid, cursor, LINES_A_CALL), signal);
    cursor = window.cursor;
    lines += window.lines.length;
    if (window.lines.length > 0) {
      out.write(window.lines.map(({ eol, value }) => `${print(value)}${eol === false ? "" : "\n"}`).join(""));
      await out.drained();
    }
    if (window.done || (!follow && window.lines.length === 0)) break;
    if (window.lines.length === 0) await context.sleep(POLL_MS, signal);
  }
  return { lines };
}

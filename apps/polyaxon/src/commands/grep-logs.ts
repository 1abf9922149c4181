import type { LogSearch, RunCalls } from "@polyaxon/client";
import type { CliContext } from "./cli-context.ts";
import { patiently } from "./patiently.ts";
import { linePrinter, type LineFront } from "./print-lines.ts";

const LINES_A_CALL = 1_000;

/** Prints the lines of a run's log that have what is wanted, and answers how many. Each call searches for a second or two. */
export async function grepLogs(
  context: CliContext,
  runs: RunCalls,
  uuid: string,
  wanted: LogSearch & { readonly front?: LineFront },
): Promise<number> {
  const { front, ...search } = wanted;
  const print = linePrinter(context, front);
  let count = 0;
  for (let cursor: string | undefined; ;) {
    const from = cursor;
    const found = await patiently(context, () => runs.searchLogs(uuid, search, from, LINES_A_CALL));
    // A piece of a line that goes on elsewhere is a line here.
    await print(found.lines.map(({ eol: _piece, ...line }) => line));
    count += found.lines.length;
    if (found.done) return count;
    cursor = found.cursor;
  }
}

import type { LogSearch, RunCalls } from "@polyaxon/client";
import type { CliContext } from "./cli-context.ts";
import { patiently } from "./patiently.ts";
import { printLines } from "./stream-logs.ts";

const LINES_A_CALL = 1_000;

/** Prints the lines of a run's log that have what is wanted, and answers how many. Each call searches for a second or two. */
export async function grepLogs(context: CliContext, runs: RunCalls, uuid: string, wanted: LogSearch): Promise<number> {
  let count = 0;
  for (let cursor: string | undefined; ;) {
    const from = cursor;
    const found = await patiently(context, () => runs.searchLogs(uuid, wanted, from, LINES_A_CALL));
    // A piece of a line that goes on elsewhere is a line here.
    await printLines(
      context,
      found.lines.map(({ value }) => ({ value })),
    );
    count += found.lines.length;
    if (found.done) return count;
    cursor = found.cursor;
  }
}

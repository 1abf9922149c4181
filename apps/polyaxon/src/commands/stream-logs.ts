import type { RunCalls } from "@polyaxon/client";
import { logLine } from "../terminal/plain-text.ts";
import type { CliContext } from "./cli-context.ts";
import { isFinal } from "../views/run-status.ts";
import { patiently } from "./patiently.ts";

const POLL_MS = 500;

/**
 * Prints a run's log from its start; with `follow`, until the run is final or `signal` aborts. A terminal gets safe
 * text, a pipe gets the text as it was written.
 */
export async function streamLogs(
  context: CliContext,
  runs: RunCalls,
  uuid: string,
  options: { readonly follow: boolean; readonly signal: AbortSignal },
): Promise<void> {
  const { out } = context;
  const { signal } = options;
  // Before anything can have been logged: the first page starts at the beginning and carries a cursor.
  let cursor: string | undefined = options.follow ? "1970-01-01T00:00:00+00:00" : undefined;
  while (!signal.aborted) {
    // Asked before the page: what is final then has its whole log stored (a run ends after its last line).
    const status = options.follow ? (await patiently(context, () => runs.get(uuid), signal)).status : "";
    const page = await patiently(context, () => runs.logs(uuid, cursor), signal);
    for (const { value } of page.logs) {
      out.write(`${out.isTerminal ? logLine(value) : value}\n`);
      await out.drained();
    }
    if (page.last_time !== null) cursor = page.last_time;
    const more = page.logs.length > 0 && page.last_time !== null;
    if (!options.follow || (isFinal(status) && !more)) return;
    if (!more) await context.sleep(POLL_MS, signal);
  }
}

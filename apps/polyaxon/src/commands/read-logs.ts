import type { RunCalls } from "@polyaxon/client";

/** The end of a run's log; empty when there is none or it cannot be read (this is only ever an extra). */
export async function lastLogLines(runs: RunCalls, uuid: string, count = 10): Promise<readonly string[]> {
  try {
    const { logs } = await runs.logs(uuid);
    return logs.slice(-count).map(({ value }) => value);
  } catch {
    return [];
  }
}

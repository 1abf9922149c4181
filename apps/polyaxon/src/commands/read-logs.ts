import type { Run, RunCalls } from "@polyaxon/client";

/** How far before the run's end to look, in ms: the first that gives enough lines. Null: from the start. */
const LOOK_BACK_MS = [5_000, 60_000, null] as const;
/** An endless log is not read to its end only to quote it. */
const MOST_PAGES = 8;

/** How much more is read than shown, to begin with the line that says what went wrong. */
const LOOK_ABOVE = 40;

/**
 * The telling end of a run's log; empty when there is none or it cannot be read: this is only ever an extra. It begins no later
 * than the last line that names an error, because programs print a stack below it, and leaves out empty lines.
 */
export async function lastLogLines(
  runs: RunCalls,
  run: Pick<Run, "uuid" | "finished_at">,
  count = 10,
): Promise<readonly string[]> {
  const end = run.finished_at ? Date.parse(run.finished_at) : null;
  try {
    for (const back of LOOK_BACK_MS) {
      if (back !== null && end === null) continue;
      const since = back === null || end === null ? undefined : new Date(end - back).toISOString();
      const lines = await linesSince(runs, run.uuid, since, count + LOOK_ABOVE);
      if (lines.length >= count + LOOK_ABOVE || back === null) return tellingEnd(lines, count);
    }
  } catch {
    // The failure itself is what matters.
  }
  return [];
}

/** Of the last lines of a log, at most `count` that are worth quoting. */
export function tellingEnd(lines: readonly string[], count: number): readonly string[] {
  const said = lines.filter((line) => line.trim() !== "" && !/^Node\.js v\d/.test(line));
  const error = said.findLastIndex((line) => /^(\w+\.)*\w*(Error|Exception)\b/.test(line));
  const from = Math.max(0, said.length - count);
  const begin = error < 0 ? from : Math.min(from, error);
  return said.slice(begin, begin + count);
}

async function linesSince(
  runs: RunCalls,
  uuid: string,
  since: string | undefined,
  count: number,
): Promise<readonly string[]> {
  let last: readonly string[] = [];
  let from = since;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { last_time: reached, logs } = await runs.logs(uuid, from);
    last = [...last, ...logs.map(({ value }) => value)].slice(-count);
    if (reached === null || logs.length === 0) break;
    from = reached;
  }
  return last;
}

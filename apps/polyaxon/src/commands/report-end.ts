import type { RunCalls, WireCondition } from "@polyaxon/client";
import { oneLine, logLine } from "../terminal/plain-text.ts";
import type { Output } from "../terminal/output.ts";
import { failureOf } from "../views/failure.ts";
import { isFailed, paintStatus, statusGlyph } from "../views/run-status.ts";
import { tookOf } from "../views/run-table.ts";
import type { CliContext } from "./cli-context.ts";
import type { ExitReason } from "./exit-codes.ts";
import { lastLogLines } from "./read-logs.ts";

/** The last words about a run that was followed: how it ended, and for a failure why. Answers the exit. */
export async function reportEnd(
  { err, now }: CliContext,
  runs: RunCalls,
  uuid: string,
  options: { readonly logsShown: boolean },
): Promise<ExitReason> {
  const run = await runs.get(uuid);
  const took = tookOf(run, now());
  err.write(
    `${paintStatus(run.status, err.colors, `${statusGlyph(run.status)} ${run.status}`)}${took === "" ? "" : ` in ${took}`}  ${uuid}\n`,
  );
  if (isFailed(run.status)) {
    const { status_conditions: conditions } = await runs.statuses(uuid);
    printFailure(err, conditions, options.logsShown ? [] : await lastLogLines(runs, run));
  }
  return run.status === "succeeded" || run.status === "skipped" ? "ok" : "failed";
}

/** Cause, exit code and the end of the log. */
export function printFailure(out: Output, conditions: readonly WireCondition[], lines: readonly string[]): void {
  const failure = failureOf(conditions);
  if (failure !== null) {
    const code = failure.exitCode === null ? "" : ` (exit code ${failure.exitCode})`;
    out.write(`${out.colors.red("cause:")} ${oneLine(failure.cause)}${code}\n`);
    // `exit code 3` has been said.
    if (failure.message !== null && !/^exit code \d+$/.test(failure.message))
      out.write(`       ${oneLine(failure.message)}\n`);
  }
  if (lines.length === 0) return;
  out.write(`${out.colors.dim(`last ${lines.length} log lines:`)}\n`);
  for (const line of lines) out.write(`  ${logLine(line)}\n`);
}

import type { RunCalls } from "@polyaxon/client";
import { oneLine } from "../terminal/plain-text.ts";
import { isFailed, paintStatus, statusGlyph } from "../views/run-status.ts";
import { tookOf } from "../views/run-table.ts";
import type { CliContext } from "./cli-context.ts";
import type { ExitReason } from "./exit-codes.ts";
import { printFailedRuns } from "./print-failed-runs.ts";
import { printFailure } from "./print-failure.ts";
import { lastLogLines } from "./read-logs.ts";

/**
 * The last words about a run that was followed: how it ended, and for a failure why. Answers the exit.
 *
 * @param options.message what was said about its last status, and was not shown yet
 */
export async function reportEnd(
  { env, err, now }: CliContext,
  runs: RunCalls,
  uuid: string,
  options: { readonly logsShown: boolean; readonly message?: string | null },
): Promise<ExitReason> {
  const run = await runs.get(uuid);
  const took = tookOf(run, now());
  const { message = null } = options;
  const isNews = message !== null && run.status !== "succeeded" && !isFailed(run.status);
  err.write(
    `${paintStatus(run.status, err.colors, `${statusGlyph(run.status)} ${run.status}`)}${took === "" ? "" : ` in ${took}`}  ${uuid}${isNews ? err.colors.dim(`  ${oneLine(message)}`) : ""}\n`,
  );
  const told = run.kind === "matrix" && (await printFailedRuns({ env, out: err }, runs, uuid));
  if (!told && isFailed(run.status)) {
    const { status_conditions: conditions } = await runs.statuses(uuid);
    printFailure(err, conditions, options.logsShown ? [] : await lastLogLines(runs, run));
  }
  return run.status === "succeeded" || run.status === "skipped" ? "ok" : "failed";
}

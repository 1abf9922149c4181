import type { RunCalls } from "@polyaxon/client";
import { assignments } from "../terminal/format-value.ts";
import { oneLine } from "../terminal/plain-text.ts";
import { asCalled } from "./as-called.ts";
import type { CliContext } from "./cli-context.ts";
import { printFailure } from "./print-failure.ts";
import { lastLogLines } from "./read-logs.ts";

const LINES_QUOTED = 5;

/** Of a sweep with failed runs: how many, why the first of them failed, and how to see the others. Answers whether there are any. */
export async function printFailedRuns(
  { env, out }: Pick<CliContext, "env" | "out">,
  runs: RunCalls,
  sweep: string,
): Promise<boolean> {
  const { count, results } = await runs.list({
    query: `pipeline:${sweep}, status:failed|upstream_failed`,
    sort: "finished_at,created_at,uuid",
    limit: 1,
  });
  const [first] = results;
  if (first === undefined) return false;
  const { colors } = out;
  const many = (count ?? 1) > 1;
  const params = oneLine(assignments(first.inputs ?? {}));
  out.write(`${colors.red(many ? `${count} runs failed` : "1 run failed")}; ${many ? "the first was" : "it was"} `);
  out.write(`${colors.bold(first.uuid)}${params === "" ? "" : `  ${params}`}\n`);
  const { status_conditions: conditions } = await runs.statuses(first.uuid);
  printFailure(out, conditions, await lastLogLines(runs, first, LINES_QUOTED));
  out.write(`  ${colors.dim("look")} ${asCalled(env, `polyaxon ops ls -uid ${sweep} -q status:failed`)}\n`);
  return true;
}

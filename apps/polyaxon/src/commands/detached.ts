import { asCalled } from "./as-called.ts";
import type { CliContext } from "./cli-context.ts";
import type { ExitReason } from "./exit-codes.ts";
import type { LocatedRun } from "./locate-run.ts";

/** After Ctrl-C: the run goes on, and this is how to come back to it or end it. */
export function printDetached({ env, err }: CliContext, { run }: Pick<LocatedRun, "run">): ExitReason {
  const isSweep = run.kind === "matrix";
  err.write(`\ndetached; the ${isSweep ? "sweep" : "run"} goes on\n`);
  const ways = [
    ["come back", isSweep ? `polyaxon ops statuses -uid ${run.uuid} -w` : `polyaxon ops logs -uid ${run.uuid}`],
    ...(isSweep ? [["best runs", `polyaxon ops leaderboard -uid ${run.uuid}`]] : []),
    ["stop it", `polyaxon ops stop -uid ${run.uuid}`],
  ];
  for (const [what = "", command = ""] of ways)
    err.write(`  ${err.colors.dim(what.padEnd(10))} ${asCalled(env, command)}\n`);
  return "detached";
}

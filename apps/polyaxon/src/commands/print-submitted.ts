import type { CreatedRun } from "@polyaxon/client";
import { oneLine } from "../terminal/plain-text.ts";
import { asCalled } from "./as-called.ts";
import type { CliContext } from "./cli-context.ts";

/** What was submitted, and unless it is followed now, how to see what becomes of it. */
export function printSubmitted(
  { env, out }: CliContext,
  created: CreatedRun,
  project: string,
  options: { readonly follow: boolean },
): void {
  const { colors } = out;
  const isSweep = created.kind === "matrix";
  const name = created.name ? ` ${oneLine(created.name)}` : "";
  out.write(
    `submitted ${isSweep ? "sweep" : "run"}${name} ${colors.bold(created.uuid)} to project ${oneLine(project)}\n`,
  );
  if (options.follow) return;
  const ways = isSweep
    ? [
        ["watch", `polyaxon ops statuses -uid ${created.uuid} -w`],
        ["compare", `polyaxon ops leaderboard -uid ${created.uuid}`],
      ]
    : [
        ["follow", `polyaxon ops logs -uid ${created.uuid}`],
        ["look", `polyaxon ops get -uid ${created.uuid}`],
      ];
  for (const [what = "", command = ""] of ways)
    out.write(`  ${colors.dim(what.padEnd(8))} ${asCalled(env, command)}\n`);
}

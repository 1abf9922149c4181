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
  for (const [what, command] of waysOn(created))
    out.write(`  ${colors.dim(what.padEnd(9))} ${asCalled(env, command)}\n`);
}

function waysOn({ kind, pending, uuid }: CreatedRun): readonly (readonly [what: string, command: string])[] {
  if (pending === "approval") return [["let it go", `polyaxon ops approve -uid ${uuid}`]];
  if (kind === "matrix")
    return [
      ["watch", `polyaxon ops statuses -uid ${uuid} -w`],
      ["compare", `polyaxon ops leaderboard -uid ${uuid}`],
    ];
  return [
    ["follow", `polyaxon ops logs -uid ${uuid}`],
    ["look", `polyaxon ops get -uid ${uuid}`],
  ];
}

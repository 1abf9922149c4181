import type { RunCalls } from "@polyaxon/client";
import type { Command } from "commander";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";
import { type LocatedRun, locateRun } from "./locate-run.ts";
import { collect } from "./override-options.ts";
import { splitTags } from "./split-tags.ts";

export interface RunsOptions {
  readonly uid?: readonly string[];
  readonly project?: string;
}

/** `-uid` and `-p`, and uuids as plain words; each as often as wanted. */
export const withRunsOptions = (command: Command): Command =>
  command
    .argument("[uuids...]", "the runs: their uuids, or the first digits of them")
    .option("--uid <uuid>", "a uuid, as an option; may be repeated, or hold several with commas (also -uid)", collect)
    .option("-p, --project <name>", "their project; needed only to find shortened uuids");

/** More than anybody types, less than what would keep a server busy for long. */
const MOST = 1000;
const AT_ONCE = 8;

/** Every run that was named, once each, in that order; nothing is changed unless all of them are there. */
export async function locateRuns(
  context: CliContext,
  words: readonly string[],
  options: RunsOptions,
): Promise<readonly LocatedRun[]> {
  const names = [...(options.uid ?? []), ...words].flatMap(splitTags);
  if (names.length > MOST) throw new CliError("usage", `${names.length} runs are named: at most ${MOST} at once`);
  const one = options.project === undefined ? {} : { project: options.project };
  if (names.length === 0) return [await locateRun(context, undefined, one)];
  const located: LocatedRun[] = [];
  for (let start = 0; start < names.length; start += AT_ONCE) {
    const some = names.slice(start, start + AT_ONCE);
    located.push(...(await Promise.all(some.map((name) => locateRun(context, name, one)))));
  }
  return [...new Map(located.map((each) => [each.run.uuid, each])).values()];
}

/** One call for one run, one call for all of a project's. */
export async function byProject(
  located: readonly LocatedRun[],
  call: (runs: RunCalls, uuids: string | readonly string[]) => Promise<void>,
): Promise<void> {
  for (const project of new Set(located.map((each) => each.project))) {
    const some = located.filter((each) => each.project === project);
    const [first] = some;
    if (first === undefined) continue;
    await call(first.runs, some.length === 1 ? first.run.uuid : some.map(({ run }) => run.uuid));
  }
}

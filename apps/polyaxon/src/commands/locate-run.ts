import { NotFoundError, type PolyaxonClient, type Run, type RunCalls } from "@polyaxon/client";
import type { Command } from "commander";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";
import { lastRun } from "./last-run.ts";
import { chooseProject, inProject } from "./project-choice.ts";

export interface RunOptions {
  readonly uid?: string;
  readonly project?: string;
}

export interface LocatedRun {
  readonly client: PolyaxonClient;
  readonly runs: RunCalls;
  readonly project: string;
  readonly run: Run;
}

/** The plain words of commands about runs stand for `--uid`. */
export const RUN_WORDS: ReadonlyMap<string, string> = new Map([
  ["uuid", "uid"],
  ["uuids", "uid"],
]);

/** `-uid` and `-p`, and the uuid as a plain word too. */
export const withRunOptions = (command: Command): Command =>
  command
    .argument(
      "[uuid]",
      "the run: its uuid, or the first digits of it; default in a folder of init: the last one submitted",
    )
    .option("--uid <uuid>", "the uuid, as an option (also written -uid)")
    .option("-p, --project <name>", "its project; needed only to find a shortened uuid");

/**
 * Finds the run somebody named. A full uuid is found in any project; a prefix is looked for in the chosen project and
 * must be unique there.
 */
export async function locateRun(
  context: CliContext,
  word: string | undefined,
  options: RunOptions,
): Promise<LocatedRun> {
  const given = options.uid ?? word ?? lastOf(context, options);
  const uuid = given.replaceAll("-", "").replace(/…$/, "").toLowerCase();
  if (!/^[0-9a-f]{1,32}$/.test(uuid)) {
    throw new CliError("usage", `"${given}" is not a run's uuid: expected up to 32 hexadecimal digits`);
  }
  const client = context.connect();
  if (uuid.length === 32 && options.project === undefined) {
    const run = await found(uuid, () => client.findRun(uuid));
    const project = run.project ?? chooseProject(context, undefined).name;
    return { client, runs: client.runs(project), project, run };
  }
  const choice = chooseProject(context, options.project);
  const runs = client.runs(choice.name);
  const full =
    uuid.length === 32
      ? uuid
      : await expandPrefix(uuid, choice.name, () => inProject(client, choice, () => matching(runs, uuid)));
  return { client, runs, project: choice.name, run: await found(full, () => runs.get(full)) };
}

/** The run that was submitted last from this folder; which one that is, is said. */
function lastOf({ cwd, err }: CliContext, { project }: RunOptions): string {
  const last = lastRun(cwd);
  if (last === null || (project !== undefined && project !== last.project)) {
    throw new CliError("usage", "name a run: its uuid, or the first digits of it", [
      "polyaxon ops ls lists the runs of a project",
      "after polyaxon init a folder remembers the run that was submitted last from it",
    ]);
  }
  err.write(`${err.colors.dim(`run ${last.uuid}, the last one submitted from this folder`)}\n`);
  return last.uuid;
}

const matching = async (runs: RunCalls, prefix: string): Promise<readonly Run[]> =>
  (await runs.list({ query: `uuid:${prefix}%, created_at:_any_`, limit: 5, no_page: "true" })).results;

async function expandPrefix(prefix: string, project: string, search: () => Promise<readonly Run[]>): Promise<string> {
  const [first, ...others] = await search();
  if (first === undefined)
    throw new CliError("notFound", `no run of project "${project}" has a uuid that starts with ${prefix}`);
  if (others.length > 0) {
    throw new CliError(
      "usage",
      `${prefix} is the start of more than one uuid`,
      [first, ...others].map(({ uuid }) => uuid),
    );
  }
  return first.uuid;
}

async function found(uuid: string, call: () => Promise<Run>): Promise<Run> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof NotFoundError) throw new CliError("notFound", `there is no run ${uuid}`);
    throw error;
  }
}

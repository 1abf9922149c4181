import { type Artifact, NotFoundError, type Run, type RunCalls } from "@polyaxon/client";
import { type Command, Option } from "commander";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type FolderState, folderState, isOnServer, markOnServer } from "../files/folder-state.ts";
import { LINEAGE_FILE, offlineRoots, RUN_FILE, writeOfflineRun } from "../files/offline-runs.ts";
import { type Cli, examples, type Register } from "./cli.ts";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";
import { counted } from "./counted.ts";
import { offsetOption, wholeNumber } from "./list-options.ts";
import { locateRun, type LocatedRun } from "./locate-run.ts";
import { type OutputOptions, printJson, wantsJson, withOutputOptions } from "./print-json.ts";
import { printNote } from "./print-table.ts";
import { chooseProject, inProject } from "./project-choice.ts";

interface Options extends OutputOptions {
  readonly uid?: string;
  readonly project?: string;
  readonly allRuns?: boolean;
  readonly query?: string;
  readonly limit?: number;
  readonly offset?: number;
  readonly artifacts: boolean;
  readonly path?: string;
}

export const opsPullCommand: Register = (parent, cli) => {
  withOptions(parent.command("pull"))
    .description("keep runs on this disk: what the server knows of them, and their files")
    .addHelpText(
      "after",
      examples(
        "polyaxon ops pull -uid UUID",
        "polyaxon ops pull -q 'status:succeeded, metrics.loss:<0.2' --path backup",
        "polyaxon ops pull -a -p digits --path backup",
      ),
    )
    .action(async (word: string | undefined, options: Options) => pull(cli, word, options));
};

const withOptions = (command: Command): Command =>
  withOutputOptions(command)
    .argument("[uuid]", "the run: its uuid, or the first digits of it")
    .option("--uid <uuid>", "the uuid, as an option (also written -uid)")
    .option("-p, --project <name>", "the project; default: POLYAXON_PROJECT, else this folder's name")
    .option("-a, --all-runs", "all runs of the project")
    .option("-q, --query <query>", "the runs that match, such as 'status:succeeded'")
    .addOption(new Option("-l, --limit <n>", "at most this many").argParser(wholeNumber))
    .addOption(offsetOption())
    .option("--no-artifacts", "without their files")
    .option(
      "--path <folder>",
      "keep them here, under runs/UUID; default POLYAXON_OFFLINE_ROOT, else this account's own place",
    )
    .addOption(new Option("--path-to <folder>").hideHelp())
    .on("option:path-to", function (this: Command, value: string) {
      this.setOptionValue("path", value);
    });

async function pull({ context }: Cli, word: string | undefined, options: Options): Promise<void> {
  const [root] = offlineRoots(context, options.path);
  const pulled: object[] = [];
  for await (const located of meantRuns(context, word, options)) {
    const { uuid } = located.run;
    // It becomes the name of a folder that is replaced.
    if (!/^[0-9a-f]{32}$/.test(uuid))
      throw new CliError("failed", `expected a uuid of 32 hexadecimal digits, the server sent ${JSON.stringify(uuid)}`);
    const { aside, files } = await pullRun(located, root, options.artifacts);
    const folder = join(root, "runs", uuid);
    pulled.push({ uuid, project: located.project, folder, files, ...(aside === null ? {} : { aside }) });
    if (wantsJson(options)) continue;
    context.out.write(`pulled run ${context.out.colors.bold(uuid)}, ${counted(files, "file")}, to ${folder}\n`);
    if (aside !== null) context.out.write(`  what was there and may be nowhere else is kept in ${aside}\n`);
  }
  if (wantsJson(options)) printJson(context.out, { runs: pulled });
  else if (pulled.length === 0) context.err.write("no run matches\n");
}

const PAGE = 100;

async function* meantRuns(context: CliContext, word: string | undefined, options: Options): AsyncGenerator<LocatedRun> {
  const { allRuns, limit, offset, project, query } = options;
  const isMany = allRuns === true || query !== undefined || limit !== undefined || offset !== undefined;
  if (!isMany) {
    yield await locateRun(context, word, options);
    return;
  }
  const choice = chooseProject(context, project);
  const client = context.connect();
  const runs = client.runs(choice.name);
  const most = limit ?? (allRuns === true ? Number.POSITIVE_INFINITY : 20);
  // Looked up first, so that what begins meanwhile moves none of them from page to page.
  const uuids: string[] = [];
  for (let from = offset ?? 0; uuids.length < most;) {
    const asked = { sort: "-created_at", limit: Math.min(PAGE, most - uuids.length), offset: from };
    const page = await inProject(client, choice, () =>
      runs.list({ ...asked, ...(query === undefined ? {} : { query }) }),
    );
    for (const said of page.notices ?? []) printNote(context.err, said);
    uuids.push(...page.results.map(({ uuid }) => uuid));
    from += page.results.length;
    if (page.results.length < asked.limit) break;
  }
  for (const uuid of new Set(uuids)) yield { client, runs, project: choice.name, run: await runs.get(uuid) };
}

/**
 * What is there is exchanged for what was pulled when all of it has come. It is removed only when it came from the server, or went
 * there, was not touched since, and came again; without files, files that came before stay.
 *
 * @returns `aside`: where everything else that was there is kept
 */
async function pullRun(
  { run, runs }: LocatedRun,
  root: string,
  withFiles: boolean,
): Promise<{ readonly files: number; readonly aside: string | null }> {
  const folder = join(root, "runs", run.uuid);
  const coming = `${folder}.coming-${process.pid}`;
  await rm(coming, { recursive: true, force: true });
  await mkdir(coming, { recursive: true });
  try {
    const { status_conditions: conditions } = await runs.statuses(run.uuid);
    const artifacts = await allArtifacts(runs, run);
    const files = withFiles
      ? (await download(runs, run, coming)) + (await missingMetrics(runs, run, artifacts, coming))
      : 0;
    await writeOfflineRun(coming, { ...run, status_conditions: conditions }, artifacts);
    const isThere = existsSync(folder);
    if (isThere && !withFiles && (await isOnServer(folder))) {
      for (const name of [LINEAGE_FILE, RUN_FILE])
        if (existsSync(join(coming, name))) await rename(join(coming, name), join(folder, name));
        else await rm(join(folder, name), { force: true });
      await markOnServer(folder, await folderState(folder));
      return { files, aside: null };
    }
    const come = await folderState(coming);
    await markOnServer(coming, come);
    const aside = isThere ? await moveAside(root, run.uuid) : null;
    await rename(coming, folder).catch(async (error: unknown) => {
      if (aside !== null) await rename(aside, folder);
      throw error;
    });
    if (aside === null || !(await isSuperseded(aside, come))) return { files, aside };
    await rm(aside, { recursive: true, force: true });
    return { files, aside: null };
  } finally {
    await rm(coming, { recursive: true, force: true });
  }
}

const isSuperseded = async (folder: string, by: FolderState): Promise<boolean> =>
  (await isOnServer(folder)) &&
  Object.keys(await folderState(folder)).every(
    (path) => path in by || path === LINEAGE_FILE || path.startsWith(".tracking/"),
  );

/** Beside the runs, so that no push takes it for one. */
async function moveAside(root: string, uuid: string): Promise<string> {
  const place = join(root, "aside");
  await mkdir(place, { recursive: true });
  for (let count = 1; ; count += 1) {
    const aside = join(place, `${uuid}-${count}`);
    if (existsSync(aside)) continue;
    await rename(join(root, "runs", uuid), aside);
    return aside;
  }
}

async function allArtifacts(runs: RunCalls, { uuid }: Run): Promise<readonly Artifact[]> {
  const all: Artifact[] = [];
  for (;;) {
    const { results } = await runs.artifacts(uuid, { limit: 1000, offset: all.length, no_page: "true" });
    all.push(...results);
    if (results.length < 1000) return all;
  }
}

/** A metric whose points came in batches may have no file; on disk a run has nothing else. Answers how many were written. */
async function missingMetrics(
  runs: RunCalls,
  { uuid }: Run,
  artifacts: readonly Artifact[],
  folder: string,
): Promise<number> {
  let written = 0;
  for (const { kind, name } of artifacts) {
    const path = join(folder, "events/metric", `${name}.plx`);
    if (kind !== "metric" || !/^[-\w.]{1,200}$/.test(name) || existsSync(path)) continue;
    const text = await runs.files.eventText(uuid, kind, name);
    if (text === null) continue;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    written += 1;
  }
  return written;
}

async function download(runs: RunCalls, { uuid }: Run, folder: string): Promise<number> {
  try {
    const { body } = await runs.files.download(uuid, "");
    const { saveArchive } = await import("../files/save-download.ts");
    return (await saveArchive(body as Parameters<typeof saveArchive>[0], folder, { overwrite: true })).files;
  } catch (error) {
    // A run that has written nothing has no files.
    if (error instanceof NotFoundError) return 0;
    throw error;
  }
}

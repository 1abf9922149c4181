import type { Page, Run, RunCalls } from "@polyaxon/client";
import type { Command } from "commander";
import { type Cli, examples, type Register } from "./cli.ts";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";
import { limitOption, offsetOption } from "./list-options.ts";
import { locateRun } from "./locate-run.ts";
import { isOffline, offlineRecords, type OfflineOptions, withOfflineOptions } from "./offline-choice.ts";
import { type OutputOptions, printJson, wantsJson, withOutputOptions } from "./print-json.ts";
import { printNote, printTable } from "./print-table.ts";
import { chooseProject, inProject } from "./project-choice.ts";
import { checkColumns, type ColumnOptions, tableColumns, withColumnOptions, writeCsv } from "./run-columns.ts";
import { checkedSort, RUN_SORTS } from "./sort-fields.ts";

interface Options extends OutputOptions, ColumnOptions, OfflineOptions {
  readonly project?: string;
  readonly uid?: string;
  readonly query?: string;
  readonly sort?: string;
  readonly limit: number;
  readonly offset?: number;
  readonly all?: boolean;
}

export const opsLsCommand: Register = (parent, cli) => {
  withOptions(parent.command("ls"))
    .alias("list")
    .description("list the runs of a project, or the runs of a sweep")
    .addHelpText(
      "after",
      examples(
        "polyaxon ops ls -p digits",
        "polyaxon ops ls -q 'status:failed, created_at:last_month' -s -created_at",
        "polyaxon ops ls -q 'metrics.val_accuracy:>0.95' -s -metrics.val_accuracy",
        "polyaxon ops ls -uid SWEEP   # the runs of one sweep",
        "polyaxon ops ls --all -o json > runs.json",
        "polyaxon ops ls -uid SWEEP -c uuid,params.lr,metrics.loss",
        "polyaxon ops ls --all --to-csv runs.csv",
        "polyaxon ops ls --offline   # what ops push -a would bring",
      ),
    )
    .addHelpText("after", QUERY_HELP)
    .action(async (options: Options) => listRuns(cli, options));
};

const QUERY_HELP = `
Queries:
  FIELD:VALUE, joined by "," (and) or OR; ~ before a value means not
  status:running|queued   metrics.loss:<0.3   params.lr:0.01..0.1   name:%base%
  finished_at:nil
  fields: uuid, name, description, status, kind, runtime, user, mine, tags,
          queue, agent, pipeline, original, duration, created_at, started_at,
          finished_at, updated_at, live_state, cpu, memory, gpu, commit,
          metrics.NAME, params.NAME, outputs.NAME, meta_flags.NAME;
          docs/queries.md has all`;

const withOptions = (command: Command): Command =>
  withOfflineOptions(withColumnOptions(withOutputOptions(command)))
    .option("-p, --project <name>", "the project; default: POLYAXON_PROJECT, else this folder's name")
    .option("--uid <uuid>", "the runs that this sweep created (also written -uid)")
    .option("-q, --query <query>", "only those that match, such as 'status:running, params.lr:<0.1'")
    .option("-s, --sort <fields>", "order, such as '-metrics.accuracy,created_at'; default newest first")
    .addOption(limitOption(20))
    .addOption(offsetOption())
    .option("--all", "all of them, read page by page");

async function listRuns({ context }: Cli, options: Options): Promise<void> {
  checkColumns(options);
  if (wantsJson(options) && options.toCsv !== undefined)
    throw new CliError("usage", "-o json and --to-csv exclude each other");
  if (isOffline(options)) return await listOffline(context, options);
  const sort = checkedSort(options.sort ?? "-created_at", RUN_SORTS);
  const parent = options.uid === undefined ? null : await locateRun(context, undefined, options);
  const choice = chooseProject(context, parent?.project ?? options.project);
  const client = context.connect();
  const query = [parent === null ? undefined : `pipeline:${parent.run.uuid}`, options.query].filter(Boolean).join(", ");
  const runs = client.runs(choice.name);
  const asked = { sort, ...(query === "" ? {} : { query }) };
  const offset = options.offset ?? 0;
  const page = await inProject(client, choice, () =>
    options.all === true || options.limit > PAGE
      ? readPages(runs, asked, options)
      : runs.list({ limit: options.limit, ...asked, ...(offset === 0 ? {} : { offset }) }),
  );
  const isAll = query === "" && offset === 0;
  const nothing = `project "${choice.name}" has no runs yet: polyaxon run -f FILE -p ${choice.name}`;
  await print(context, page, options, isAll ? nothing : "no run matches");
  // Whoever reads JSON has them there.
  if (!wantsJson(options)) for (const said of page.notices ?? []) printNote(context.err, said);
  if (page.results.length > 0 || options.query === undefined || wantsJson(options)) return;
  const { misspeltStatuses } = await import("./misspelt-status.ts");
  for (const said of misspeltStatuses(options.query)) printNote(context.err, said);
}

async function listOffline(context: CliContext, options: Options): Promise<void> {
  const { all = false, limit, offset = 0, project, query, sort, uid } = options;
  if (query !== undefined || sort !== undefined || uid !== undefined)
    throw new CliError("usage", "runs on this disk are neither searched nor sorted: leave out -q, -s and -uid");
  const records = await offlineRecords(context, options);
  const runs = records.map(({ run }) => run).filter((run) => project === undefined || run.project === project);
  const results = runs.slice(offset, all ? undefined : offset + limit);
  const page = { results, count: runs.length, next: null, previous: null };
  await print(context, page, options, "no run is kept on this disk");
}

/** @param none what is said when there is nothing */
async function print(context: CliContext, page: Page<Run>, options: Options, none: string): Promise<void> {
  if (wantsJson(options)) return printJson(context.out, page);
  if (options.toCsv !== undefined) return await writeCsv(context, page.results, options);
  const { colors } = context.out;
  printTable(context, tableColumns(page.results, options, { now: context.now(), colors }), page.results, {
    // Of those from the offset on: what stands before it was left out on purpose.
    total: page.count === null ? null : page.count - (options.offset ?? 0),
    more: page.count === null && page.next !== null,
    none,
  });
}

/** Runs asked for at once. */
const PAGE = 500;

/** Pages by cursor: each costs the same, and a run that comes meanwhile moves no other. Those left out are read and passed over. */
async function readPages(
  runs: RunCalls,
  asked: { readonly sort: string; readonly query?: string },
  { all = false, limit, offset = 0 }: Pick<Options, "all" | "limit" | "offset">,
): Promise<Page<Run>> {
  const end = offset + (all ? Number.POSITIVE_INFINITY : limit);
  const results: Run[] = [];
  let seen = 0;
  let notices: readonly string[] = [];
  let cursor: string | null = "";
  while (cursor !== null && seen < end) {
    const page: Page<Run> = await runs.list({ ...asked, cursor, limit: Math.min(PAGE, end - seen) });
    if (seen === 0) notices = page.notices ?? [];
    results.push(...page.results.slice(Math.max(0, offset - seen)));
    seen += page.results.length;
    cursor = page.next ? new URL(page.next).searchParams.get("cursor") : null;
  }
  const said = notices.length === 0 ? {} : { notices };
  return { count: cursor === null ? seen : null, next: cursor, previous: null, results, ...said };
}

import type { Command } from "commander";
import { runColumns } from "../views/run-table.ts";
import { type Cli, examples, type Register } from "./cli.ts";
import { limitOption } from "./list-options.ts";
import { locateRun } from "./locate-run.ts";
import { type OutputOptions, printJson, wantsJson, withOutputOptions } from "./print-json.ts";
import { printTable } from "./print-table.ts";
import { chooseProject, inProject } from "./project-choice.ts";
import { checkedSort, RUN_SORTS } from "./sort-fields.ts";

interface Options extends OutputOptions {
  readonly project?: string;
  readonly uid?: string;
  readonly query?: string;
  readonly sort?: string;
  readonly limit: number;
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
      ),
    )
    .addHelpText("after", QUERY_HELP)
    .action(async (options: Options) => listRuns(cli, options));
};

const QUERY_HELP = `
Queries:
  FIELD:VALUE, joined by "," (and) or OR; ~ before a value means not
  status:running|queued   metrics.loss:<0.3   params.lr:0.01..0.1   name:%base%   finished_at:nil
  fields: uuid, name, description, status, kind, runtime, user, tags, queue, agent, pipeline, original, duration,
          created_at, started_at, finished_at, updated_at, live_state, metrics.NAME, params.NAME, outputs.NAME`;

const withOptions = (command: Command): Command =>
  withOutputOptions(command)
    .option("-p, --project <name>", "the project; default: POLYAXON_PROJECT, else this folder's name")
    .option("--uid <uuid>", "the runs that this sweep created (also written -uid)")
    .option("-q, --query <query>", "only those that match, such as 'status:running, params.lr:<0.1'")
    .option("-s, --sort <fields>", "order, such as '-metrics.accuracy,created_at'; default newest first")
    .addOption(limitOption(20));

async function listRuns({ context }: Cli, options: Options): Promise<void> {
  const sort = checkedSort(options.sort ?? "-created_at", RUN_SORTS);
  const parent = options.uid === undefined ? null : await locateRun(context, undefined, options);
  const choice = chooseProject(context, parent?.project ?? options.project);
  const client = context.connect();
  const query = [parent === null ? undefined : `pipeline:${parent.run.uuid}`, options.query].filter(Boolean).join(", ");
  const page = await inProject(client, choice, () =>
    client.runs(choice.name).list({
      limit: options.limit,
      sort,
      ...(query === "" ? {} : { query }),
    }),
  );
  if (wantsJson(options)) return printJson(context.out, page);
  printTable(context, runColumns(page.results, { now: context.now(), colors: context.out.colors }), page.results, {
    total: page.count,
    none:
      query === ""
        ? `project "${choice.name}" has no runs yet: polyaxon run -f FILE -p ${choice.name}`
        : "no run matches",
  });
}

import type { Project } from "@polyaxon/client";
import { age } from "../terminal/format-value.ts";
import type { Column } from "../terminal/table.ts";
import { examples, type Register } from "./cli.ts";
import { limitOption, offsetOption } from "./list-options.ts";
import { type OutputOptions, printJson, wantsJson, withOutputOptions } from "./print-json.ts";
import { printTable } from "./print-table.ts";
import { checkedSort, PROJECT_SORTS } from "./sort-fields.ts";

interface Options extends OutputOptions {
  readonly query?: string;
  readonly sort?: string;
  readonly limit: number;
  readonly offset?: number;
  readonly owner?: string;
}

export const projectLsCommand: Register = (parent, { context }) => {
  withOutputOptions(parent.command("ls"))
    .alias("list")
    .description("list projects")
    .option("-q, --query <query>", "only those that match, such as 'name:%digits%'")
    .option("-s, --sort <fields>", "order, such as '-created_at,name'")
    .addOption(limitOption(20))
    .addOption(offsetOption())
    .option("--owner <name>", "changes nothing: all projects of a server have one owner")
    .addHelpText(
      "after",
      examples(
        "polyaxon project ls",
        "polyaxon project ls -q 'tags:vision' -o json",
        "polyaxon project ls -l 50 --offset 50",
      ),
    )
    .action(async (options: Options) => {
      const page = await context.connect().projects.list({
        limit: options.limit,
        ...(options.offset === undefined ? {} : { offset: options.offset }),
        ...(options.query === undefined ? {} : { query: options.query }),
        ...(options.sort === undefined ? {} : { sort: checkedSort(options.sort, PROJECT_SORTS) }),
      });
      if (wantsJson(options)) return printJson(context.out, page);
      printTable(context, columns(context.now()), page.results, {
        total: page.count === null ? null : page.count - (options.offset ?? 0),
        none:
          options.query === undefined && !options.offset
            ? "no projects yet: polyaxon project create --name NAME"
            : "no project matches",
      });
    });
};

const columns = (now: number): readonly Column<Project>[] => [
  { header: "name", cell: (project) => project.name, minWidth: 12 },
  { header: "description", cell: (project) => project.description ?? "", minWidth: 12, dropOrder: 2 },
  { header: "tags", cell: (project) => (project.tags ?? []).join(","), minWidth: 6, dropOrder: 3 },
  { header: "created", cell: (project) => age(project.created_at, now), dropOrder: 4 },
  { header: "updated", cell: (project) => age(project.updated_at, now), dropOrder: 1 },
];

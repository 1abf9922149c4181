import type { Column } from "../terminal/table.ts";
import { examples, type Register } from "./cli.ts";
import { dataFolder, offline } from "./offline.ts";
import { type OutputOptions, printJson, wantsJson, withOutputOptions } from "./print-json.ts";
import { printTable } from "./print-table.ts";

interface Options extends OutputOptions {
  readonly dryRun?: boolean;
  readonly dataDir?: string;
}

export const adminMigrateCommand: Register = (parent, { context }) => {
  withOutputOptions(parent.command("migrate"))
    .description("bring a data folder's database to this program's schema; a server does so by itself when it starts")
    .option("--dry-run", "only say what would be done")
    .option(
      "--data-dir <folder>",
      "the folder, which no server may hold; default: POLYAXON_DATA_DIR, else your data home",
    )
    .addHelpText("after", examples("polyaxon admin migrate --dry-run", "polyaxon admin migrate --data-dir ./data"))
    .action(async (options: Options) => {
      const folder = dataFolder(context, options.dataDir);
      const status = await offline((tools) => tools.schemaOf(folder));
      const { current, currentName, target, pending } = status;
      const migrates = options.dryRun !== true && pending.length > 0;
      if (migrates) await offline((tools) => tools.migrateFolder(folder));
      if (wantsJson(options)) return printJson(context.out, { ...status, migrated: migrates });
      context.out.write(
        `schema ${current}${currentName === null ? "" : ` (${currentName})`}, this program's: ${target}\n`,
      );
      printTable(context, COLUMNS, pending, { none: "nothing to migrate" });
      if (migrates) context.out.write(`migrated to schema ${target}\n`);
    });
};

const COLUMNS: readonly Column<{ readonly number: number; readonly name: string; readonly online: boolean }>[] = [
  { header: "migration", cell: ({ number }) => String(number), align: "right" },
  { header: "name", cell: ({ name }) => name },
  { header: "online", cell: ({ online }) => (online ? "yes: older servers may go on" : "no: stop every server first") },
];

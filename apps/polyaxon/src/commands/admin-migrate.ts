import type { Column } from "../terminal/table.ts";
import { examples, type Register } from "./cli.ts";
import { offline } from "./offline.ts";
import { type PlaceOptions, refuseTwoPlaces, withPlaceOptions } from "./place-options.ts";
import { type OutputOptions, printJson, wantsJson, withOutputOptions } from "./print-json.ts";
import { printTable } from "./print-table.ts";

interface Options extends OutputOptions, PlaceOptions {
  readonly dryRun?: boolean;
}

export const adminMigrateCommand: Register = (parent, { context }) => {
  const command = withOutputOptions(parent.command("migrate"))
    .description("bring a database to this program's schema; a server does so by itself when it starts")
    .option("--dry-run", "only say what would be done");
  withPlaceOptions(command, "the folder, which no server may hold; default: POLYAXON_DATA_DIR, else your data home")
    .addHelpText("after", examples("polyaxon admin migrate --dry-run", "polyaxon admin migrate --data-dir ./data"))
    .action(async (options: Options) => {
      refuseTwoPlaces(context, options, "admin migrate");
      const { current, currentName, target, pending } = await offline(
        context,
        options,
        (tools) => tools.schema(),
        SERVER_HOLDS,
      );
      const migrates = options.dryRun !== true && pending.length > 0;
      if (migrates) await offline(context, options, (tools) => tools.migrate(), SERVER_HOLDS);
      if (wantsJson(options))
        return printJson(context.out, { current, currentName, target, pending, migrated: migrates });
      context.out.write(
        `schema ${current}${currentName === null ? "" : ` (${currentName})`}, this program's: ${target}\n`,
      );
      printTable(context, COLUMNS, pending, { none: "nothing to migrate" });
      if (migrates) context.out.write(`migrated to schema ${target}\n`);
    });
};

const SERVER_HOLDS = "end it first; a server has brought the database to its own program's schema when it started";

const COLUMNS: readonly Column<{ readonly number: number; readonly name: string; readonly online: boolean }>[] = [
  { header: "migration", cell: ({ number }) => String(number), align: "right" },
  { header: "name", cell: ({ name }) => name },
  { header: "online", cell: ({ online }) => (online ? "yes: older servers may go on" : "no: stop every server first") },
];

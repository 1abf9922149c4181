import { byteSize } from "../terminal/format-value.ts";
import type { Column } from "../terminal/table.ts";
import { examples, type Register } from "./cli.ts";
import { CliError } from "./cli-error.ts";
import { locateRun, type RunOptions, withRunOptions } from "./locate-run.ts";
import { type OutputOptions, printJson, wantsJson, withOutputOptions } from "./print-json.ts";
import { printTable } from "./print-table.ts";

interface Entry {
  readonly name: string;
  /** Null for a folder. */
  readonly sizeBytes: number | null;
}

export const artifactsLsCommand: Register = (parent, { context }) => {
  withOutputOptions(withRunOptions(parent.command("ls")))
    .alias("list")
    .description("list the files of a run, one folder at a time")
    .option("--path <folder>", "the folder, such as outputs; default: the run's own")
    .addHelpText("after", examples("polyaxon ops artifacts ls -uid UUID --path outputs"))
    .action(async (word: string | undefined, options: RunOptions & OutputOptions & { readonly path?: string }) => {
      const { run, runs } = await locateRun(context, word, options);
      const folder = (options.path ?? "").replace(/^\/+|\/+$/g, "");
      const listing = await runs.files.list(run.uuid, folder);
      // A run that has written nothing yet has no folder, which is no mistake.
      if (listing.error !== undefined && folder !== "") throw new CliError("notFound", listing.error);
      if (wantsJson(options)) return printJson(context.out, { files: listing.files, dirs: listing.dirs });
      const entries: readonly Entry[] = [
        ...listing.dirs.toSorted().map((name) => ({ name: `${name}/`, sizeBytes: null })),
        ...Object.entries(listing.files).map(([name, sizeBytes]) => ({ name, sizeBytes })),
      ];
      printTable(context, COLUMNS, entries, { none: "this run has no files yet" });
    });
};

const COLUMNS: readonly Column<Entry>[] = [
  { header: "name", cell: (entry) => entry.name, minWidth: 12 },
  { header: "size", cell: ({ sizeBytes }) => (sizeBytes === null ? "" : byteSize(sizeBytes)), align: "right" },
];

import type { Artifact } from "@polyaxon/client";
import type { Column } from "../terminal/table.ts";
import { examples, type Register } from "./cli.ts";
import { locateRun, type RunOptions, withRunOptions } from "./locate-run.ts";
import { type OutputOptions, printJson, wantsJson, withOutputOptions } from "./print-json.ts";
import { printTable } from "./print-table.ts";

export const opsArtifactsCommand: Register = (parent, { context }) => {
  withOutputOptions(withRunOptions(parent.command("artifacts")))
    .description("list what a run has logged: models, files, metrics, code references")
    .addHelpText("after", examples("polyaxon ops artifacts -uid UUID"))
    .action(async (word: string | undefined, options: RunOptions & OutputOptions) => {
      const { run, runs } = await locateRun(context, word, options);
      const page = await runs.artifacts(run.uuid, { limit: 1000 });
      if (wantsJson(options)) return printJson(context.out, page);
      printTable(context, COLUMNS, page.results, { none: "this run has logged no artifacts", total: page.count });
    });
};

const COLUMNS: readonly Column<Artifact>[] = [
  { header: "name", cell: (artifact) => artifact.name, minWidth: 12 },
  { header: "kind", cell: (artifact) => artifact.kind },
  { header: "direction", cell: (artifact) => (artifact.is_input === true ? "input" : "output"), dropOrder: 2 },
  { header: "path", cell: (artifact) => artifact.path ?? "", minWidth: 12, dropOrder: 1 },
];

import type { Artifact } from "@polyaxon/client";
import type { Column } from "../terminal/table.ts";
import { artifactsDownloadCommand, download, type DownloadOptions, withDownloadOptions } from "./artifacts-download.ts";
import { artifactsLsCommand } from "./artifacts-ls.ts";
import { examples, type Register } from "./cli.ts";
import { withGroupOptions } from "./group-options.ts";
import { locateRun, RUN_WORDS, withRunOptions } from "./locate-run.ts";
import { printJson, wantsJson, withOutputOptions } from "./print-json.ts";
import { printTable } from "./print-table.ts";

export const opsArtifactsCommand: Register = (parent, cli) => {
  const { context } = cli;
  const group = withDownloadOptions(
    withOutputOptions(withRunOptions(withGroupOptions(parent.command("artifacts"), RUN_WORDS))),
  )
    .description(
      "list what a run has logged: models, files, metrics, code references; look at its files, download them",
    )
    .addHelpText(
      "after",
      examples("polyaxon ops artifacts -uid UUID", "polyaxon ops artifacts download -uid UUID -f outputs/model.pt"),
    )
    .action(async (word: string | undefined, options: DownloadOptions) => {
      // The Python command line has no word for it: there these options alone download.
      const { dir, file, lineageKind, lineageName, path, pathTo } = options;
      if ([dir, file, lineageKind, lineageName, path, pathTo].some((given) => given !== undefined))
        return await download(context, word, options);
      const { run, runs } = await locateRun(context, word, options);
      const page = await runs.artifacts(run.uuid, { limit: 1000 });
      if (wantsJson(options)) return printJson(context.out, page);
      printTable(context, COLUMNS, page.results, { none: "this run has logged no artifacts", total: page.count });
    });
  artifactsLsCommand(group, cli);
  artifactsDownloadCommand(group, cli);
};

const COLUMNS: readonly Column<Artifact>[] = [
  { header: "name", cell: (artifact) => artifact.name, minWidth: 12 },
  { header: "kind", cell: (artifact) => artifact.kind },
  { header: "direction", cell: (artifact) => (artifact.is_input === true ? "input" : "output"), dropOrder: 2 },
  { header: "path", cell: (artifact) => artifact.path ?? "", minWidth: 12, dropOrder: 1 },
];

import type { WireCondition } from "@polyaxon/client";
import type { Colors } from "../terminal/output.ts";
import type { Column } from "../terminal/table.ts";
import { paintStatus } from "../views/run-status.ts";
import { examples, type Register } from "./cli.ts";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";
import { locateRun, type RunOptions, withRunOptions } from "./locate-run.ts";
import { isOffline, locateOffline, type OfflineOptions, withOfflineOptions } from "./offline-choice.ts";
import { type OutputOptions, printJson, wantsJson, withOutputOptions } from "./print-json.ts";
import { printTable } from "./print-table.ts";
import { watchRun } from "./watch-run.ts";

export const opsStatusesCommand: Register = (parent, { context, done }) => {
  withOfflineOptions(withOutputOptions(withRunOptions(parent.command("statuses"))))
    .description("show what happened to a run, with reasons")
    .option("-w, --watch", "follow it to its end; for a sweep, with a progress view")
    .addHelpText("after", examples("polyaxon ops statuses -uid UUID", "polyaxon ops statuses -uid SWEEP -w"))
    .action(async (word: string | undefined, options: Options) => {
      if (isOffline(options)) return await showOffline(context, word, options);
      const located = await locateRun(context, word, options);
      if (options.watch === true) return done(await watchRun(context, located, {}));
      const statuses = await located.runs.statuses(located.run.uuid);
      if (wantsJson(options)) return printJson(context.out, statuses);
      show(context, statuses.status_conditions);
    });
};

type Options = RunOptions & OutputOptions & OfflineOptions & { readonly watch?: boolean };

async function showOffline(context: CliContext, word: string | undefined, options: Options): Promise<void> {
  if (options.watch === true)
    throw new CliError("usage", "--offline reads what is on this disk: there is nothing to watch");
  const { conditions, run } = await locateOffline(context, options.uid ?? word, options);
  if (wantsJson(options))
    return printJson(context.out, { uuid: run.uuid, status: run.status, status_conditions: conditions });
  show(context, conditions);
}

const show = (context: CliContext, conditions: readonly WireCondition[]): void =>
  printTable(context, columns(context.out.colors), conditions, { none: "nothing happened to this run yet" });

const columns = (colors: Colors): readonly Column<WireCondition>[] => [
  {
    header: "time (UTC)",
    cell: (condition) => (condition.last_transition_time ?? "").replace("T", " ").replace(/(\.\d{3})\d*|Z$/g, "$1"),
  },
  { header: "status", cell: (condition) => condition.type, paint: (text) => paintStatus(text, colors) },
  { header: "reason", cell: (condition) => condition.reason ?? "", minWidth: 8, dropOrder: 2 },
  { header: "message", cell: (condition) => condition.message ?? "", minWidth: 16, dropOrder: 1 },
];

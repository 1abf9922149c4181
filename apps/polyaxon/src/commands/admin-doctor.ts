import type { Diagnosis, Finding, RepairReport } from "@polyaxon/client";
import { duration } from "../terminal/format-value.ts";
import type { Column } from "../terminal/table.ts";
import { asCalled } from "./as-called.ts";
import { type Cli, examples, type Register } from "./cli.ts";
import type { CliContext } from "./cli-context.ts";
import { limitOption } from "./list-options.ts";
import { offline } from "./offline.ts";
import { isOffline, type PlaceOptions, refuseTwoPlaces, withPlaceOptions } from "./place-options.ts";
import { type OutputOptions, printJson, wantsJson, withOutputOptions } from "./print-json.ts";
import { printNote, printTable } from "./print-table.ts";

interface Options extends OutputOptions, PlaceOptions {
  readonly repair?: boolean;
  readonly limit: number;
}

export const adminDoctorCommand: Register = (parent, cli) => {
  const command = withOutputOptions(parent.command("doctor"))
    .description("say what every unfinished run waits for, and find what is stuck or broken; exit code 1: something is")
    .option("--repair", "mend what can be mended safely, and say what was done");
  withPlaceOptions(
    command,
    "look at this folder, which no server may hold, or what a server with it would use; default: ask the running server",
  )
    .addOption(limitOption(20))
    .addHelpText(
      "after",
      examples(
        "polyaxon admin doctor",
        "polyaxon admin doctor --repair",
        "polyaxon admin doctor --data-dir ./data -o json",
      ),
    )
    .action(async (options: Options) => {
      refuseTwoPlaces(cli.context, options, "admin doctor");
      const report = await (options.repair === true ? repair(cli, options) : examine(cli, options));
      cli.done(report.healthy ? "ok" : "failed");
    });
};

async function examine({ context }: Cli, options: Options): Promise<Diagnosis> {
  const { limit } = options;
  const diagnosis: Diagnosis = isOffline(options)
    ? await offline(context, options, (tools) => tools.examine(limit))
    : await context.connect().admin.doctor(limit);
  if (wantsJson(options)) printJson(context.out, diagnosis);
  else {
    printDiagnosis(context, diagnosis);
    const mendable = diagnosis.findings.filter(({ repairable }) => repairable).length;
    if (mendable > 0)
      printNote(context.err, asCalled(context.env, `${mendable} can be mended: polyaxon admin doctor --repair`));
  }
  return diagnosis;
}

async function repair({ context }: Cli, options: Options): Promise<Diagnosis> {
  const { limit } = options;
  const report: RepairReport = isOffline(options)
    ? await offline(context, options, (tools) => tools.repair(limit))
    : await context.connect().admin.repair(limit);
  if (wantsJson(options)) printJson(context.out, report);
  else {
    for (const { outcome, kind, subject, advice, message } of report.repaired) {
      const said = outcome === "repaired" ? advice : outcome === "failed" ? (message ?? "") : "it had mended itself";
      context.out.write(`${WORD[outcome]} ${kind} ${subject}: ${said}\n`);
    }
    if (report.repaired.length === 0) printNote(context.err, "there was nothing to repair");
    printDiagnosis(context, report.left);
    const failed = report.repaired.filter(({ outcome }) => outcome === "failed").length;
    if (failed > 0) printNote(context.err, `${failed} could not be repaired; the server's log may say more`);
  }
  return report.left;
}

const WORD = { repaired: "repaired", "not-needed": "fine    ", failed: "failed  " } as const;

function printDiagnosis(context: CliContext, { findings, waiting, healthy }: Diagnosis): void {
  const now = context.now();
  const { total, oldest, by_waiter: byWaiter } = waiting;
  printTable(context, WAITING(now), oldest, { none: "no unfinished runs" });
  const counts = Object.entries(byWaiter).map(([waiter, count]) => `${count} for ${waiter.replaceAll("-", " ")}`);
  if (total > 0) printNote(context.err, `${total} unfinished: ${counts.join(", ")}`);
  if (findings.length > 0) {
    context.out.write("\n");
    printTable(context, FINDINGS(now), findings, { none: "" });
  }
  if (healthy) context.err.write(`${context.err.colors.green("healthy")}: nothing is stuck or broken\n`);
}

const since = (iso: string | null, now: number): string =>
  iso === null ? "" : duration(Math.max(0, (now - Date.parse(iso)) / 1000));

const WAITING = (now: number): readonly Column<Diagnosis["waiting"]["oldest"][number]>[] => [
  { header: "run", cell: ({ run }) => run },
  { header: "status", cell: ({ status }) => status },
  { header: "age", cell: (run) => since(run.since, now) },
  { header: "waits for", cell: (run) => run.detail, minWidth: 16 },
  { header: "until", cell: ({ until }) => until ?? "", dropOrder: 1 },
];

const FINDINGS = (now: number): readonly Column<Finding>[] => [
  { header: "kind", cell: ({ kind }) => kind },
  { header: "run", cell: ({ subject }) => subject },
  { header: "age", cell: (finding) => since(finding.since, now) },
  { header: "what", cell: ({ what }) => what, minWidth: 16 },
  { header: "repair", cell: ({ advice, repairable }) => (repairable ? advice : `by hand: ${advice}`), minWidth: 12 },
];

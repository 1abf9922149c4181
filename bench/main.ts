import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { compilation } from "./compile.ts";
import { lists } from "./lists/lists.ts";
import { logs } from "./logs.ts";
import { HEADINGS, type Measurement, markdown, report, row } from "./measurement.ts";
import { recovery } from "./recovery.ts";
import { series, seriesOnPostgres } from "./series.ts";
import { commandStartUp, serverStartUp } from "./start-up.ts";
import { sweeps, sweepsOnPostgres } from "./sweep.ts";
import { noOpRuns, noOpRunsOnPostgres, realProcessRuns } from "./throughput.ts";

const suites: Readonly<Record<string, () => Measurement[] | Promise<Measurement[]>>> = {
  commands: commandStartUp,
  compile: compilation,
  server: serverStartUp,
  noop: noOpRuns,
  "noop-postgres": noOpRunsOnPostgres,
  processes: realProcessRuns,
  lists,
  logs,
  recovery,
  series,
  "series-postgres": seriesOnPostgres,
  sweep: () => sweeps({ most: largest }),
  "sweep-postgres": () => sweepsOnPostgres({ most: largest }),
};

const flags = process.argv.slice(2);
/** `--largest-sweep=1000` leaves the larger ones out, to see that everything works. */
const largest = Number(flags.find((flag) => flag.startsWith("--largest-sweep="))?.split("=")[1] ?? Infinity);
const wanted = flags.filter((flag) => !flag.startsWith("--"));
const unknown = wanted.filter((name) => !(name in suites));
if (unknown.length > 0) {
  process.stderr.write(`unknown suite ${unknown.join(", ")}; there are: ${Object.keys(suites).join(", ")}\n`);
  process.exit(2);
}

const measurements: Measurement[] = [];
for (const [name, suite] of Object.entries(suites)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stderr.write(`measuring ${name} ...\n`);
  const began = performance.now();
  try {
    measurements.push(...(await suite()));
    process.stderr.write(`  in ${((performance.now() - began) / 1_000).toFixed(0)} s\n`);
  } catch (error) {
    // What the others measured takes long to measure again.
    process.exitCode = 1;
    process.stderr.write(
      `  ${name} is left out: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
  }
}

const bench = report(measurements, new Date());
if (flags.includes("--json")) {
  process.stdout.write(`${JSON.stringify(bench, null, 2)}\n`);
} else {
  const rows = [HEADINGS, ...measurements.map(row)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((cells) => (cells[column] ?? "").length)));
  for (const cells of rows) {
    process.stdout.write(
      `${cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd()}\n`,
    );
  }
}
if (flags.includes("--write")) {
  writeFileSync(resolve(import.meta.dirname, "../docs/performance.md"), markdown(bench));
}

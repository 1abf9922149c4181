import type { Run } from "@polyaxon/client";
import type { Command } from "commander";
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { csvRecord } from "../terminal/csv.ts";
import { value } from "../terminal/format-value.ts";
import type { Colors } from "../terminal/output.ts";
import type { Column } from "../terminal/table.ts";
import { RUN_FIELDS, runField, VALUE_SCOPES, valueFields } from "../views/run-field.ts";
import { runColumns, uuidColumn } from "../views/run-table.ts";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";
import { counted } from "./counted.ts";
import { addFiles } from "./file-options.ts";

export interface ColumnOptions {
  readonly columns?: readonly string[];
  readonly io?: boolean;
  /** True: to the file that upstream names. */
  readonly toCsv?: string | true;
}

export const withColumnOptions = (command: Command): Command =>
  command
    .option("-c, --columns <a,b>", "these columns, such as uuid,status,params.lr,metrics.loss", addFiles)
    .option("--io", "a column for each param and each result (also -io)")
    .option("--to-csv [file]", `write them to a file, uncut, with a column for each value; default ${CSV_FILE}`);

const CSV_FILE = "results.csv";

/** @throws CliError for a column that no run can have */
export function checkColumns({ columns = [] }: ColumnOptions): void {
  for (const name of columns)
    if (runField(EMPTY, name) === undefined)
      throw new CliError("usage", `there is no column "${name}"`, [
        `columns: ${[...RUN_FIELDS, ...Object.keys(VALUE_SCOPES).map((scope) => `${scope}.NAME`)].join(", ")}`,
      ]);
}

/** The table of a list: the columns that were asked for, else those that say most. */
export function tableColumns(
  runs: readonly Run[],
  { columns, io = false }: ColumnOptions,
  { colors, now }: { readonly now: number; readonly colors: Colors },
): readonly Column<Run>[] {
  if (columns === undefined && !io) return runColumns(runs, { now, colors });
  const names = columns ?? ["uuid", "name", "kind", "status"];
  return [...names, ...(io ? valueFields(runs) : [])].map((name) =>
    name === "uuid"
      ? uuidColumn((run: Run) => run.uuid, colors)
      : { header: name, cell: (run) => value(runField(run, name)), minWidth: 6 },
  );
}

/** Replaces the file, as `>` does. */
export async function writeCsv(
  { cwd, out }: CliContext,
  runs: readonly Run[],
  { columns, io = false, toCsv }: ColumnOptions,
): Promise<void> {
  const names = [...(columns ?? RUN_FIELDS), ...(columns === undefined || io ? valueFields(runs) : [])];
  const file = toCsv === undefined || toCsv === true ? CSV_FILE : toCsv;
  const records = runs.map((run) => csvRecord(names.map((name) => runField(run, name))));
  await writeFile(resolve(cwd, file), csvRecord(names) + records.join("")).catch((error: unknown) => {
    throw new CliError(
      "failed",
      `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  });
  out.write(`wrote ${counted(runs.length, "run")} to ${file}\n`);
}

const EMPTY: Run = { uuid: "", created_at: "", status: "" };

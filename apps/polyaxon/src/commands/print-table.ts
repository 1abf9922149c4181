import { type Column, renderTable } from "../terminal/table.ts";
import type { Output } from "../terminal/output.ts";
import { oneLine } from "../terminal/plain-text.ts";
import { wrapHint } from "../terminal/wrap-hint.ts";
import { asCalled } from "./as-called.ts";
import type { CliContext } from "./cli-context.ts";

/** Something said beside the results, never wider than the terminal, unless it names a command that is. */
export function printNote(err: Output, text: string): void {
  for (const line of wrapHint(oneLine(text), err.width())) err.write(`${err.colors.dim(line)}\n`);
}

/** The rows on standard output; what is said about them on standard error, so that a pipe gets only rows. */
export function printTable<Row>(
  { env, out, err }: Pick<CliContext, "env" | "out" | "err">,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  notes: {
    readonly none: string;
    readonly total?: number | null;
    /** There are more, nobody counted how many. */
    readonly more?: boolean;
  },
): void {
  if (rows.length === 0) {
    err.write(`${asCalled(env, notes.none)}\n`);
    return;
  }
  const { lines, hidden } = renderTable(columns, rows, { width: out.width(), paintHeader: out.colors.dim });
  out.write(`${lines.join("\n")}\n`);
  const said = [
    ...(typeof notes.total === "number" && notes.total > rows.length
      ? [`${rows.length} of ${notes.total} shown (-l N for more)`]
      : []),
    ...(notes.more === true ? [`the first ${rows.length} shown (--all for the rest)`] : []),
    ...(hidden.length > 0 ? [`too narrow for ${hidden.join(", ")} (-o json has all)`] : []),
  ];
  if (said.length > 0) printNote(err, said.join("; "));
}

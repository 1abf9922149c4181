import type { ExplainedValue } from "@polyaxon/compiler";
import { pathText } from "@polyaxon/spec";
import type { Output } from "../terminal/output.ts";
import { oneLine } from "../terminal/plain-text.ts";
import { type Column, renderTable } from "../terminal/table.ts";
import { textWidth } from "../terminal/text-width.ts";
import { printJson } from "./print-json.ts";

/** Each value of a compiled operation with who set it, a line each, or two where the terminal is narrow; as JSON a list of `{path, value, layer, name?}`. */
export function printExplained(
  out: Output,
  explained: readonly ExplainedValue[],
  { json }: { readonly json: boolean },
): void {
  if (json) return printJson(out, explained);
  const { colors } = out;
  const paint = {
    default: colors.dim,
    component: (text: string) => text,
    operation: colors.cyan,
    patch: colors.cyan,
    params: colors.cyan,
    preset: colors.magenta,
    cli: colors.yellow,
  } as const;
  const path: Column<ExplainedValue> = { header: "PATH", cell: ({ path: at }) => pathText(at) };
  const value: Column<ExplainedValue> = {
    header: "VALUE",
    cell: ({ value: given }) => JSON.stringify(given),
    minWidth: VALUE,
    paint: (text) => colors.bold(text),
  };
  const setBy: Column<ExplainedValue> = {
    header: "SET BY",
    cell: ({ layer, name }) => (name === undefined ? layer : `${layer.padEnd(LAYER)}  ${name}`),
    paint: (text, { layer }) => paint[layer](text),
  };
  const width = out.width();
  const longest = (column: Column<ExplainedValue>) =>
    Math.max(...explained.map((each) => textWidth(oneLine(column.cell(each)))));
  const isWideEnough = longest(path) + longest(setBy) + VALUE + 4 <= width;
  const table = (columns: readonly Column<ExplainedValue>[], of: number) =>
    renderTable(columns, explained, { width: of, paintHeader: colors.dim }).lines;
  const lines = isWideEnough
    ? table([path, value, setBy], width)
    : // A path says nothing when its end is cut off: it stands alone, with the rest below.
      table([value, { ...setBy, minWidth: LAYER }], width - BELOW.length).flatMap((line, index) => {
        const each = explained[index - 1];
        return [each === undefined ? colors.dim(path.header) : oneLine(path.cell(each)), `${BELOW}${line}`];
      });
  out.write(`${lines.join("\n")}\n`);
}

/** Cells of a value that still say something. */
const VALUE = 12;
const BELOW = "    ";
/** Cells of the longest layer, so that names stand under each other. */
const LAYER = "component".length;

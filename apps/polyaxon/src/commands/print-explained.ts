import type { ExplainedValue } from "@polyaxon/compiler";
import { pathText } from "@polyaxon/spec";
import type { Output } from "../terminal/output.ts";
import { renderTable } from "../terminal/table.ts";
import { printJson } from "./print-json.ts";

/** Each value of a compiled operation with who set it, a line each; as JSON a list of `{path, value, layer, name?}`. */
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
  const { lines } = renderTable<ExplainedValue>(
    [
      { header: "PATH", cell: ({ path }) => pathText(path), minWidth: 20 },
      { header: "VALUE", cell: ({ value }) => JSON.stringify(value), minWidth: 12, paint: (text) => colors.bold(text) },
      {
        header: "SET BY",
        cell: ({ layer, name }) => (name === undefined ? layer : `${layer.padEnd(LAYER)}  ${name}`),
        minWidth: LAYER,
        paint: (text, { layer }) => paint[layer](text),
      },
    ],
    explained,
    { width: out.width(), paintHeader: colors.dim },
  );
  out.write(`${lines.join("\n")}\n`);
}

/** Cells of the longest layer, so that names stand under each other. */
const LAYER = "component".length;

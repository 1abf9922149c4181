import type { Output } from "../terminal/output.ts";
import { oneLine } from "../terminal/plain-text.ts";
import { wrapWords } from "../terminal/text-width.ts";
import { paintStatus } from "./run-status.ts";

const GAP = "  ";

/** A status with what is said about it; what does not fit stands below, under its first word. */
export function statusLines(status: string, text: string, { colors, width }: Pick<Output, "colors" | "width">) {
  const column = status.length + GAP.length;
  const [first = "", ...more] = wrapWords(oneLine(text), Math.max(20, width() - column));
  return [
    `${paintStatus(status, colors)}${first === "" ? "" : colors.dim(GAP + first)}`,
    ...more.map((line) => " ".repeat(column) + colors.dim(line)),
  ];
}

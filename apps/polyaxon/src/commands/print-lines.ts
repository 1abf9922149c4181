import type { LogWindow } from "@polyaxon/client";
import { logLine, oneLine } from "../terminal/plain-text.ts";
import type { CliContext } from "./cli-context.ts";

type Line = LogWindow["lines"][number];

/** What stands in front of each line of a log. */
export type LineFront = "nothing" | "time" | "everything";

/** Prints lines of one log; resolves when the reader of a pipe has taken them. */
export type PrintLines = (lines: readonly Line[]) => Promise<void>;

/** A terminal gets safe text, a pipe gets the text as it was written. A line that comes in pieces has its front once. */
export function linePrinter({ out }: Pick<CliContext, "out">, front: LineFront = "nothing"): PrintLines {
  const print = out.isTerminal ? logLine : (text: string) => text;
  let isInside = false;
  const printed = (line: Line): string => {
    const before = isInside ? "" : frontOf(line, front);
    isInside = line.eol === false;
    return `${before}${print(line.value)}${isInside ? "" : "\n"}`;
  };
  return async (lines) => {
    if (lines.length === 0) return;
    out.write(lines.map(printed).join(""));
    await out.drained();
  };
}

function frontOf({ container, node, pod, timestamp }: Line, front: LineFront): string {
  const parts = { nothing: [], time: [timestamp], everything: [timestamp, node, pod, container] }[front];
  const said = parts.filter((part) => part !== null && part !== undefined && part !== "");
  return said.length === 0 ? "" : `${oneLine(said.join(" "))} | `;
}

import type { WireCondition } from "@polyaxon/client";
import type { Output } from "../terminal/output.ts";
import { logLine, oneLine } from "../terminal/plain-text.ts";
import { wrapWords } from "../terminal/text-width.ts";
import { failureOf } from "../views/failure.ts";

/** Cause, exit code and the end of the log. */
export function printFailure(out: Output, conditions: readonly WireCondition[], lines: readonly string[]): void {
  const failure = failureOf(conditions);
  if (failure !== null) {
    const code = failure.exitCode === null ? "" : ` (exit code ${failure.exitCode})`;
    out.write(`${out.colors.red("cause:")} ${oneLine(failure.cause)}${code}\n`);
    // `exit code 3` has been said.
    if (failure.message !== null && !/^exit code \d+$/.test(failure.message))
      for (const line of wrapWords(oneLine(failure.message), out.width() - 7)) out.write(`       ${line}\n`);
  }
  if (lines.length === 0) return;
  out.write(`${out.colors.dim(lines.length === 1 ? "last log line:" : `last ${lines.length} log lines:`)}\n`);
  for (const line of lines) out.write(`  ${logLine(line)}\n`);
}

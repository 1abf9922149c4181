import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";

/**
 * Asks before something is destroyed.
 *
 * @throws CliError when nobody can answer: a script must say `--yes`
 */
export async function confirmed(
  { err }: Pick<CliContext, "err">,
  question: string,
  yes: boolean | undefined,
): Promise<boolean> {
  if (yes === true) return true;
  if (!err.isTerminal || !process.stdin.isTTY) {
    throw new CliError("usage", `${question} nobody is here to answer`, ["say it beforehand: -y"]);
  }
  const { createInterface } = await import("node:readline/promises");
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await reader.question(`${question} [y/N] `)).trim());
  } finally {
    reader.close();
  }
}

import type { Command } from "commander";
import { CliError } from "./cli-error.ts";

/**
 * For commands that take their file as an option.
 *
 * @throws CliError for words that no option takes
 */
export function refuseWords({ args }: Command): void {
  if (args.length === 0) return;
  throw new CliError("usage", `no option takes ${args.map((word) => `"${word}"`).join(", ")}`, [
    ...(/\.(?:ya?ml|json|py|m?[jt]s)(?::\w+)?$/i.test(args[0] ?? "")
      ? [`did you mean -f ${args[0]}?`]
      : ["see --help"]),
  ]);
}

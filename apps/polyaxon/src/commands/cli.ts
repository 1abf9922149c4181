import type { Command } from "commander";
import type { CliContext } from "./cli-context.ts";
import type { ExitReason } from "./exit-codes.ts";

/** What each command file gets: the outside, and where to say how it ended. */
export interface Cli {
  readonly context: CliContext;
  done(reason: ExitReason): void;
}

/** Adds one command, or a group of them, to its parent. */
export type Register = (parent: Command, cli: Cli) => void;

/** `addHelpText("after", ...)` of every command. */
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}`;

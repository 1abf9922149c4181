import type { Command } from "commander";
import { CliError } from "./cli-error.ts";
import type { Register } from "./cli.ts";

/** `help` for a command at any depth; the parser's own knows only the first word. */
export const helpCommand: Register = (program) => {
  program
    .helpCommand(false)
    .command("help [command...]")
    .description("show the help of a command")
    .action((words: readonly string[]) => words.reduce(child, program).outputHelp());
};

function child(parent: Command, word: string): Command {
  const found = parent.commands.find((command) => command.name() === word || command.aliases().includes(word));
  if (found !== undefined) return found;
  throw new CliError("usage", `${parent.name()} has no command "${word}"`, [
    `it has ${parent.commands.map((command) => command.name()).join(", ")}`,
  ]);
}

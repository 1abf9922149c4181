import type { Command } from "commander";
import { CliError } from "./cli-error.ts";
import type { Register } from "./cli.ts";

/** `help` for a command at any depth; the parser's own knows only the first word. */
export const helpCommand: Register = (program) => {
  program
    .helpCommand(false)
    .command("help [command...]")
    .description("show the help of a command")
    .action(async (words: readonly string[]) => {
      let command = program;
      for (const word of words) command = await child(command, word);
      command.outputHelp();
    });
};

async function child(parent: Command, word: string): Promise<Command> {
  const found = parent.commands.find((command) => command.name() === word || command.aliases().includes(word));
  if (found !== undefined) return found;
  const names = parent
    .createHelp()
    .visibleCommands(parent)
    .map((command) => command.name());
  // Loaded here because the package reads whole Polyaxonfiles and only this error needs it.
  const near = (await import("@polyaxon/spec")).suggest(word, names);
  throw new CliError("usage", `${parent.name()} has no command "${word}"`, [
    near === null ? `it has ${names.join(", ")}` : `did you mean ${near}?`,
  ]);
}

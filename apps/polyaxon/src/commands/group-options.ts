import type { Command } from "commander";
import { CliError } from "./cli-error.ts";

/**
 * Lets the options of a group be given before its command too, as the Python command line does: `polyaxon ops -uid UUID get`. What
 * stands behind the command wins, as an option or as its plain word; a command without such an option is refused, so that nothing
 * that somebody said is left aside.
 *
 * @param words the option that a command's plain word stands for, by the word's name in its help
 */
export const withGroupOptions = (group: Command, words: ReadonlyMap<string, string>): Command =>
  group.hook("preAction", (_group, command) => {
    if (command !== group) handDown(group, command, words);
  });

function handDown(group: Command, command: Command, words: ReadonlyMap<string, string>): void {
  const spoken = command.args.length === 0 ? undefined : words.get(command.registeredArguments[0]?.name() ?? "");
  for (const option of group.options) {
    const name = option.attributeName();
    if (group.getOptionValueSource(name) !== "cli") continue;
    const own = command.options.find((each) => each.attributeName() === name);
    if (own === undefined)
      throw new CliError("usage", `${callOf(command)} takes no ${option.long ?? name}`, [
        `see ${callOf(command)} --help`,
      ]);
    if (name === spoken || command.getOptionValueSource(name) === "cli") continue;
    const value: unknown = group.getOptionValue(name);
    const isText = typeof value === "string" && own.parseArg !== undefined;
    command.setOptionValueWithSource(name, isText ? own.parseArg?.(value, undefined) : value, "implied");
  }
}

/** `polyaxon ops get` */
function callOf(command: Command): string {
  const names: string[] = [];
  for (let each: Command | null = command; each !== null; each = each.parent) names.unshift(each.name());
  return names.join(" ");
}

import type { Command } from "commander";
import { CliError } from "./cli-error.ts";

export interface ProjectOptions {
  readonly project?: string;
}

/** A project as a plain word, or as `-p`. */
export const withProjectWord = (command: Command): Command =>
  command.argument("[name]", "the project").option("-p, --project <name>", "the project, as an option");

/**
 * For commands that change or remove a whole project: it has to be said, and is never taken from the folder.
 *
 * @throws CliError when neither says it
 */
export function saidProject(word: string | undefined, { project }: ProjectOptions): string {
  const name = project ?? word;
  if (name === undefined)
    throw new CliError("usage", "name a project: as a word, or -p NAME", ["polyaxon project ls lists them"]);
  return name;
}

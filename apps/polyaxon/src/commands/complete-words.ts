import type { Command, Option } from "commander";
import { expandLegacyFlags } from "./legacy-flags.ts";

export interface Candidate {
  readonly word: string;
  readonly about?: string;
}

/** What may stand where the cursor is. `words` without any: the shell offers files. */
export type Asked =
  | { readonly kind: "words"; readonly words: readonly Candidate[] }
  | { readonly kind: "projects" }
  | { readonly kind: "runs"; readonly project: string | undefined };

const FILES: Asked = { kind: "words", words: [] };

/**
 * What could be typed next.
 *
 * @param words those behind the program's name; the last is what is being typed, perhaps ""
 */
export function wordsFor(program: Command, words: readonly string[]): Asked {
  const before = expandLegacyFlags(words.slice(0, -1));
  const typed = words.at(-1) ?? "";
  const { command, places, project, waiting } = read(program, before);
  if (waiting !== null) return valuesOf(waiting, project);
  if (typed.startsWith("-")) return { kind: "words", words: optionsOf(command, typed) };
  const commands = command.createHelp().visibleCommands(command);
  const words_ = commands.map((each) => ({ word: each.name(), about: each.description() }));
  if (places === 0 && words_.length > 0) return { kind: "words", words: starting(words_, typed) };
  const argument = command.registeredArguments[places] ?? command.registeredArguments.at(-1);
  if (argument !== undefined && (argument.variadic || places < command.registeredArguments.length)) {
    if (/^uuids?$/.test(argument.name())) return { kind: "runs", project };
    if (command.parent?.name() === "project" && command.name() !== "create") return { kind: "projects" };
    if (argument.name() === "shell") return { kind: "words", words: starting(SHELL_WORDS, typed) };
  }
  return FILES;
}

const SHELL_WORDS: readonly Candidate[] = [{ word: "bash" }, { word: "zsh" }, { word: "fish" }];

interface Reading {
  readonly command: Command;
  /** Arguments that were given to it. */
  readonly places: number;
  readonly project: string | undefined;
  /** The option whose value comes next. */
  readonly waiting: Option | null;
}

function read(program: Command, before: readonly string[]): Reading {
  let command = program;
  let places = 0;
  let project: string | undefined;
  let waiting: Option | null = null;
  for (const word of before) {
    if (waiting !== null) {
      if (waiting.long === "--project") project = word;
      waiting = null;
    } else if (word.startsWith("-")) {
      const option = command.options.find(({ long, short }) => long === word || short === word);
      waiting = option !== undefined && option.required ? option : null;
    } else {
      const next =
        places > 0 ? undefined : command.commands.find((each) => each.name() === word || each.aliases().includes(word));
      if (next === undefined) places += 1;
      else command = next;
    }
  }
  return { command, places, project, waiting };
}

function valuesOf(option: Option, project: string | undefined): Asked {
  if (option.long === "--project" || option.long === "--to-project") return { kind: "projects" };
  if (option.long === "--uid") return { kind: "runs", project };
  return { kind: "words", words: (option.argChoices ?? []).map((word) => ({ word })) };
}

function optionsOf(command: Command, typed: string): readonly Candidate[] {
  const help = command.createHelp();
  const words = help.visibleOptions(command).flatMap(({ description, long, short }) => {
    const names = typed.startsWith("--") ? [long] : [short, long];
    return names.flatMap((word) => (word === undefined || word === null ? [] : [{ word, about: description }]));
  });
  return starting(words, typed);
}

const starting = (words: readonly Candidate[], typed: string): readonly Candidate[] =>
  words.filter(({ word }) => word.startsWith(typed));

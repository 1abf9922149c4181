import type { Command } from "commander";
import { type Cli, examples, type Register } from "./cli.ts";
import { CliError } from "./cli-error.ts";
import { type Candidate, wordsFor } from "./complete-words.ts";
import { completionScript, SHELLS } from "./completion-script.ts";
import { chooseProject } from "./project-choice.ts";

export const completionCommands: Register = (program, cli) => {
  program
    .command("completion <shell>")
    .description("print what makes bash, zsh or fish complete commands, options, projects and runs")
    .addHelpText(
      "after",
      examples(
        'eval "$(polyaxon completion bash)"     # in ~/.bashrc',
        'eval "$(polyaxon completion zsh)"      # in ~/.zshrc, after compinit',
        "polyaxon completion fish > ~/.config/fish/completions/polyaxon.fish",
      ),
    )
    .action((shell: string) => {
      const script = completionScript(shell);
      if (script === null) throw new CliError("usage", `there is no completion for ${shell}: ${SHELLS.join(", ")}`);
      cli.context.out.write(script);
    });
  program
    .command("__complete [words...]", { hidden: true })
    .helpOption(false)
    .allowUnknownOption()
    .action(async (_words: readonly string[], _options: unknown, command: Command) => {
      // From the raw words: the options among them are not this command's.
      for (const { about, word } of await candidates(cli, program, command.args)) {
        cli.context.out.write(about === undefined ? `${word}\n` : `${word}\t${about.replace(/\s+/g, " ")}\n`);
      }
    });
};

async function candidates({ context }: Cli, program: Command, words: readonly string[]): Promise<readonly Candidate[]> {
  const asked = wordsFor(program, words);
  if (asked.kind === "words") return asked.words;
  try {
    if (asked.kind === "projects") {
      const { results } = await withinASecond(context.connect().projects.list({ limit: 100 }));
      return results.map(({ description, name }) => ({ word: name, ...(description ? { about: description } : {}) }));
    }
    const project = chooseProject(context, asked.project).name;
    const runs = context.connect().runs(project);
    const { results } = await withinASecond(runs.list({ limit: 50, sort: "-created_at", no_page: "true" }));
    return results.map(({ name, status, uuid }) => ({ word: uuid, about: [status, name].filter(Boolean).join(" ") }));
  } catch {
    // A shell that waits for the next key wants no error.
    return [];
  }
}

async function withinASecond<T>(call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("too late to complete")), 1000);
  });
  return await Promise.race([call, late]).finally(() => clearTimeout(timer));
}

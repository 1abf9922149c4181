import { examples, type Register } from "./cli.ts";
import { confirmed } from "./confirm.ts";
import { chooseProject, inProject } from "./project-choice.ts";
import { type ProjectOptions, saidProject, withProjectWord } from "./project-word.ts";

export const projectLiveStateCommands: Register = (parent, { context, done }) => {
  withProjectWord(parent.command("archive"))
    .description("take a project with its runs out of the lists; unfinished runs are stopped")
    .option("-y, --yes", "do not ask; without a terminal nothing is asked")
    .addHelpText("after", examples("polyaxon project archive digits"))
    .action(async (word: string | undefined, options: ProjectOptions & { readonly yes?: boolean }) => {
      const choice = chooseProject(context, saidProject(word, options));
      const client = context.connect();
      await inProject(client, choice, () => client.projects.get(choice.name));
      const ask = context.err.isTerminal && process.stdin.isTTY && options.yes !== true;
      const question = `archive project "${choice.name}" and stop its unfinished runs?`;
      if (ask && !(await confirmed(context, question, false))) return done("refused");
      await client.projects.archive(choice.name);
      context.out.write(`archived project ${choice.name}; polyaxon project restore ${choice.name} brings it back\n`);
    });
  withProjectWord(parent.command("restore"))
    .description("bring an archived project back, with its runs")
    .addHelpText("after", examples("polyaxon project restore digits"))
    .action(async (word: string | undefined, options: ProjectOptions) => {
      const choice = chooseProject(context, saidProject(word, options));
      const client = context.connect();
      await inProject(client, choice, () => client.projects.restore(choice.name));
      context.out.write(`restored project ${choice.name}\n`);
    });
};

import { examples, type Register } from "./cli.ts";
import { keepProject } from "./kept-project.ts";
import { chooseProject, inProject } from "./project-choice.ts";
import { type ProjectOptions, saidProject, withProjectWord } from "./project-word.ts";

export const projectUseCommand: Register = (parent, { context }) => {
  withProjectWord(parent.command("use"))
    .description("make a project the one of this folder: for commands, runs and tracked scripts that name none")
    .addHelpText("after", examples("polyaxon project use digits"))
    .action(async (word: string | undefined, options: ProjectOptions) => {
      const choice = chooseProject(context, saidProject(word, options));
      const client = context.connect();
      const project = await inProject(client, choice, () => client.projects.get(choice.name));
      keepProject(context.cwd, project);
      context.out.write(`this folder's project is ${project.name} (.polyaxon/.project)\n`);
    });
};

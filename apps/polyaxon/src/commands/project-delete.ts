import { examples, type Register } from "./cli.ts";
import { confirmed } from "./confirm.ts";
import { chooseProject, inProject } from "./project-choice.ts";
import { type ProjectOptions, saidProject, withProjectWord } from "./project-word.ts";

export const projectDeleteCommand: Register = (parent, { context, done }) => {
  withProjectWord(parent.command("delete"))
    .description("delete a project with all its runs")
    .option("-y, --yes", "do not ask")
    .addHelpText("after", examples("polyaxon project delete digits", "polyaxon project delete -p digits -y"))
    .action(async (word: string | undefined, options: ProjectOptions & { readonly yes?: boolean }) => {
      const choice = chooseProject(context, saidProject(word, options));
      const client = context.connect();
      await inProject(client, choice, () => client.projects.get(choice.name));
      if (!(await confirmed(context, `delete project "${choice.name}" with all its runs?`, options.yes)))
        return done("refused");
      await client.projects.delete(choice.name);
      context.out.write(`deleted project ${choice.name}\n`);
    });
};

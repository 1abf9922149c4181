import { examples, type Register } from "./cli.ts";
import { confirmed } from "./confirm.ts";
import { chooseProject, inProject } from "./project-choice.ts";

export const projectDeleteCommand: Register = (parent, { context, done }) => {
  parent
    .command("delete <name>")
    .description("delete a project with all its runs")
    .option("-y, --yes", "do not ask")
    .addHelpText("after", examples("polyaxon project delete digits"))
    .action(async (word: string, options: { yes?: boolean }) => {
      const choice = chooseProject(context, word);
      const client = context.connect();
      await inProject(client, choice, () => client.projects.get(choice.name));
      if (!(await confirmed(context, `delete project "${choice.name}" with all its runs?`, options.yes)))
        return done("refused");
      await client.projects.delete(choice.name);
      context.out.write(`deleted project ${choice.name}\n`);
    });
};

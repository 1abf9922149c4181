import { CliError } from "./cli-error.ts";
import { examples, type Register } from "./cli.ts";
import { type OutputOptions, printJson, wantsJson, withOutputOptions } from "./print-json.ts";
import { chooseProject, inProject } from "./project-choice.ts";
import { splitTags } from "./split-tags.ts";

interface Options extends OutputOptions {
  readonly project?: string;
  readonly name?: string;
  readonly description?: string;
  readonly tags?: string;
  readonly private?: string;
}

export const projectUpdateCommand: Register = (parent, { context }) => {
  withOutputOptions(parent.command("update [project]"))
    .description("change a project's name, description or tags")
    .option("-p, --project <name>", "the project, as an option; default: POLYAXON_PROJECT, else this folder's")
    .option("-n, --name <name>", "its new name")
    .option("--description <text>", "its new description")
    .option("--private <yes|no>", "changes nothing: whoever may use the server sees all its projects")
    .option("--tags <a,b>", "its tags from now on, separated by commas; '' for none")
    .addHelpText("after", examples("polyaxon project update digits --description 'handwritten digits'"))
    .action(async (word: string | undefined, options: Options) => {
      const { description, name, tags } = options;
      if (name === undefined && description === undefined && tags === undefined) {
        throw new CliError("usage", "nothing to change: --name NAME, --description TEXT, --tags A,B");
      }
      const choice = chooseProject(context, options.project ?? word);
      const client = context.connect();
      const project = await inProject(client, choice, () =>
        client.projects.update(choice.name, {
          ...(name === undefined ? {} : { name }),
          ...(description === undefined ? {} : { description }),
          ...(tags === undefined ? {} : { tags: splitTags(tags) }),
        }),
      );
      if (wantsJson(options)) printJson(context.out, project);
      else context.out.write(`changed project ${project.name}\n`);
    });
};

import { CliError } from "./cli-error.ts";
import { examples, type Register } from "./cli.ts";
import { type OutputOptions, printJson, wantsJson, withOutputOptions } from "./print-json.ts";
import { splitTags } from "./split-tags.ts";

interface Options extends OutputOptions {
  readonly name?: string;
  readonly description?: string;
  readonly tags?: string;
}

export const projectCreateCommand: Register = (parent, { context }) => {
  withOutputOptions(parent.command("create [name]"))
    .description("create a project")
    .option("--name <name>", "its name: letters, digits, - and _")
    .option("--description <text>")
    .option("--tags <a,b>", "tags, separated by commas")
    .addHelpText("after", examples("polyaxon project create --name digits --description 'handwritten digits'"))
    .action(async (word: string | undefined, options: Options) => {
      const name = options.name ?? word;
      if (name === undefined) throw new CliError("usage", "a project needs a name: --name NAME");
      const project = await context.connect().projects.create({
        name,
        ...(options.description === undefined ? {} : { description: options.description }),
        ...(options.tags === undefined ? {} : { tags: splitTags(options.tags) }),
      });
      if (wantsJson(options)) printJson(context.out, project);
      else context.out.write(`created project ${context.out.colors.bold(project.name)}\n`);
    });
};

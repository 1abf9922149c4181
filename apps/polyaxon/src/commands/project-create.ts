import { Option } from "commander";
import { CliError } from "./cli-error.ts";
import { examples, type Register } from "./cli.ts";
import { keepProject } from "./kept-project.ts";
import { type OutputOptions, printJson, wantsJson, withOutputOptions } from "./print-json.ts";
import { splitTags } from "./split-tags.ts";

interface Options extends OutputOptions {
  readonly name?: string;
  /** How the group says a name: `project -p NAME create`. */
  readonly project?: string;
  readonly description?: string;
  readonly tags?: string;
  readonly init?: boolean;
  readonly public?: boolean;
}

export const projectCreateCommand: Register = (parent, { context }) => {
  withOutputOptions(parent.command("create [name]"))
    .description("create a project")
    .option("-n, --name <name>", "its name: letters, digits, - and _")
    .option("--description <text>")
    .option("--tags <a,b>", "tags, separated by commas")
    .option("--init", "make it the project of this folder too, as polyaxon project use does")
    .option("--public", "changes nothing: whoever may use the server sees all its projects")
    .addOption(new Option("-p, --project <name>").hideHelp())
    .addHelpText(
      "after",
      examples(
        "polyaxon project create --name digits --description 'handwritten digits'",
        "polyaxon project create digits --init",
      ),
    )
    .action(async (word: string | undefined, options: Options) => {
      const name = options.name ?? word ?? options.project;
      if (name === undefined) throw new CliError("usage", "a project needs a name: --name NAME");
      const project = await context.connect().projects.create({
        name,
        ...(options.description === undefined ? {} : { description: options.description }),
        ...(options.tags === undefined ? {} : { tags: splitTags(options.tags) }),
      });
      if (options.init === true) keepProject(context.cwd, project);
      if (wantsJson(options)) printJson(context.out, project);
      else {
        const kept = options.init === true ? ", the project of this folder from now on" : "";
        context.out.write(`created project ${context.out.colors.bold(project.name)}${kept}\n`);
      }
    });
};

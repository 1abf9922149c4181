import { age, moment } from "../terminal/format-value.ts";
import { examples, type Register } from "./cli.ts";
import { type OutputOptions, printJson, wantsJson, withOutputOptions } from "./print-json.ts";
import { printFields } from "./print-fields.ts";
import { chooseProject, inProject } from "./project-choice.ts";

interface Options extends OutputOptions {
  readonly project?: string;
}

export const projectGetCommand: Register = (parent, { context }) => {
  withOutputOptions(parent.command("get [name]"))
    .description("show a project")
    .option("-p, --project <name>", "the name, as an option")
    .addHelpText("after", examples("polyaxon project get digits"))
    .action(async (word: string | undefined, options: Options) => {
      const choice = chooseProject(context, options.project ?? word);
      const client = context.connect();
      const project = await inProject(client, choice, () => client.projects.get(choice.name));
      if (wantsJson(options)) return printJson(context.out, project);
      const now = context.now();
      printFields(context.out, [
        ["name", project.name],
        ["uuid", project.uuid],
        ["description", project.description ?? ""],
        ["tags", (project.tags ?? []).join(", ")],
        ["created", `${moment(project.created_at)} (${age(project.created_at, now)})`],
        ["updated", `${moment(project.updated_at)} (${age(project.updated_at, now)})`],
        ["readme", project.readme ?? ""],
      ]);
    });
};

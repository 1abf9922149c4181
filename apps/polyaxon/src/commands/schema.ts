import type { Command } from "commander";
import { type Cli, examples, type Register } from "./cli.ts";
import { refuseWords } from "./refuse-words.ts";

export const schemaCommand: Register = (parent, cli) => {
  parent
    .command("schema")
    .description("print the JSON Schema of Polyaxonfiles, for editors (docs/language/authoring.md)")
    .addHelpText("after", examples("polyaxon schema > polyaxonfile.schema.json"))
    .allowExcessArguments()
    .action(async (_options: object, command: Command) => {
      refuseWords(command);
      await printSchema(cli);
    });
};

async function printSchema({ context }: Cli): Promise<void> {
  const { languageReference } = await import("@polyaxon/spec");
  const { polyaxonfileJsonSchema } = await languageReference();
  context.out.write(`${JSON.stringify(polyaxonfileJsonSchema(), null, 2)}\n`);
}

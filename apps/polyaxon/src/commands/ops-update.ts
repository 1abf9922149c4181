import { examples, type Register } from "./cli.ts";
import { CliError } from "./cli-error.ts";
import { locateRun, type RunOptions, withRunOptions } from "./locate-run.ts";
import { type OutputOptions, printJson, wantsJson, withOutputOptions } from "./print-json.ts";
import { splitTags } from "./split-tags.ts";

interface Options extends RunOptions, OutputOptions {
  readonly name?: string;
  readonly description?: string;
  readonly tags?: string;
}

export const opsUpdateCommand: Register = (parent, { context }) => {
  withOutputOptions(withRunOptions(parent.command("update")))
    .description("change a run's name, description or tags")
    .option("-n, --name <name>", "its new name")
    .option("--description <text>", "its new description")
    .option("--tags <a,b>", "its tags from now on, separated by commas; '' for none")
    .addHelpText("after", examples("polyaxon ops update -uid UUID --name baseline --tags best,v2"))
    .action(async (word: string | undefined, options: Options) => {
      const { description, name, tags } = options;
      if (name === undefined && description === undefined && tags === undefined) {
        throw new CliError("usage", "nothing to change: --name NAME, --description TEXT, --tags A,B");
      }
      const { run, runs } = await locateRun(context, word, options);
      const updated = await runs.update(run.uuid, {
        ...(name === undefined ? {} : { name }),
        ...(description === undefined ? {} : { description }),
        ...(tags === undefined ? {} : { tags: splitTags(tags) }),
      });
      if (wantsJson(options)) printJson(context.out, updated);
      else context.out.write(`changed run ${run.uuid}\n`);
    });
};

import { examples, type Register } from "./cli.ts";
import { CliError } from "./cli-error.ts";
import { byProject, locateRuns, type RunsOptions, withRunsOptions } from "./locate-runs.ts";
import { inProject } from "./project-choice.ts";

export const opsTransferCommand: Register = (parent, { context }) => {
  withRunsOptions(parent.command("transfer"))
    .description("move runs, and sweeps with all their runs, to another project")
    .option("--to-project <name>", "where to; it must exist (also -to)")
    .addHelpText("after", examples("polyaxon ops transfer -uid UUID -to other-project"))
    .action(async (words: readonly string[], options: RunsOptions & { readonly toProject?: string }) => {
      const name = options.toProject;
      if (name === undefined) throw new CliError("usage", "say where to: -to PROJECT");
      const located = await locateRuns(context, words, options);
      const client = context.connect();
      await inProject(client, { name, from: "option" }, () => client.projects.get(name));
      await byProject(located, (runs, uuids) => runs.transfer(uuids, name));
      for (const { run } of located) context.out.write(`moved run ${run.uuid} to project ${name}\n`);
    });
};

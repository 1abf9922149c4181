import { examples, type Register } from "./cli.ts";
import { projectDashboardCommand } from "./dashboard.ts";
import { withGroupOptions } from "./group-options.ts";
import { projectCreateCommand } from "./project-create.ts";
import { projectDeleteCommand } from "./project-delete.ts";
import { projectGetCommand } from "./project-get.ts";
import { projectLiveStateCommands } from "./project-live-state.ts";
import { projectLsCommand } from "./project-ls.ts";
import { projectUpdateCommand } from "./project-update.ts";
import { projectUseCommand } from "./project-use.ts";

export const projectCommands: Register = (parent, cli) => {
  const group = withGroupOptions(parent.command("project"), PROJECT_WORDS)
    .alias("projects")
    .description("create, list, change and delete projects: the folders that runs live in")
    .option("-p, --project <name>", "the project of the command that follows")
    .addHelpText("after", examples("polyaxon project ls", "polyaxon project -p digits get"));
  projectCreateCommand(group, cli);
  projectLsCommand(group, cli);
  projectGetCommand(group, cli);
  projectUseCommand(group, cli);
  projectDashboardCommand(group, cli);
  projectUpdateCommand(group, cli);
  projectLiveStateCommands(group, cli);
  projectDeleteCommand(group, cli);
};

const PROJECT_WORDS: ReadonlyMap<string, string> = new Map([
  ["name", "project"],
  ["project", "project"],
]);

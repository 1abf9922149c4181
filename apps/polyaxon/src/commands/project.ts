import type { Register } from "./cli.ts";
import { projectCreateCommand } from "./project-create.ts";
import { projectDeleteCommand } from "./project-delete.ts";
import { projectGetCommand } from "./project-get.ts";
import { projectLsCommand } from "./project-ls.ts";

export const projectCommands: Register = (parent, cli) => {
  const group = parent
    .command("project")
    .description("create, list and delete projects: the folders that runs live in");
  projectCreateCommand(group, cli);
  projectLsCommand(group, cli);
  projectGetCommand(group, cli);
  projectDeleteCommand(group, cli);
};

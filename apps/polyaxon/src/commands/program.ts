import { Command } from "commander";
import { VERSION } from "../version.ts";
import { adminCommands } from "./admin.ts";
import { agentCommand } from "./agent.ts";
import { checkCommand } from "./check.ts";
import { type Cli, examples } from "./cli.ts";
import { compileCommand } from "./compile.ts";
import { dashboardCommand } from "./dashboard.ts";
import { completionCommands } from "./completion.ts";
import { configCommands } from "./config.ts";
import { exitCodesHelp } from "./exit-codes.ts";
import { explainCommand } from "./explain.ts";
import { helpCommand } from "./help.ts";
import { initCommand } from "./init.ts";
import { opsCommands } from "./ops.ts";
import { projectCommands } from "./project.ts";
import { runCommand } from "./run.ts";
import { schemaCommand } from "./schema.ts";
import { serverCommand } from "./server.ts";
import { usageMistake } from "./usage-mistake.ts";
import { versionCommand } from "./version.ts";

/** The whole command tree. Building it loads nothing that a `--help` does not need. */
export function buildProgram(cli: Cli): Command {
  const { out, err } = cli.context;
  const program = new Command("polyaxon")
    .description("Run, track and compare machine-learning work from one readable file.")
    .version(VERSION, "-V, --version", "print the version")
    .exitOverride()
    // What stands behind a command is that command's, though its group may have an option of the same name.
    .enablePositionalOptions()
    .configureOutput({
      writeOut: (text) => out.write(text),
      writeErr: (text) => err.write(text),
      outputError: (text, write) => write(usageMistake(text, err.colors)),
      getOutHelpWidth: () => Math.min(100, out.width()),
      getErrHelpWidth: () => Math.min(100, err.width()),
      getOutHasColors: () => out.colors.isColorSupported,
      getErrHasColors: () => err.colors.isColorSupported,
    })
    .configureHelp({ styleTitle: (text) => out.colors.bold(text) })
    .showHelpAfterError(`${err.colors.dim("  ->")} see --help`)
    .showSuggestionAfterError();

  serverCommand(program, cli);
  agentCommand(program, cli);
  initCommand(program, cli);
  runCommand(program, cli);
  checkCommand(program, cli);
  compileCommand(program, cli);
  explainCommand(program, cli);
  schemaCommand(program, cli);
  opsCommands(program, cli);
  projectCommands(program, cli);
  dashboardCommand(program, cli);
  adminCommands(program, cli);
  configCommands(program, cli);
  completionCommands(program, cli);
  versionCommand(program, cli);

  helpCommand(program, cli);

  return program.addHelpText(
    "after",
    `${examples(
      "polyaxon server                         # a server on this machine",
      "polyaxon init                           # a first file in this folder",
      "polyaxon run -f train.yaml -P lr=0.1 -l # run a file and follow its logs",
      "polyaxon run -f sweep.yaml -w           # run a sweep and watch it",
      "polyaxon ops ls                         # the runs of this folder's project",
    )}\n\n${exitCodesHelp()}`,
  );
}

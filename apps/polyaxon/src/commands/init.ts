import { NotFoundError } from "@polyaxon/client";
import { Option } from "commander";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asCalled } from "./as-called.ts";
import { examples, type Register } from "./cli.ts";
import { DEFAULT_FILES } from "./default-file.ts";
import { keepProject } from "./kept-project.ts";
import { chooseProject } from "./project-choice.ts";

interface Options {
  readonly project?: string;
  readonly polyaxonfile: boolean;
  readonly polyaxonignore: boolean;
}

export const initCommand: Register = (parent, { context }) => {
  parent
    .command("init")
    .description("set this folder up: its project, a first Polyaxonfile, and what uploads leave out")
    .option("-p, --project <name>", "its project, created when there is none; default: this folder's name")
    // Both are written anyway; scripts for the Python command line ask for them.
    .addOption(new Option("--polyaxonfile").default(true).hideHelp())
    .addOption(new Option("--polyaxonignore").default(true).hideHelp())
    .option("--no-polyaxonfile", "write no Polyaxonfile")
    .option("--no-polyaxonignore", "write no .polyaxonignore")
    // Nothing that is there is ever replaced, so there is nothing to ask; scripts for the Python command line say it.
    .option("-y, --yes", "nothing is asked anyway")
    .addHelpText("after", examples("polyaxon init", "polyaxon init -p digits"))
    .action(async (options: Options) => {
      const { cwd, out } = context;
      const { name } = chooseProject(context, options.project);
      const { projects } = context.connect();
      const { isNew, project } = await projects.get(name).then(
        (found) => ({ isNew: false, project: found }),
        async (error: unknown) => {
          if (!(error instanceof NotFoundError)) throw error;
          return { isNew: true, project: await projects.create({ name }) };
        },
      );
      keepProject(cwd, project);
      out.write(`this folder's project is ${out.colors.bold(project.name)}${isNew ? ", created now" : ""}\n`);
      const found = DEFAULT_FILES.find((file) => existsSync(join(cwd, file)));
      if (options.polyaxonfile && found === undefined) write(cwd, "polyaxonfile.yaml", POLYAXONFILE);
      const hasIgnore = existsSync(join(cwd, ".polyaxonignore"));
      if (options.polyaxonignore && !hasIgnore) write(cwd, ".polyaxonignore", POLYAXONIGNORE);
      const runs = found ?? (options.polyaxonfile ? "polyaxonfile.yaml" : null);
      const command = asCalled(context.env, `polyaxon run ${runs === null ? "-f FILE " : ""}-l`);
      out.write(`run ${runs ?? "a file"}: ${command}\n`);
    });

  const write = (cwd: string, name: string, text: string): void => {
    // `wx`: somebody else's file of that name is theirs, also when it came this moment.
    writeFileSync(join(cwd, name), text, { flag: "wx" });
    context.out.write(`wrote ${name}\n`);
  };
};

// Kept, and shared with people who start the program in other ways: neither text says how.
const POLYAXONFILE = `version: 1.1
kind: component
name: hello
inputs:
  - { name: who, type: str, value: world } # another value when it is run: -P who=you
run:
  kind: job
  container:
    image: busybox # containers use it; local processes take what is on the PATH
    command: [echo, "hello {{ who }}"] # yours: [python3, train.py], with args: "{{ params.as_args }}"
`;

const POLYAXONIGNORE = `# What uploads (run -u) leave out, one pattern a line, as in a .gitignore.
.git
.env
.venv/
venv/
node_modules/
__pycache__/
*.pyc
.ipynb_checkpoints/
`;

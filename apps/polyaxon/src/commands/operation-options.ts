import type { CliOverrides } from "@polyaxon/compiler";
import type { Command } from "commander";
import { addFiles } from "./file-options.ts";

/** What stands in an operation and can be said beside it, as on the Python command line. */
export type OperationOptions = Pick<
  CliOverrides,
  "presets" | "queue" | "namespace" | "cache" | "nocache" | "approved" | "ignoreTemplate"
>;

export const withOperationOptions = (command: Command): Command =>
  command
    .option(
      "--presets <a,b>",
      "preset files, with their endings, laid over it after those of -f; other words name presets that a server stores, which none does yet",
      addFiles,
    )
    .option("-q, --queue <name>", "the queue: agents that serve it take the run")
    .option("--namespace <name>", "the namespace (also -ns); local processes have none")
    .option("--cache <yes|no>", "whether the results of an earlier run may be taken")
    .option("--nocache", "the same as --cache no")
    .option("--approved <yes|no>", "no: it waits for polyaxon ops approve before it starts (also -ap)")
    .option("--ignore-template", "run it although the file says that it is a template to be filled in");

/** The preset files among `--presets`. */
export const presetFiles = ({ presets = [] }: OperationOptions): readonly string[] => presets.filter(isFile);

/** The names among them. */
const storedPresets = ({ presets = [] }: OperationOptions): readonly string[] =>
  presets.filter((word) => !isFile(word));

export function operationOverrides(options: OperationOptions): CliOverrides {
  const { approved, cache, ignoreTemplate, namespace, nocache, queue } = options;
  const names = storedPresets(options);
  return {
    ...(names.length === 0 ? {} : { presets: names }),
    ...(queue === undefined ? {} : { queue }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(cache === undefined ? {} : { cache }),
    ...(nocache === undefined ? {} : { nocache }),
    ...(approved === undefined ? {} : { approved }),
    ...(ignoreTemplate === undefined ? {} : { ignoreTemplate }),
  };
}

const isFile = (word: string): boolean => /[./\\]/.test(word);

import type { Command } from "commander";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";
import { defaultFile } from "./default-file.ts";
import { collect } from "./override-options.ts";
import { readSource, type Source } from "./read-source.ts";

export interface FileOptions {
  readonly file?: readonly string[];
  readonly pythonModule?: string;
}

/** The file of `run` and `compile`, and the presets over it. */
export const withFileOptions = (command: Command): Command =>
  command
    .option(
      "-f, --file <file>",
      "YAML, JSON, or a program: pipeline.ts[:name], pipeline.py[:name]; further ones are presets, laid over it in order; default: polyaxonfile.yaml and its like in this folder",
      collect,
    )
    .option("--python-module <file>", "a Python file, file.py[:name], as the file; all -f are presets then (also -pm)");

export interface Sources {
  readonly source: Source;
  readonly presets: readonly Source[];
}

/**
 * Reads what the options name, one after the other.
 *
 * @param more presets after those of `-f`
 * @throws CliError for what cannot be read
 */
export async function readSources(
  context: CliContext,
  { file = [], pythonModule }: FileOptions,
  more: readonly string[] = [],
): Promise<Sources> {
  if (pythonModule !== undefined && !/\.py(:|$)/.test(pythonModule))
    throw new CliError("usage", `--python-module: expected file.py or file.py:name, found \`${pythonModule}\``);
  const [first = defaultFile(context.cwd), ...others] = pythonModule === undefined ? file : [pythonModule, ...file];
  const source = await readSource(context, first);
  const presets: Source[] = [];
  for (const name of [...others, ...more]) presets.push(await readSource(context, name));
  return { source, presets };
}

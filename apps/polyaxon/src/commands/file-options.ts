import { type Command, Option } from "commander";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";
import { defaultFile } from "./default-file.ts";
import { collect } from "./override-options.ts";
import { readSource, type Source } from "./read-source.ts";
import { splitTags } from "./split-tags.ts";

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
    .addOption(pythonModuleOption());

/** Upstream's way to name a Python file. */
export const pythonModuleOption = (): Option =>
  new Option(
    "--python-module <file>",
    "a Python file, file.py[:name], as the file; all -f are presets then (also -pm)",
  ).argParser((text) => {
    if (/\.py(:|$)/.test(text)) return text;
    throw new CliError("usage", `--python-module: expected file.py or file.py:name, found \`${text}\``);
  });

/** Names separated by commas; the option may be repeated. */
export const addFiles = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...splitTags(text),
];

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
  const [first = defaultFile(context.cwd), ...others] = pythonModule === undefined ? file : [pythonModule, ...file];
  const source = await readSource(context, first);
  return { source, presets: await readPresets(context, [...others, ...more]) };
}

/** One after the other, so that what programs print does not mix. */
export async function readPresets(context: CliContext, names: readonly string[]): Promise<readonly Source[]> {
  const presets: Source[] = [];
  for (const name of names) presets.push(await readSource(context, name));
  return presets;
}

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
  readonly hub?: string;
  readonly url?: string;
}

/** The file of `run` and `compile`, and the presets over it. */
export const withFileOptions = (command: Command): Command =>
  command
    .option(
      "-f, --file <file>",
      "YAML, JSON, or a program: pipeline.ts[:name], pipeline.py[:name]; further ones are presets, laid over it in order; default: polyaxonfile.yaml and its like in this folder",
      collect,
    )
    .addOption(pythonModuleOption())
    .option(...HUB_OPTION)
    .option(...URL_OPTION);

/** Upstream's ways to run a component without a file of one's own. */
export const HUB_OPTION = [
  "--hub <component>",
  "a component of the hub, name[:tag], as the file; all -f are presets then",
] as const;
export const URL_OPTION = ["--url <url>", "a component on the web as the file; all -f are presets then"] as const;

/**
 * The operation that refers to the component that an option names; null where none does.
 *
 * @throws CliError for more than one way to name what is to be run
 */
export function referredSource({ hub, pythonModule, url }: FileOptions): Source | null {
  const given = [
    ...(hub === undefined ? [] : [["--hub", { hubRef: hub }] as const]),
    ...(url === undefined ? [] : [["--url", { urlRef: url }] as const]),
  ];
  const [first, second] = [...given, ...(pythonModule === undefined ? [] : [["--python-module", {}] as const])];
  if (first === undefined) return null;
  if (second !== undefined)
    throw new CliError("usage", `${first[0]} and ${second[0]} exclude each other: each names what is to be run`);
  if (given.length === 0) return null;
  const [filename, reference] = first;
  const text = JSON.stringify({ version: 1.1, kind: "operation", ...reference }, null, 1);
  return { bytes: Buffer.from(text), filename };
}

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
  options: FileOptions,
  more: readonly string[] = [],
): Promise<Sources> {
  const { file = [], pythonModule } = options;
  const referred = referredSource(options);
  if (referred !== null) return { source: referred, presets: await readPresets(context, [...file, ...more]) };
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

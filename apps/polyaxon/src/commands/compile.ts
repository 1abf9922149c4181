import type { Command } from "commander";
import { type Cli, examples, type Register } from "./cli.ts";
import { CliError } from "./cli-error.ts";
import { type FileOptions, readSources, withFileOptions } from "./file-options.ts";
import { type OperationOptions, operationOverrides, presetFiles, withOperationOptions } from "./operation-options.ts";
import { overridesOf, type OverrideOptions, withOverrideOptions } from "./override-options.ts";
import { printJson } from "./print-json.ts";
import { referenceResolver } from "./reference-resolver.ts";
import { refuseWords } from "./refuse-words.ts";

interface Options extends OverrideOptions, FileOptions, OperationOptions {
  readonly plan?: boolean;
  readonly explain?: boolean;
  readonly json?: boolean;
}

export const compileCommand: Register = (parent, cli) => {
  withOperationOptions(withOverrideOptions(withFileOptions(parent.command("compile"))))
    .description("print what a Polyaxonfile compiles to; no server is needed")
    .option("--plan", "print the execution plan instead: what an executor is given")
    .option("--explain", "print which layer set each value: component, operation, patch, params, cli, preset, default")
    .option("--json", "print JSON instead of YAML")
    .addHelpText(
      "after",
      examples(
        "polyaxon compile -f train.yaml -P lr=0.1",
        "polyaxon compile -f train.yaml --presets gpu.yaml --explain",
        "polyaxon compile -f train.yaml -P lr=0.1 --plan --json",
      ),
    )
    .allowExcessArguments()
    .action(async (options: Options, command: Command) => {
      refuseWords(command);
      await compile(cli, options);
    });
};

async function compile({ context, done }: Cli, options: Options): Promise<void> {
  const { err, out } = context;
  if (options.plan === true && options.explain === true)
    throw new CliError(
      "usage",
      "--plan and --explain exclude each other: the plan is made from the compiled operation",
    );
  const { presets, source } = await readSources(context, options, presetFiles(options));
  const { compileFile, planFile } = await import("./compile-file.ts");
  const result = await compileFile(source, {
    resolve: referenceResolver(context),
    presets,
    overrides: { ...overridesOf(options), ...operationOverrides(options) },
    color: err.colors.isColorSupported,
    width: err.width(),
  });
  for (const { text } of result.findings) err.write(`${text}\n\n`);
  if (!result.ok) return done("usage");
  if (options.explain === true) {
    const { printExplained } = await import("./print-explained.ts");
    printExplained(out, result.explained, { json: options.json === true });
    return;
  }
  const { toYaml } = await import("@polyaxon/spec");
  const value =
    options.plan === true ? planFile(result.content, source.filename) : (JSON.parse(result.content) as unknown);
  if (options.json === true) printJson(out, value);
  else out.write(toYaml(value));
}

import type { Command } from "commander";
import type { Output } from "../terminal/output.ts";
import { oneLine } from "../terminal/plain-text.ts";
import { operationSummary } from "../views/operation-summary.ts";
import { type Cli, examples, type Register } from "./cli.ts";
import type { CheckedFile } from "./check-file.ts";
import { defaultFile } from "./default-file.ts";
import { collect, overridesOf, type OverrideOptions, withOverrideOptions } from "./override-options.ts";
import { printJson } from "./print-json.ts";
import { readSource } from "./read-source.ts";
import { refuseWords } from "./refuse-words.ts";

interface Options extends OverrideOptions {
  readonly file?: readonly string[];
  readonly lint?: boolean;
  readonly json?: boolean;
}

export const checkCommand: Register = (parent, cli) => {
  withOverrideOptions(parent.command("check"))
    .description("check Polyaxonfiles on this machine; no server is needed")
    .option("-f, --file <file>", "a file to check; may be repeated", collect)
    .option("--lint", "leave out whether all params are given")
    .option("--json", "print the findings as JSON")
    .addHelpText("after", examples("polyaxon check -f polyaxonfile.yaml", "polyaxon check -f a.yaml -f b.yaml --json"))
    .allowExcessArguments()
    .action(async (options: Options, command: Command) => {
      refuseWords(command);
      await checkFiles(cli, options);
    });
};

async function checkFiles({ context, done }: Cli, options: Options): Promise<void> {
  const { cwd, out } = context;
  const names = options.file ?? [defaultFile(cwd)];
  const { checkFile, hasErrors } = await import("./check-file.ts");
  const checked: CheckedFile[] = [];
  for (const name of names) {
    const source = await readSource(context, name);
    const file = checkFile(source, {
      overrides: overridesOf(options),
      lint: options.lint === true,
      color: out.colors.isColorSupported && options.json !== true,
      width: out.width(),
    });
    checked.push(file);
    if (options.json !== true) printFile(out, file);
  }
  if (options.json === true)
    printJson(
      out,
      checked.map((file) => asJson(file, !hasErrors(file))),
    );
  if (checked.some(hasErrors)) done("usage");
}

/** What is wrong, or in one line what the file would run. */
function printFile(out: Output, { filename, findings, operation }: CheckedFile): void {
  for (const { text } of findings) out.write(`${text}\n\n`);
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const name = out.colors.bold(oneLine(filename));
  if (operation === undefined) out.write(`${name}: ${out.colors.red(errors === 1 ? "1 error" : `${errors} errors`)}\n`);
  else out.write(`${name}: ${out.colors.green("ok")}, ${oneLine(operationSummary(operation))}\n`);
}

const asJson = ({ filename, findings }: CheckedFile, ok: boolean) => ({
  file: filename,
  ok,
  issues: findings.map(({ text: _, ...finding }) => finding),
});

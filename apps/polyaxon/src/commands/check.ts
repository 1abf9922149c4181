import type { Output } from "../terminal/output.ts";
import { oneLine } from "../terminal/plain-text.ts";
import { wrapWords } from "../terminal/text-width.ts";
import { operationSummary } from "../views/operation-summary.ts";
import type { CheckedFile } from "./check-file.ts";
import type { CliContext } from "./cli-context.ts";
import { type Cli, examples, type Register } from "./cli.ts";
import { CliError } from "./cli-error.ts";
import { asCalled } from "./as-called.ts";
import { counted } from "./counted.ts";
import { defaultFile } from "./default-file.ts";
import { onCommandLine } from "./finding.ts";
import {
  addFiles,
  type FileOptions,
  HUB_OPTION,
  pythonModuleOption,
  readPresets,
  referredSource,
  URL_OPTION,
} from "./file-options.ts";
import type { FixedFile } from "./fix-file.ts";
import { operationOverrides, presetFiles } from "./operation-options.ts";
import { collect, overridesOf, type OverrideOptions, withOverrideOptions } from "./override-options.ts";
import { printJson } from "./print-json.ts";
import { printNote } from "./print-table.ts";
import { referenceResolver } from "./reference-resolver.ts";
import { readSource, type Source } from "./read-source.ts";

interface Options extends OverrideOptions, FileOptions {
  readonly presets?: readonly string[];
  readonly lint?: boolean;
  readonly fix?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export const checkCommand: Register = (parent, cli) => {
  const command = parent
    .command("check [files...]")
    .description("check Polyaxonfiles on this machine; no server is needed")
    .optionsGroup("What to check:")
    .option("-f, --file <file>", "a file, a folder or a pattern; may be repeated (also without -f)", collect)
    .option("--presets <a,b>", "preset files, with their endings, laid over each of them", addFiles)
    .addOption(pythonModuleOption())
    .option(...HUB_OPTION)
    .option(...URL_OPTION);
  withOverrideOptions(command.optionsGroup("With what:"));
  command
    .optionsGroup("How:")
    .option("-l, --lint", "leave out whether all params are given")
    .option("--fix", "mend what is certain: fields and sections of older files, texts read as numbers; shows a diff")
    .option("--dry-run", "with --fix: show the diff, and write nothing")
    .option("--json", "print the findings as JSON (docs/language-tools.md has its shape)")
    .optionsGroup("Options:")
    .addHelpText(
      "after",
      examples(
        "polyaxon check                  # this folder's polyaxonfile.yaml",
        "polyaxon check train.yaml -P lr=0.1",
        "polyaxon check pipelines/ 'jobs/**/*.yaml'",
        "polyaxon check --fix --dry-run old.yaml",
        "polyaxon check a.yaml b.yaml --json",
      ),
    )
    .action(async (words: readonly string[], options: Options) => {
      const named = [...(options.file ?? []), ...words];
      const { pythonModule } = options;
      const presets = presetFiles(options);
      // Beside a Python module every file is a preset, as for `run`.
      const referred = referredSource(options);
      if (referred !== null) await check(cli, [], [...named, ...presets], options, referred);
      else if (pythonModule === undefined) await check(cli, named, presets, options);
      else await check(cli, [pythonModule], [...named, ...presets], options);
    });
};

/** Code of what is found about a file that cannot be read: it is named wrongly, so there is no page about it. */
const UNREADABLE = "usage";

interface Checked extends CheckedFile {
  readonly fixed?: FixedFile;
}

async function check(
  { context, done }: Cli,
  words: readonly string[],
  presetNames: readonly string[],
  options: Options,
  referred: Source | null = null,
): Promise<void> {
  const { cwd, out } = context;
  if (options.dryRun === true && options.fix !== true)
    throw new CliError("usage", "--dry-run belongs to --fix: without it nothing is written anyway");
  const named = words.length > 0 || referred !== null ? words : [defaultFile(cwd)];
  const { findFiles } = await import("./find-files.ts");
  const { files, isSearch } =
    referred === null ? await findFiles(cwd, named) : { files: [referred.filename], isSearch: false };
  const json = options.json === true;
  const checked: Checked[] = [];
  const presets = await readPresets(context, presetNames);
  const { checkSources } = await import("./check-sources.ts");
  const resolve = referenceResolver(context);
  const format = { color: out.colors.isColorSupported && !json, width: out.width() };
  for (const name of files) {
    const reading = referred === null ? readSource(context, name) : Promise.resolve(referred);
    const source = await reading.catch((error: unknown) => {
      // Alone it is all there is to say; among others, or for a program that reads the answer, it is one of the findings.
      if (error instanceof CliError && (json || files.length > 1)) return error;
      throw error;
    });
    if (source instanceof CliError) {
      const [hint] = source.hints;
      const result = { filename: name, findings: [onCommandLine(UNREADABLE, source.message, hint, format)] };
      checked.push(result);
      if (!json) printFile(out, result, false);
      continue;
    }
    // What a program made is mended in the program, by its author.
    const isMendable = options.fix === true && source.written === undefined && referred === null;
    const fixed = isMendable ? await mend(cwd, source, options.dryRun === true) : undefined;
    const file = await checkSources(
      { source: fixed?.source ?? source, presets },
      {
        resolve,
        overrides: { ...overridesOf(options), ...operationOverrides({ presets: options.presets ?? [] }) },
        lint: options.lint === true,
        // What is found in a folder is there to be run later, with its params.
        asLibrary: isSearch,
        ...format,
      },
    );
    const result = fixed === undefined ? file : { ...file, fixed };
    checked.push(result);
    if (!json) printFile(out, result, options.dryRun === true);
  }
  if (json) printJson(out, checked.map(asJson));
  else printSummary(context, checked);
  const isLeft = options.dryRun === true && checked.some(({ fixed }) => (fixed?.done.length ?? 0) > 0);
  if (isLeft || checked.some((file) => count(file, "error") > 0)) done("usage");
}

async function mend(cwd: string, source: FixedFile["source"], dryRun: boolean): Promise<FixedFile> {
  const { fixFile, writeFixed } = await import("./fix-file.ts");
  const fixed = fixFile(source);
  if (fixed.done.length > 0 && !dryRun) await writeFixed(cwd, fixed.source);
  return fixed;
}

const count = ({ findings }: CheckedFile, of: "error" | "warning"): number =>
  findings.filter(({ severity }) => severity === of).length;

/** What was mended, what is wrong, and in one line what the file would run. */
function printFile(out: Output, { filename, findings, fixed, notes = [], operation }: Checked, dryRun: boolean): void {
  const { colors } = out;
  const name = colors.bold(oneLine(filename));
  if (fixed !== undefined && fixed.done.length > 0) {
    out.write(`${name}: ${dryRun ? "would mend" : "mended"}\n`);
    for (const line of fixed.diff) {
      if (line === null) out.write(`${colors.dim("  ...")}\n`);
      else {
        const paint = line.sign === "-" ? colors.red : line.sign === "+" ? colors.green : colors.dim;
        out.write(`${paint(`  ${line.sign} ${oneLine(line.text)}`.trimEnd())}\n`);
      }
    }
    out.write("\n");
  }
  for (const { text } of findings) out.write(`${text}\n\n`);
  const errors = findings.filter(({ severity }) => severity === "error").length;
  if (operation === undefined) out.write(`${name}: ${colors.red(counted(errors, "error"))}\n`);
  else out.write(`${name}: ${colors.green("ok")}, ${oneLine(operationSummary(operation))}\n`);
  for (const note of notes)
    for (const line of wrapWords(`note: ${oneLine(note)}`, out.width() - 2)) out.write(`  ${colors.cyan(line)}\n`);
}

/** How it went with several files; and where to read more about an error. */
function printSummary({ env, err, out }: Pick<CliContext, "env" | "err" | "out">, checked: readonly Checked[]): void {
  const sum = (of: "error" | "warning"): number => checked.reduce((total, file) => total + count(file, of), 0);
  const errors = sum("error");
  if (checked.length > 1) {
    const wrong = checked.filter((file) => count(file, "error") > 0).length;
    const parts = [
      counted(checked.length, "file"),
      wrong === 0 ? out.colors.green("all ok") : out.colors.red(`${wrong} with ${counted(errors, "error")}`),
      ...(sum("warning") === 0 ? [] : [out.colors.yellow(counted(sum("warning"), "warning"))]),
    ];
    out.write(`\n${parts.join(", ")}\n`);
  }
  const code = checked
    .flatMap(({ findings }) => findings)
    .find(({ code: each, severity }) => severity === "error" && each !== UNREADABLE)?.code;
  if (code !== undefined && out.isTerminal)
    printNote(err, asCalled(env, `more about an error: polyaxon explain ${code}`));
}

const asJson = (file: Checked) => ({
  file: file.filename,
  ok: count(file, "error") === 0,
  issues: file.findings.map(({ text: _, ...finding }) => finding),
  ...((file.notes ?? []).length === 0 ? {} : { notes: file.notes }),
  ...(file.fixed === undefined
    ? {}
    : {
        fixed: file.fixed.done,
        diff: file.fixed.diff.map((line) => (line === null ? "..." : `${line.sign}${line.text}`)),
      }),
});

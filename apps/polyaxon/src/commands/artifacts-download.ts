import { NotFoundError } from "@polyaxon/client";
import { type Command, Option } from "commander";
import { basename, join, resolve } from "node:path";
import type { Saved } from "../files/save-download.ts";
import { byteSize } from "../terminal/format-value.ts";
import { examples, type Register } from "./cli.ts";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";
import { counted } from "./counted.ts";
import { lineageFiles } from "./lineage-files.ts";
import { locateRun, type LocatedRun, type RunOptions, withRunOptions } from "./locate-run.ts";
import { collect } from "./override-options.ts";
import { type OutputOptions, printJson, wantsJson, withOutputOptions } from "./print-json.ts";

export interface DownloadOptions extends RunOptions, OutputOptions {
  readonly file?: readonly string[];
  readonly dir?: readonly string[];
  readonly lineageName?: readonly string[];
  readonly lineageKind?: readonly string[];
  readonly pathTo?: string;
  /** Upstream's other name of it. */
  readonly path?: string;
  readonly overwrite?: boolean;
}

export const withDownloadOptions = (command: Command): Command =>
  command
    .option("-f, --file <path>", "only this file of the run, such as outputs/model.pt; may be repeated", collect)
    .option("-d, --dir <path>", "only this folder of the run; may be repeated", collect)
    .option("--lineage-name <name>", "only what it logged under this name; may be repeated (also -l-name)", collect)
    .option(
      "--lineage-kind <kind>",
      "only what it logged of this kind, such as model; may be repeated (also -l-kind)",
      collect,
    )
    .option("--path-to <folder>", "where to put them; default: a folder named after the run")
    .addOption(new Option("--path <folder>").hideHelp())
    .option("--overwrite", "replace files that are there already");

export const artifactsDownloadCommand: Register = (parent, { context }) => {
  withDownloadOptions(withOutputOptions(withRunOptions(parent.command("download"))))
    .description("download the files of a run: all, or those that are named")
    .addHelpText(
      "after",
      examples(
        "polyaxon ops artifacts download -uid UUID",
        "polyaxon ops artifacts download -uid UUID -f outputs/model.pt --path-to .",
        "polyaxon ops artifacts download -uid UUID -d events --path-to results",
        "polyaxon ops artifacts download -uid UUID --lineage-kind model",
      ),
    )
    .action(async (word: string | undefined, options: DownloadOptions) => download(context, word, options));
};

/** Every path under the folder as the run has it, so that two of them never meet; a single file by its name alone. */
export async function download(context: CliContext, word: string | undefined, options: DownloadOptions): Promise<void> {
  const located = await locateRun(context, word, options);
  const folder = resolve(context.cwd, options.pathTo ?? options.path ?? located.run.uuid);
  const files = options.file ?? [];
  const folders = options.dir ?? [];
  const { lineageKind: kinds = [], lineageName: names = [] } = options;
  const ofLineage =
    kinds.length + names.length === 0 ? [] : await lineageFiles(located.runs, located.run.uuid, { names, kinds });
  const asked = [...files, ...folders, ...ofLineage.flatMap((file) => (file.kind === "path" ? [file.path] : []))];
  const isAll = asked.length === 0 && ofLineage.length === 0;
  if (isAll && kinds.length + names.length > 0)
    throw new CliError("notFound", "what it logged under these names has no files in the run");
  const saved: Saved[] = [];
  for (const path of isAll ? [""] : [...new Set(asked.map(trimmed))]) {
    const isOnly = files.length === 1 && asked.length === 1;
    const target = isOnly ? join(folder, basename(path)) : join(folder, path);
    saved.push(await fetchOne(located, path, target, options.overwrite === true));
  }
  for (const file of ofLineage)
    if (file.kind === "events") saved.push(await fetchEvents(located, file, folder, options.overwrite === true));
  const total = (key: keyof Saved) => saved.reduce((sum, each) => sum + each[key], 0);
  if (wantsJson(options)) {
    const counts = { files: total("files"), bytes: total("bytes"), kept: total("kept"), refused: total("refused") };
    return printJson(context.out, { folder, ...counts });
  }
  const count = total("files");
  context.out.write(`downloaded ${counted(count, "file")}, ${byteSize(total("bytes"))}, to ${folder}\n`);
  if (total("kept") > 0)
    context.err.write(`${total("kept")} were there and stay as they are (--overwrite replaces them)\n`);
  if (total("refused") > 0)
    context.err.write(`${total("refused")} have names that lead elsewhere, and were left out\n`);
}

async function fetchOne({ run, runs }: LocatedRun, path: string, target: string, overwrite: boolean): Promise<Saved> {
  try {
    const { body, isArchive } = await runs.files.download(run.uuid, path);
    const { saveArchive, saveFile } = await import("../files/save-download.ts");
    const content = body as Parameters<typeof saveFile>[0];
    return isArchive
      ? await saveArchive(content, target, { overwrite })
      : await saveFile(content, target, { overwrite });
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    throw new CliError(
      "notFound",
      path === "" ? `run ${run.uuid} has no files yet` : `run ${run.uuid} has nothing at ${JSON.stringify(path)}`,
      [`look: polyaxon ops artifacts ls -uid ${run.uuid}`],
    );
  }
}

async function fetchEvents(
  { run, runs }: LocatedRun,
  { name, of }: { readonly name: string; readonly of: string },
  folder: string,
  overwrite: boolean,
): Promise<Saved> {
  const { body } = await runs.files.downloadEvents(run.uuid, of, name);
  const { saveArchive } = await import("../files/save-download.ts");
  return await saveArchive(body as Parameters<typeof saveArchive>[0], folder, { overwrite });
}

/** The server checks it too; here it decides where on this disk something is written. */
function trimmed(path: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) throw new CliError("usage", `${JSON.stringify(path)} leads out of the run's files`);
  return parts.join("/");
}

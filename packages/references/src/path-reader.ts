import { type FileHandle, open, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { DEFAULT_LIMITS } from "@polyaxon/spec";
import { type Origin, problem, type Referred, type ReferenceReader } from "./reference-reader.ts";

/**
 * A file as the origin of references. They reach what is in its project: the nearest folder at or above it that has `.git` or
 * `.polyaxon`, else its own folder.
 *
 * @param file in a folder that there is
 */
export async function fileOrigin(file: string): Promise<Origin> {
  const real = await realpath(file).catch(async () => join(await realpath(dirname(file)), basename(file)));
  return { kind: "file", file: real, root: await projectOf(dirname(real)) };
}

async function projectOf(folder: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    for (const mark of [".git", ".polyaxon"]) if (await isThere(resolve(at, mark))) return at;
    if (dirname(at) === at) return folder;
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Files of the machine this runs on, relative to the file that names them, and inside its project, links followed. */
export function pathReader(): ReferenceReader {
  return async (reference, from) => {
    if (from.kind !== "file") {
      const where = { hub: "from the hub", url: "from a url", submission: "that is submitted" }[from.kind];
      return problem(
        "reference.refused",
        `a component ${where} has no folder that \`${reference}\` could be in`,
        "put the component into the file (`component`), or refer to it by `urlRef`",
      );
    }
    const wanted = resolve(dirname(from.file), reference);
    let file: string;
    try {
      file = await realpath(wanted);
    } catch (error) {
      return cannotRead(reference, error);
    }
    if (!isInside(from.root, file)) {
      return problem(
        "reference.refused",
        `\`${reference}\` leads out of ${from.root}, the project of the file that refers to it`,
        "a project is the nearest folder with `.git` or `.polyaxon`, else the file's own folder",
      );
    }
    return await readText(reference, file, from.root);
  };
}

async function readText(reference: string, file: string, root: string): Promise<Referred> {
  let opened: FileHandle | undefined;
  try {
    // Looked at first: opening a pipe would wait for its writer.
    const status = await stat(file);
    if (!status.isFile())
      return problem(
        "reference.unreadable",
        `\`${reference}\` is ${status.isDirectory() ? "a folder" : "a device or pipe"}, expected a file`,
      );
    if (status.size > DEFAULT_LIMITS.maxBytes)
      return problem("reference.limit", `\`${reference}\` is larger than ${DEFAULT_LIMITS.maxBytes / 1e6} MB`);
    opened = await open(file);
    const bytes = await opened.readFile();
    const filename = relative(root, file);
    return { ok: true, text: { identity: `path:${file}`, bytes, filename, origin: { kind: "file", file, root } } };
  } catch (error) {
    return cannotRead(reference, error);
  } finally {
    await opened?.close();
  }
}

function isInside(root: string, file: string): boolean {
  const path = relative(root, file);
  return path !== ".." && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  EACCES: "this account may not read it",
  ELOOP: "its links lead in a circle",
};

function cannotRead(reference: string, error: unknown): Referred {
  const { code = "", message } = error as { readonly code?: string; readonly message: string };
  return problem(
    code === "ENOENT" || code === "ENOTDIR" ? "reference.unknown" : "reference.unreadable",
    `cannot read \`${reference}\`: ${REASONS[code] ?? message}`,
  );
}

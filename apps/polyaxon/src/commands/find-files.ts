import type { Dirent } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { CliError } from "./cli-error.ts";

export interface FoundFiles {
  /** As they were named, or below the folder that was. */
  readonly files: readonly string[];
  /** A folder or a pattern was named: nobody picked each file. */
  readonly isSearch: boolean;
}

/** Files of a folder, or that a pattern matches; so many that something else was meant. */
const MOST_FILES = 5_000;

/**
 * The files that words of the command line name: a file, a folder with all Polyaxonfiles below it, or a pattern with `*`, `**`, `?`
 * that the shell did not expand. Each once, in the order of the words, then of their names.
 *
 * @throws CliError for a folder or pattern without a Polyaxonfile
 */
export async function findFiles(cwd: string, words: readonly string[]): Promise<FoundFiles> {
  const files = new Set<string>();
  let isSearch = false;
  for (const word of words) {
    const isPattern = /[*?]/.test(word) && !(await exists(cwd, word));
    if (!isPattern && !(await isFolder(cwd, word))) {
      files.add(word);
      continue;
    }
    isSearch = true;
    let passedOver = 0;
    const matches = isPattern ? globPattern(word) : null;
    const below: string[] = [];
    await walk(cwd, isPattern ? startOf(word) : word, below);
    let matched = 0;
    for (const name of below) {
      if (matches !== null && !matches.test(name)) continue;
      // What a pattern names by itself was meant; a folder also holds other things.
      if (matches === null && !(await looksLikePolyaxonfile(resolve(cwd, name)))) {
        passedOver += 1;
        continue;
      }
      matched += 1;
      files.add(name);
    }
    if (matched === 0)
      throw new CliError("usage", isPattern ? `no file matches ${word}` : `${word} has no Polyaxonfile in it`, [
        ...(passedOver === 0
          ? []
          : ["files with neither a kind nor a version of the language were passed over; name one to check it"]),
      ]);
  }
  return { files: [...files], isSearch };
}

async function walk(cwd: string, folder: string, found: string[]): Promise<void> {
  let entries: Dirent[];
  try {
    entries = await readdir(resolve(cwd, folder), { withFileTypes: true });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const reason =
      code === "ENOENT" || code === "ENOTDIR"
        ? "there is no such folder"
        : error instanceof Error
          ? error.message
          : String(error);
    throw new CliError("usage", `cannot read the folder ${folder}: ${reason}`);
  }
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = folder === "." ? entry.name : join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!entry.name.startsWith(".") && entry.name !== "node_modules") await walk(cwd, name, found);
    } else if (entry.isFile() && /\.(?:ya?ml|json)$/i.test(entry.name)) {
      found.push(name);
      if (found.length > MOST_FILES)
        throw new CliError("usage", `${folder} has more than ${MOST_FILES} YAML and JSON files`, [
          "name a smaller folder",
        ]);
    }
  }
}

/** The folder before the first part with a wildcard. */
function startOf(pattern: string): string {
  const parts = pattern.split("/");
  const fixed = parts.slice(
    0,
    parts.findIndex((part) => /[*?]/.test(part)),
  );
  return fixed.length === 0 ? "." : fixed.join("/") || "/";
}

function globPattern(pattern: string): RegExp {
  const source = pattern
    .replace(/^\.\//, "")
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll("**/", "\u0001")
    .replaceAll("**", "\u0002")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]")
    .replaceAll("\u0001", "(?:.*/)?")
    .replaceAll("\u0002", ".*");
  return new RegExp(`^${source}$`);
}

/** The kinds of today and of older files, a version of the language, or a preset; anything else is somebody else's YAML. */
const SIGNS =
  /^[ \t]*(?:[{,][ \t]*)?["']?(?:kind["']?[ \t]*:[ \t]*["']?(?:component|operations?|compiled_operation|experiment|group|pipeline)\b|version["']?[ \t]*:[ \t]*["']?(?:1|1\.0|1\.1|0\.\d+)["']?[ \t]*(?:,|#|\r?$)|is_?preset["']?[ \t]*:[ \t]*true)/im;

async function looksLikePolyaxonfile(path: string): Promise<boolean> {
  const { size } = await stat(path);
  // What is larger than any Polyaxonfile is data.
  return size <= 5_000_000 && SIGNS.test(await readFile(path, "utf8"));
}

async function exists(cwd: string, name: string): Promise<boolean> {
  return await stat(resolve(cwd, name)).then(
    () => true,
    () => false,
  );
}

async function isFolder(cwd: string, name: string): Promise<boolean> {
  return await stat(resolve(cwd, name)).then(
    (status) => status.isDirectory(),
    () => false,
  );
}

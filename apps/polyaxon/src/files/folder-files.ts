import { readFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { type IgnoreRules, isIgnored, parseIgnoreRules } from "./ignore-rules.ts";

export interface FolderFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly sizeBytes: number;
}

/** What an upload of a folder would hold. */
export interface FolderFiles {
  readonly files: readonly FolderFile[];
  readonly totalBytes: number;
  /** The ignore file that decided; null when there is none. */
  readonly ignoredBy: ".polyaxonignore" | ".gitignore" | null;
  /** Files and folders that the ignore file names; what is below such a folder is not counted. */
  readonly ignored: number;
  /** Links, sockets and the like: never followed, so that nothing from outside the folder is sent. */
  readonly special: number;
}

/** More than an upload may hold: said with what was found so far. */
export class TooManyFilesError extends Error {
  override readonly name = "TooManyFilesError";
}

/** Ours, the Python client's and git's own: no run needs them, and `.git` may hold credentials. */
const NEVER = new Set([".git", ".polyaxon", ".polyaxonignore", ".polyaxongit"]);
const MOST_DEPTH = 64;

/**
 * Lists a folder, depth first, each folder's names in order. A `.polyaxonignore` in the folder decides what is left out; without one the
 * `.gitignore`s do, in every folder.
 *
 * @param rules decide instead of any file
 * @throws TooManyFilesError beyond `mostFiles`, or 64 folders deep
 */
export async function folderFiles(root: string, mostFiles: number, rules?: IgnoreRules): Promise<FolderFiles> {
  const own = rules ?? (await rulesOf(root, ".polyaxonignore", ""));
  const ofGit = own === null ? await rulesOf(root, ".gitignore", "") : null;
  const files: FolderFile[] = [];
  const left = { ignored: 0, special: 0 };
  const enter = async (folder: string, rules: readonly IgnoreRules[], depth: number): Promise<void> => {
    if (depth > MOST_DEPTH) throw new TooManyFilesError(`${folder} is more than ${MOST_DEPTH} folders deep`);
    const entries = await readdir(join(root, folder), { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (NEVER.has(entry.name) || /\.plx\.(json|index)$/.test(entry.name)) continue;
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (isIgnored(path, entry.isDirectory() ? "folder" : "file", rules)) left.ignored += 1;
      else if (entry.isDirectory()) {
        const more = own === null ? await rulesOf(root, ".gitignore", path) : null;
        await enter(path, more === null ? rules : [...rules, more], depth + 1);
      } else if (entry.isFile()) {
        if (files.length >= mostFiles) throw new TooManyFilesError(`there are more than ${mostFiles} files`);
        files.push({ path, sizeBytes: (await stat(join(root, path))).size });
      } else left.special += 1;
    }
  };
  const first = own ?? ofGit;
  await enter("", first === null ? [] : [first], 0);
  return {
    files,
    totalBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    ignoredBy: own !== null ? ".polyaxonignore" : ofGit === null ? null : ".gitignore",
    ...left,
  };
}

const MOST_RULE_BYTES = 1024 * 1024;

async function rulesOf(root: string, name: string, folder: string): Promise<IgnoreRules | null> {
  const path = join(root, folder, name);
  try {
    if ((await stat(path)).size > MOST_RULE_BYTES) return null;
    return parseIgnoreRules(await readFile(path, "utf8"), folder);
  } catch {
    return null;
  }
}

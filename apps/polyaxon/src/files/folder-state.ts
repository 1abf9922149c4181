import { lstat, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Every file of a run's folder by its path, with what tells whether it was written since. Links and the like are `special`. */
export type FolderState = Readonly<Record<string, string>>;

/** What a server has too: as long as the folder is as it says, nothing is lost with it. */
const MARK = "on-server.plx.json";
const MOST_FILES = 200_000;
const MOST_MARK_BYTES = 64 * 1024 * 1024;

/** @throws Error beyond 200,000 files */
export async function folderState(folder: string): Promise<FolderState> {
  const state: Record<string, string> = Object.create(null) as Record<string, string>;
  let count = 0;
  const below = [""];
  for (let path = below.pop(); path !== undefined; path = below.pop())
    for (const entry of await readdir(join(folder, path), { withFileTypes: true })) {
      const inside = path === "" ? entry.name : `${path}/${entry.name}`;
      if (inside === MARK) continue;
      if (entry.isDirectory()) {
        below.push(inside);
        continue;
      }
      if (++count > MOST_FILES) throw new Error(`${folder} has more than ${MOST_FILES} files`);
      const { mtimeMs, size } = await lstat(join(folder, inside));
      state[inside] = entry.isFile() ? `${size} ${mtimeMs}` : "special";
    }
  return state;
}

export const isSameState = (one: FolderState, other: FolderState): boolean => {
  const paths = Object.keys(one);
  return paths.length === Object.keys(other).length && paths.every((path) => one[path] === other[path]);
};

/** Notes in the folder that a server has all that is in it, as it was then. */
export async function markOnServer(folder: string, state: FolderState): Promise<void> {
  await writeFile(join(folder, MARK), JSON.stringify({ files: state }));
}

/** Whether nothing came or changed since it was noted. */
export async function isOnServer(folder: string): Promise<boolean> {
  const noted = await readMark(join(folder, MARK));
  return noted !== null && isSameState(noted, await folderState(folder));
}

async function readMark(path: string): Promise<FolderState | null> {
  try {
    if ((await lstat(path)).size > MOST_MARK_BYTES) return null;
    const { files } = JSON.parse(await readFile(path, "utf8")) as { readonly files?: unknown };
    return typeof files === "object" && files !== null ? (files as FolderState) : null;
  } catch {
    // None, or one that somebody wrote: what is in the folder may be all that there is.
    return null;
  }
}

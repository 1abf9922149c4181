import { lstat, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { ArtifactError, type WriteOutcome } from "./artifact-store.ts";
import { codeOf, makeFolder, openFolder } from "./opened-folder.ts";
import type { Staging } from "./staging.ts";

/** Moves whole things between staging and a run's folder, by renames that are durable when they resolve. */
export interface Placement {
  putFile(staged: string, base: string, names: readonly string[], overwrite: boolean): Promise<WriteOutcome>;
  /** Replaces the folder `names`; merges when `names` is empty. */
  putFolder(staged: string, base: string, names: readonly string[], overwrite: boolean): Promise<WriteOutcome>;
  /** Moves a thing into staging and answers where; null when there is none. */
  takeAway(base: string, names: readonly string[]): Promise<string | null>;
}

export function createPlacement(staging: Staging): Placement {
  const placement: Placement = {
    async putFile(staged, base, names, overwrite) {
      const parent = await makeFolder(base, names.slice(0, -1));
      try {
        const target = `${parent.path}/${names.at(-1) ?? ""}`;
        const existing = await lstat(target).catch(missingAsNull);
        if (existing?.isDirectory() === true) {
          throw new ArtifactError(
            "in-the-way",
            `${JSON.stringify(names.join("/"))} is a folder; expected a file or nothing`,
          );
        }
        if (existing !== null && !overwrite) return "kept";
        await rename(staged, target);
        await parent.sync();
        return "written";
      } finally {
        await parent.close();
      }
    },

    async putFolder(staged, base, names, overwrite) {
      if (names.length === 0) {
        await merge(placement, staged, base, overwrite);
        return "written";
      }
      const parent = await makeFolder(base, names.slice(0, -1));
      let replaced: string | null = null;
      try {
        const target = `${parent.path}/${names.at(-1) ?? ""}`;
        if ((await lstat(target).catch(missingAsNull)) !== null) {
          if (!overwrite) return "kept";
          replaced = staging.path();
          await rename(target, replaced);
        }
        await rename(staged, target);
        await parent.sync();
        return "written";
      } finally {
        await parent.close();
        if (replaced !== null) await staging.remove(replaced);
      }
    },

    async takeAway(base, names) {
      const parent = await openFolder(base, names.slice(0, -1));
      if (parent === null) return null;
      try {
        const removed = staging.path();
        await rename(`${parent.path}/${names.at(-1) ?? ""}`, removed);
        await parent.sync();
        return removed;
      } catch (error) {
        return missingAsNull(error);
      } finally {
        await parent.close();
      }
    },
  };
  return placement;
}

/** File by file: others may be writing in the same folder, and what they wrote stays. */
async function merge(
  placement: Placement,
  staged: string,
  base: string,
  overwrite: boolean,
  names: readonly string[] = [],
): Promise<void> {
  const folder = await makeFolder(base, names);
  await folder.close();
  for (const entry of await readdir(join(staged, ...names), { withFileTypes: true })) {
    const inside = [...names, entry.name];
    if (entry.isDirectory()) await merge(placement, staged, base, overwrite, inside);
    else await placement.putFile(join(staged, ...inside), base, inside, overwrite);
  }
}

function missingAsNull(error: unknown): null {
  const code = codeOf(error);
  if (code === "ENOENT" || code === "ENOTDIR") return null;
  throw error;
}

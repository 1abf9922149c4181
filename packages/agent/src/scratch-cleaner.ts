import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/**
 * Removes scratch folders of attempts that are over: not held any more, and unchanged for `keepMs`. Only an agent that has
 * registered may call it, because the server's answer to that is what makes `isHeld` complete. Logs and outputs live elsewhere.
 * @param isHeld by the name of the folder
 * @returns how many were removed
 */
export async function cleanScratch(
  attempts: string,
  question: { readonly keepMs: number; readonly now: number; readonly isHeld: (name: string) => boolean },
): Promise<number> {
  let removed = 0;
  for (const name of await readdir(attempts).catch(() => [])) {
    const scratch = join(attempts, name);
    if (question.isHeld(name) || question.now - (await lastChange(scratch)) < question.keepMs) continue;
    await rm(scratch, { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}

/** Of the folder or any file in it. */
async function lastChange(scratch: string): Promise<number> {
  let latest = 0;
  for (const name of [".", ...(await readdir(scratch).catch(() => []))]) {
    const found = await stat(join(scratch, name)).catch(() => null);
    if (found !== null) latest = Math.max(latest, found.mtimeMs);
  }
  return latest;
}

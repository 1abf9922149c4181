import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/** In a scratch folder: the server has acknowledged the attempt's end, so nobody will ask for it again. */
export const ACKNOWLEDGED = "acknowledged";

/**
 * Removes scratch folders whose attempt was acknowledged more than `keepMs` ago. Others are never touched, however old; logs
 * and outputs live elsewhere.
 * @returns how many were removed
 */
export async function cleanScratch(folder: string, keepMs: number, now: number): Promise<number> {
  let removed = 0;
  const attempts = join(folder, "attempts");
  for (const name of await readdir(attempts).catch(() => [])) {
    const acknowledged = await stat(join(attempts, name, ACKNOWLEDGED)).catch(() => null);
    if (acknowledged === null || now - acknowledged.mtimeMs < keepMs) continue;
    await rm(join(attempts, name), { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}

import { chmodSync, closeSync, openSync } from "node:fs";

/**
 * Makes a file that only this account may read, before anything is written to it, whatever its folder lets others see; one
 * that is there is closed to others. SQLite gives its side files the mode of the database.
 */
export function ownFile(path: string): void {
  try {
    closeSync(openSync(path, "a", 0o600));
  } catch {
    return; // Whoever opens it next meets the same, and has better words for it.
  }
  closeToOthers(path);
}

export function closeToOthers(path: string): void {
  try {
    chmodSync(path, 0o600);
  } catch (error) {
    // Not there, or somebody else's and lent to us: its mode is not ours to change.
    if (!["ENOENT", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

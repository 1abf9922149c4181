import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  type Dirent,
} from "node:fs";
import { homedir, platform, tmpdir } from "node:os";
import { join } from "node:path";

const SENT = join(".tracking", "sent");
/** Long enough to look at yesterday's files; the server has them all. */
const KEEP_SENT_MS = 7 * 24 * 3600 * 1000;

/** Where this account keeps runs that no agent watches. Never a place that accounts share: the first one there would own it. */
export function stateFolder(env: Readonly<Record<string, string | undefined>>): string {
  const home = env["HOME"] || homedir();
  const base =
    env["XDG_STATE_HOME"] ||
    (platform() === "darwin" ? join(home, "Library", "Application Support") : join(home, ".local", "state"));
  return join(base, "polyaxon", "tracking");
}

/**
 * Makes a run's folder, readable by its owner only.
 * @returns `wanted`, or a new folder under the system's temporary one when that cannot be written, with the reason. When neither can
 *   be made, `folder` is null: nothing can be kept.
 */
export function makeRunFolder(wanted: string): { readonly folder: string | null; readonly problem: string | null } {
  try {
    mkdirSync(wanted, { recursive: true, mode: 0o700 });
    accessSync(wanted, constants.W_OK | constants.X_OK);
    return { folder: wanted, problem: null };
  } catch (error) {
    const problem = `cannot write to ${wanted} (${(error as NodeJS.ErrnoException).code ?? String(error)})`;
    try {
      return { folder: mkdtempSync(join(tmpdir(), "polyaxon-run-")), problem };
    } catch {
      return { folder: null, problem };
    }
  }
}

/** Notes that the server has everything of this run, so that its files need not stay for ever. */
export function markSent(runFolder: string, now: number): void {
  try {
    writeFileSync(join(runFolder, SENT), `${new Date(now).toISOString()}\n`);
  } catch {
    // Then it stays.
  }
}

export function wasSent(runFolder: string): boolean {
  return existsSync(join(runFolder, SENT));
}

/** Removes runs that were sent whole more than a week ago. What a server never took is not touched. */
export function removeSentRuns(runs: string, now: number): void {
  let entries: Dirent[];
  try {
    entries = readdirSync(runs, { withFileTypes: true });
  } catch {
    return;
  }
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    const run = join(runs, entry.name);
    try {
      if (now - statSync(join(run, SENT)).mtimeMs > KEEP_SENT_MS) rmSync(run, { recursive: true, force: true });
    } catch {
      // Not sent, or somebody else removes it.
    }
  }
}

import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The run that a command means when none is named. */
export interface LastRun {
  readonly uuid: string;
  readonly project: string;
}

/** Where `init` set a folder up; the Python command line keeps its own files there. */
const stateFolder = (cwd: string): string => join(cwd, ".polyaxon");
// Not `.run`: the Python library takes that one for its own run, also inside jobs that start in this folder.
const runFile = (cwd: string): string => join(stateFolder(cwd), ".last-run");

/** The run that was submitted last from this folder; null where `polyaxon init` was never run, or none was submitted. */
export function lastRun(cwd: string): LastRun | null {
  try {
    const cached: unknown = JSON.parse(readFileSync(runFile(cwd), "utf8"));
    if (typeof cached !== "object" || cached === null) return null;
    const { uuid, project } = cached as Record<string, unknown>;
    if (typeof uuid !== "string" || typeof project !== "string") return null;
    return /^[0-9a-f]{32}$/.test(uuid) && /^[-\w]{1,128}$/.test(project) ? { uuid, project } : null;
  } catch {
    return null;
  }
}

/** Kept only in folders that `polyaxon init` set up: no other folder is written to. A folder that is read-only is no error. */
export function keepLastRun(cwd: string, { uuid, project }: LastRun): void {
  if (!existsSync(stateFolder(cwd))) return;
  try {
    const temporary = `${runFile(cwd)}.${process.pid}.tmp`;
    writeFileSync(temporary, `${JSON.stringify({ uuid, project, owner: "default" })}\n`);
    renameSync(temporary, runFile(cwd));
  } catch {
    // What was submitted is submitted; only its shorthand is missing.
  }
}

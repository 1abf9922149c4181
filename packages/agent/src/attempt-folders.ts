import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** Where everything of one attempt lives. */
export interface AttemptFolders {
  /** Private to the attempt, removed some time after its end. */
  readonly scratch: string;
  /** The run's artifact folder, shared by its attempts and kept. */
  readonly run: string;
  readonly outputs: string;
  readonly rawLog: string;
  /** Of an attempt of this run, where the artifact folder is the place to store it. */
  storedLog(attempt: number): string;
  readonly spool: string;
}

/** Holds every attempt's scratch. */
export const attemptsFolder = (folder: string): string => join(folder, "attempts");

export const scratchName = (ref: { readonly run: string; readonly attempt: number }): string =>
  `${ref.run}-${ref.attempt}`;

/** Name of an attempt's stored log without its ending, and of the "pod" its lines name. */
export const podName = (run: string, attempt: number): string => `plx-operation-${run}-${attempt}`;

export function attemptFolders(
  ref: { readonly run: string; readonly attempt: number },
  roots: { readonly folder: string; readonly artifactsRoot: string },
): AttemptFolders {
  const scratch = join(attemptsFolder(roots.folder), scratchName(ref));
  const run = join(roots.artifactsRoot, ref.run);
  return {
    scratch,
    run,
    outputs: join(run, "outputs"),
    rawLog: join(scratch, "output.log"),
    storedLog: (attempt) => join(run, "plxlogs", `${podName(ref.run, attempt)}.jsonl`),
    spool: join(scratch, "tracking.jsonl"),
  };
}

/** Raw output may hold what shipped logs mask, so scratch folders are for their owner only. */
export function makeAttemptFolders(folders: AttemptFolders): void {
  mkdirSync(folders.scratch, { recursive: true, mode: 0o700 });
  mkdirSync(folders.outputs, { recursive: true });
}

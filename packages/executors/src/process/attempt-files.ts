import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StartRefused } from "@polyaxon/agent";
import { parseStartedProcess } from "./linux-stat.ts";

/** What survives every restart: enough to tell the supervisor from a later process with the same pid. */
export interface SupervisorIdentity {
  readonly bootId: string;
  readonly pid: number;
  /** Clock ticks since boot on Linux, a date text elsewhere; only ever compared. */
  readonly startTime: string;
}

/** How far an attempt came, read from its scratch folder alone. */
export type StartState =
  | { readonly kind: "not-started" }
  /** The lock is taken and the identity not written yet (or never will be: the supervisor died in between). */
  | { readonly kind: "starting"; readonly sinceMs: number }
  /** Stopped, or refused, before it was ever started; no start can follow. */
  | { readonly kind: "barred" }
  | { readonly kind: "started"; readonly identity: SupervisorIdentity };

const BARRED = "barred\n";

export function readStartState(scratch: string): StartState {
  const path = join(scratch, "supervisor");
  const text = readIfThere(path);
  if (text === null) return { kind: "not-started" };
  if (text === BARRED) return { kind: "barred" };
  const [bootId, process, end] = text.split("\n");
  const started = process === undefined || end === undefined ? null : parseStartedProcess(process);
  if (bootId === undefined || started === null) return { kind: "starting", sinceMs: statSync(path).mtimeMs };
  return { kind: "started", identity: { bootId, ...started } };
}

/** Takes the lock in place of a supervisor, in a folder that is made again if need be. False when the attempt was started already. */
export function barStart(scratch: string): boolean {
  try {
    mkdirSync(scratch, { recursive: true, mode: 0o700 });
    writeFileSync(join(scratch, "supervisor"), BARRED, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Why the attempt was never started, as whoever asks again must hear it. */
export type Refusal = Pick<StartRefused, "reason" | "message" | "retryable">;

/** False when the attempt was started all the same, by another process that was asked to. */
export function recordRefusal(scratch: string, { reason, message, retryable }: Refusal): boolean {
  const path = join(scratch, "refused");
  mkdirSync(scratch, { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, JSON.stringify({ reason, message, retryable }));
  renameSync(`${path}.new`, path);
  return barStart(scratch);
}

/** Only what this file wrote is in there. */
export function readRefusal(scratch: string): Refusal | null {
  if (readStartState(scratch).kind !== "barred") return null;
  const path = join(scratch, "refused");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Refusal) : null;
}

/** The command's exit code (128 + n after signal n); null while it is not recorded. */
export function readExitCode(scratch: string): number | null {
  const text = readIfThere(join(scratch, "exit"));
  return text !== null && /^\d+\n$/.test(text) ? Number(text) : null;
}

/** The command ended, but what it ended with did not reach the disk; only of a supervisor that is gone. */
export function isExitCodeLost(scratch: string): boolean {
  return existsSync(join(scratch, "exit")) && readExitCode(scratch) === null;
}

/** Whether the folder in which a supervisor keeps its records is gone, or its records in it. */
export const isScratchLost = (scratch: string, wasStarted: boolean): boolean =>
  !existsSync(scratch) || (wasStarted && !existsSync(join(scratch, "supervisor")));

/** Remembered on disk, so that an attempt that ends after a restart still ends as stopped. */
export function markStopRequested(scratch: string): void {
  mkdirSync(scratch, { recursive: true, mode: 0o700 });
  writeFileSync(join(scratch, "stop"), "");
}

export function isStopRequested(scratch: string): boolean {
  return existsSync(join(scratch, "stop"));
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "latin1");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

import { accessSync, constants, statSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";

export type ResolvedCommand =
  | { readonly kind: "found"; readonly path: string }
  | { readonly kind: "missing" }
  | { readonly kind: "not-executable"; readonly path: string };

/** Where a command without a slash is looked for when the environment names no PATH. */
export const DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

/**
 * Finds what execvp would run, before anything is started: afterwards a missing command could not be told from a script that
 * exits with 127 itself. A name with a slash is taken from the working folder, any other is searched in PATH.
 */
export function resolveCommand(
  name: string,
  options: { readonly path: string; readonly workingDir: string },
): ResolvedCommand {
  const candidates = name.includes("/")
    ? [resolve(options.workingDir, name)]
    : options.path
        .split(":")
        .map((folder) => join(isAbsolute(folder) ? folder : join(options.workingDir, folder), name));
  let refused: string | null = null;
  for (const path of candidates) {
    if (!isFile(path)) continue;
    if (isExecutable(path)) return { kind: "found", path };
    refused ??= path;
  }
  return refused === null ? { kind: "missing" } : { kind: "not-executable", path: refused };
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

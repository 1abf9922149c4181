import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { CliError } from "./cli-error.ts";
import type { SavedSettings } from "./settings.ts";

/** @throws CliError when the file is there and is not what `config set` writes */
export function readSettings(path: string): SavedSettings {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    // Absent or unreadable: as if nothing had been set.
    return {};
  }
  const parsed = parse(text);
  if (parsed === null) {
    throw new CliError("usage", `${path} is not what "polyaxon config set" writes`, [
      "remove it: polyaxon config purge",
    ]);
  }
  return parsed;
}

/** Written whole or not at all; readable by its owner only, since it may hold a token. */
export function writeSettings(path: string, settings: SavedSettings): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, path);
}

export const removeSettings = (path: string): void => rmSync(path, { force: true });

function parse(text: string): SavedSettings | null {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json !== "object" || json === null) return null;
    const { host, token } = json as Record<string, unknown>;
    return {
      ...(typeof host === "string" ? { host } : {}),
      ...(typeof token === "string" ? { token } : {}),
    };
  } catch {
    return null;
  }
}

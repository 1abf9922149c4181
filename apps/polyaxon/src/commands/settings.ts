import { homedir, platform } from "node:os";
import { join } from "node:path";

export type Environment = Readonly<Record<string, string | undefined>>;

export const DEFAULT_HOST = "http://127.0.0.1:8000";

/** The file `config set` writes. Kept apart from `.polyaxon/.auth` and `.client`, which belong to the Python client. */
export interface SavedSettings {
  readonly host?: string;
  readonly token?: string;
}

export interface Connection {
  readonly host: string;
  readonly hostFrom: "POLYAXON_HOST" | "saved" | "default";
  readonly token: string | null;
  readonly tokenFrom: "POLYAXON_AUTH_TOKEN" | "saved" | null;
}

/** Environment before file before default. A saved token is sent only to the host it was saved for. */
export function resolveConnection(env: Environment, saved: SavedSettings): Connection {
  const hostFrom = env["POLYAXON_HOST"] ? "POLYAXON_HOST" : saved.host === undefined ? "default" : "saved";
  const host = trimSlash(env["POLYAXON_HOST"] || saved.host || DEFAULT_HOST);
  const given = env["POLYAXON_AUTH_TOKEN"];
  if (given) return { host, hostFrom, token: given, tokenFrom: "POLYAXON_AUTH_TOKEN" };
  const belongs = saved.token !== undefined && host === trimSlash(saved.host ?? DEFAULT_HOST);
  return { host, hostFrom, token: belongs ? (saved.token ?? null) : null, tokenFrom: belongs ? "saved" : null };
}

const trimSlash = (url: string): string => url.replace(/\/+$/, "");

/** Where `config set` keeps its file. */
export const settingsFile = (env: Environment): string =>
  join(userFolder(env, "XDG_CONFIG_HOME", ".config"), "config.json");

/** The server's data folder when neither `--data-dir` nor `POLYAXON_DATA_DIR` names one. */
export const defaultDataFolder = (env: Environment): string =>
  env["POLYAXON_DATA_DIR"] || userFolder(env, "XDG_DATA_HOME", join(".local", "share"));

/** The folder of an agent that works for a server elsewhere: apart from the server's, which may be on the same machine. */
export const defaultAgentFolder = (env: Environment): string =>
  env["POLYAXON_AGENT_DATA_DIR"] || `${userFolder(env, "XDG_DATA_HOME", join(".local", "share"))}-agent`;

function userFolder(env: Environment, variable: string, fallback: string): string {
  const home = env["HOME"] || homedir();
  const base =
    env[variable] || (platform() === "darwin" ? join(home, "Library", "Application Support") : join(home, fallback));
  return join(base, "polyaxon");
}

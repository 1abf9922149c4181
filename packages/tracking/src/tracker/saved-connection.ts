import { readFileSync } from "node:fs";
import { platform } from "node:os";
import { join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** The server, and whether a token was saved for it. */
export interface Connection {
  /** No trailing slash. */
  readonly host: string;
  readonly token: string | null;
}

/** The one address under which the command line and a script look for a server on this machine. */
const DEFAULT_HOST = "http://localhost:8000";
/** The same, as `polyaxon config set --token` without a host means it. */
const SAME_AS_DEFAULT = new Set([DEFAULT_HOST, "http://127.0.0.1:8000"]);

/**
 * The command line's rule: `POLYAXON_HOST` and `POLYAXON_AUTH_TOKEN`, else what `polyaxon config set` saved, else this machine. A saved
 * token goes only to the host it was saved for. A file that cannot be read is as good as none: no call of a tracker throws.
 */
export function chooseConnection(env: Environment): Connection {
  const saved = savedSettings(env);
  const host = trimmed(env["POLYAXON_HOST"] || saved.host || DEFAULT_HOST);
  const given = env["POLYAXON_AUTH_TOKEN"];
  if (given) return { host, token: given };
  const isItsHost = saved.host === undefined ? SAME_AS_DEFAULT.has(host) : trimmed(saved.host) === host;
  return { host, token: isItsHost ? (saved.token ?? null) : null };
}

const CONFIG_FOLDER = platform() === "darwin" ? ["Library", "Application Support"] : [".config"];

function savedSettings(env: Environment): { readonly host?: string; readonly token?: string } {
  const home = env["HOME"];
  const base = env["XDG_CONFIG_HOME"] || (home ? join(home, ...CONFIG_FOLDER) : null);
  if (base === null) return {};
  try {
    const saved: unknown = JSON.parse(readFileSync(join(base, "polyaxon", "config.json"), "utf8"));
    if (typeof saved !== "object" || saved === null) return {};
    const { host, token } = saved as Record<string, unknown>;
    const isAddress = typeof host === "string" && /^https?:\/\//.test(host) && URL.canParse(host);
    return { ...(isAddress ? { host } : {}), ...(typeof token === "string" && token !== "" ? { token } : {}) };
  } catch {
    return {};
  }
}

const trimmed = (url: string): string => url.replace(/\/+$/, "");

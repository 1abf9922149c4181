import { createClient, type PolyaxonClient } from "@polyaxon/client";
import { serverAddress } from "./commands/server-address.ts";
import { resolveConnection, settingsFile } from "./commands/settings.ts";
import { readSettings } from "./commands/settings-file.ts";
import { VERSION } from "./version.ts";

export interface ConnectOptions {
  /** Such as `https://polyaxon.example.org`. Default: `POLYAXON_HOST`, else what `polyaxon config set` saved, else this machine. */
  readonly host?: string;
  /** Default: `POLYAXON_AUTH_TOKEN`, else the saved one, which is sent only to the host it was saved for. */
  readonly token?: string;
}

/**
 * A client for the server that the command line talks to here. Nothing is sent yet.
 *
 * @throws Error when the configured address is none
 */
export function connect(options: ConnectOptions = {}): PolyaxonClient {
  const env = {
    ...process.env,
    ...(options.host === undefined ? {} : { POLYAXON_HOST: options.host }),
    ...(options.token === undefined ? {} : { POLYAXON_AUTH_TOKEN: options.token }),
  };
  const file = settingsFile(env);
  const { host, hostFrom, token } = resolveConnection(env, readSettings(file));
  return createClient({ host: serverAddress(host, hostFrom === "saved" ? file : hostFrom), token, service: VERSION });
}

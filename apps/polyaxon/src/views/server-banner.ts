import type { Colors } from "../terminal/output.ts";

export interface StartedServer {
  readonly url: string;
  /** By which others reach it; absent: nobody said. */
  readonly publicUrl?: string;
  readonly dataDir: string;
  /** `host:port/database`; null when it is in the data folder. */
  readonly database: string | null;
  /** A SQLite database in the data folder that this server does not use. */
  readonly idleDatabase?: string;
  readonly roles: ReadonlySet<string>;
  readonly auth: boolean;
  /** Shown only once, at the first start of a data folder. */
  readonly adminToken: string | null;
  readonly firstStart: boolean;
}

/** What a person needs after `polyaxon server`: where it is, where things are kept, how to go on, how to end it. */
export function bannerLines(server: StartedServer, colors: Colors): readonly string[] {
  const { dim } = colors;
  const host = hostToExport(server);
  return [
    `${colors.bold("Polyaxon")} is ready at ${colors.cyan(server.url)}`,
    `${dim("data    ")} ${server.dataDir}`,
    ...(server.database === null ? [] : [`${dim("database")} ${server.database}`]),
    ...(server.idleDatabase === undefined
      ? []
      : [
          `         ${colors.yellow(`not ${server.idleDatabase}, which is there too (docs/operations.md says how runs move)`)}`,
        ]),
    ...(server.roles.size < 4 ? [`${dim("roles   ")} ${[...server.roles].join(", ")}`] : []),
    ...(server.auth
      ? []
      : [`${dim("access  ")} ${colors.yellow("open: whoever reaches this address may do everything (--no-auth)")}`]),
    ...tokenLines(server, colors),
    ...(host === null ? [] : [`${dim("first   ")} export POLYAXON_HOST=${host}`]),
    `${dim("submit  ")} polyaxon run -f polyaxonfile.yaml -l`,
    `${dim("stop    ")} Ctrl-C (running jobs go on)`,
  ];
}

/**
 * What commands on this machine need to be told to find the server; null: nothing, they look on port 8000 of loopback. Loopback
 * comes before a public address, which may be a proxy's: there, this account would need a token.
 */
function hostToExport({ publicUrl, url }: StartedServer): string | null {
  const { hostname, port } = new URL(url);
  const own = EVERY_ADDRESS.has(hostname) ? `http://127.0.0.1${port === "" ? "" : `:${port}`}` : url;
  if (own === "http://127.0.0.1:8000") return null;
  return LOOPBACK.test(new URL(own).hostname) ? own : (publicUrl ?? own);
}

const LOOPBACK = /^(?:127\.|localhost$|\[::1\]$)/;

/** To listen on them means every address of the machine, loopback too; none of them is one to call. */
const EVERY_ADDRESS: ReadonlySet<string> = new Set(["0.0.0.0", "[::]"]);

/** This account's own tools need no token where the system tells who calls; other machines and accounts do. */
function tokenLines(
  { adminToken, auth, dataDir, firstStart, publicUrl = "URL" }: StartedServer,
  { dim }: Colors,
): readonly string[] {
  if (!auth) return [];
  const use = `for other machines: polyaxon config set --host ${publicUrl} --token TOKEN`;
  if (firstStart && adminToken !== null) return [`${dim("token   ")} ${adminToken}`, `         ${dim(use)}`];
  return [`${dim("token   ")} in ${dataDir}/token`, `         ${dim(use)}`];
}

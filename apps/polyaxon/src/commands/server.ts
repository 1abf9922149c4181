import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { bannerLines } from "../views/server-banner.ts";
import { asCalled } from "./as-called.ts";
import { type Cli, examples, type Register } from "./cli.ts";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";
import { type HostOptions, hostSettings, withHostOptions } from "./host-options.ts";
import { wholeNumber } from "./list-options.ts";
import { outgoingAddresses } from "./outgoing-addresses.ts";
import { OWN_DATABASE } from "./place-options.ts";
import { probePort } from "./port-probe.ts";
import { defaultDataFolder } from "./settings.ts";
import { sharedPlaces } from "./shared-places.ts";

const ROLES = ["api", "streams", "scheduler", "agent"] as const;
type Role = (typeof ROLES)[number];

interface Options extends HostOptions {
  readonly host: string;
  readonly port: number;
  readonly dataDir?: string;
  readonly databaseUrl?: string;
  readonly artifactsDir?: string;
  readonly roles: ReadonlySet<Role>;
  readonly agent: boolean;
  readonly auth: boolean;
  readonly executor: "process" | "null";
  readonly slots?: number;
  readonly publicUrl?: string;
  readonly agentSilence: number;
  readonly lostTimeout?: number;
  readonly logLevel: string;
}

export const serverCommand: Register = (parent, cli) => {
  const command = parent
    .command("server")
    .description("start a server: the API, the scheduler and an agent that runs jobs on this machine")
    .optionsGroup("Who reaches it:")
    .option(
      "--host <address>",
      "address to listen on; anything but loopback asks every caller for a token",
      "127.0.0.1",
    )
    .option("--port <n>", "port to listen on; 0 takes a free one", portNumber, 8000)
    .option(
      "--public-url <url>",
      "the address that people and runs use, when a name or a proxy stands before it (POLYAXON_PUBLIC_URL)",
      httpUrl,
    )
    .option("--no-auth", "ask nobody for a token; only for a machine where everybody is trusted")
    .optionsGroup("What it keeps:")
    .option("--data-dir <folder>", "where everything is kept; default: POLYAXON_DATA_DIR, else your data home")
    .option(
      "--database-url <url>",
      "a Postgres database (15 or newer), which several servers may share: postgresql://user:password@host/name " +
        "(better in POLYAXON_DATABASE_URL: arguments are seen by others); default: SQLite in the data folder",
    )
    .option(
      "--artifacts-dir <folder>",
      "where artifacts and logs are, the same folder for all servers of one database (POLYAXON_ARTIFACTS_DIR); default: in the data folder",
    )
    .optionsGroup("What runs here:")
    .option("--no-agent", "start without the agent: nothing runs here")
    .option("--slots <n>", "most runs at once; default: as many as there are processors", wholeNumber);
  withHostOptions(command)
    .addOption(
      new Option("--executor <kind>", "how runs are executed; null ends each at once, for measurements")
        .choices(["process", "null"])
        .default("process"),
    )
    .optionsGroup("Beside others:")
    .addOption(
      new Option("--roles <a,b>", "parts to start").argParser(readRoles).default(new Set(ROLES), ROLES.join(",")),
    )
    .option(
      "--agent-silence <seconds>",
      "when a silent agent counts as lost; its runs become unknown",
      silenceSeconds,
      60,
    )
    .option(
      "--lost-timeout <seconds>",
      "give up the work of a lost agent after so long, to be retried elsewhere; it may then run twice. Default: never",
      wholeNumber,
    )
    .optionsGroup("Options:")
    .addOption(
      new Option("--log-level <level>", "how much to say").choices(["debug", "info", "warn", "error"]).default("warn"),
    )
    .addHelpText(
      "after",
      examples(
        "polyaxon server",
        "polyaxon server --port 8001 --data-dir ./data",
        "polyaxon server --roles api,streams,scheduler",
        "polyaxon server --host 0.0.0.0 --public-url https://plx.example.org",
        "export POLYAXON_DATABASE_URL=postgresql://plx@db/plx",
        "polyaxon server --artifacts-dir /mnt/plx",
      ),
    )
    .action(async (options: Options) => runServer(cli, options));
};

async function runServer({ context }: Cli, options: Options): Promise<void> {
  const dataDir = resolve(context.cwd, options.dataDir ?? defaultDataFolder(context.env));
  const roles = new Set(options.agent ? options.roles : [...options.roles].filter((role) => role !== "agent"));
  if (roles.has("agent") && !roles.has("api")) {
    throw new CliError("usage", "an agent needs a server to work for, and these roles have no api", [
      "an agent for a server elsewhere: polyaxon agent --server URL",
      `this one without its agent: polyaxon server --roles ${[...roles].filter((role) => role !== "agent").join(",")}`,
    ]);
  }
  const interrupted = new AbortController();
  const stopping = nextInterrupt(context).then(() => interrupted.abort());
  const publicUrl = options.publicUrl ?? publicUrlIn(context.env);
  const server = await start({
    ...options,
    ...sharedPlaces(context, options),
    signal: interrupted.signal,
    env: context.env,
    dataDir,
    roles,
    ...(publicUrl === undefined ? {} : { publicUrl }),
  });
  const ownDatabase = join(dataDir, OWN_DATABASE);
  const at = {
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(server.database !== null && existsSync(ownDatabase) ? { idleDatabase: ownDatabase } : {}),
  };
  const banner = bannerLines({ ...server, ...at, dataDir, roles, auth: options.auth }, context.out.colors);
  context.out.write(`${asCalled(context.env, banner.join("\n"))}\n`);
  const failure = await Promise.race([stopping.then(() => null), server.failed]);
  if (failure === null) context.out.write("\nstopping; jobs that run go on and are taken up again at the next start\n");
  await server.close();
  if (failure !== null) throw explained(failure, options);
}

async function start(
  options: Options &
    Pick<CliContext, "env"> & { readonly dataDir: string; readonly roles: Set<Role>; readonly signal: AbortSignal },
) {
  const { startServer } = await import("../server/start-server.ts");
  const { auth, dataDir, executor, host, logLevel, port, publicUrl, roles, slots } = options;
  try {
    if (roles.has("api") || roles.has("streams")) {
      await probePort(host, port).catch(async (error: unknown) => {
        const { runningServer } = await import("../server/running-server.ts");
        const running = runningServer(dataDir);
        throw running?.address?.endsWith(`:${port}`) ? ownServer(running.pid, options) : error;
      });
    }
    return await startServer({
      host,
      port,
      dataDir,
      roles,
      auth,
      logLevel,
      executor,
      signal: options.signal,
      debugPoint: options.env["POLYAXON_DEBUG_POINT"] ?? null,
      agentSilentMs: options.agentSilence * 1_000,
      resources: hostSettings(options, options.env),
      outgoingAllowed: await outgoingAddresses(options.env),
      ...(slots === undefined ? {} : { slots }),
      ...(options.databaseUrl === undefined ? {} : { databaseUrl: options.databaseUrl }),
      ...(options.artifactsDir === undefined ? {} : { artifactsDir: options.artifactsDir }),
      ...(publicUrl === undefined ? {} : { publicUrl }),
      ...(options.lostTimeout === undefined ? {} : { agentGiveUpMs: options.lostTimeout * 1_000 }),
    });
  } catch (error) {
    throw explained(error, options);
  }
}

/** The port is taken by the server of the same data folder: with another port, it would still have the folder. */
const ownServer = (pid: number, { dataDir, port }: { readonly dataDir: string; readonly port: number }): CliError =>
  new CliError(
    "failed",
    `your server is running already: process ${pid} has port ${port} and the data folder ${dataDir}`,
    [
      `to end it: kill ${pid} (jobs that run go on)`,
      `for a second one beside it: polyaxon server --port ${port + 1} --data-dir FOLDER`,
    ],
  );

/** What keeps a server from starting, where the person who starts it can help. */
function explained(error: unknown, { dataDir, host, port }: Options): unknown {
  if (!(error instanceof Error)) return error;
  const code = "code" in error ? error.code : null;
  if (code === "EADDRINUSE") {
    return new CliError("failed", `port ${port} of ${host} is in use`, [
      `is a server running already? curl http://${host}:${port}/healthz`,
      `take another port: polyaxon server --port ${port + 1}${dataDir === undefined ? "" : ` --data-dir ${dataDir}`}`,
    ]);
  }
  if (code === "EACCES" && port < 1024) {
    return new CliError("failed", `this account may not listen on port ${port}`, [
      "take a port above 1023: polyaxon server --port 8000",
    ]);
  }
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    return new CliError("usage", `${host} is not an address of this machine`, [
      "listen on this machine only: --host 127.0.0.1",
    ]);
  }
  // Errors about the data folder say all there is to say: who holds it, or what is wrong with it.
  return KNOWN.has(error.name) ? new CliError("failed", error.message) : error;
}

const KNOWN = new Set(["DataFolderError", "StoreError", "StoreLockedError"]);

/** Resolves at the first Ctrl-C or SIGTERM; a second one ends the process at once. */
function nextInterrupt(context: CliContext): Promise<void> {
  return new Promise((resolve) => {
    const remove = context.onInterrupt(() => {
      remove();
      resolve();
    });
  });
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError("expected a number from 0 to 65535");
  return port;
}

function readRoles(text: string): ReadonlySet<Role> {
  const words = text.split(",").map((word) => word.trim());
  const unknown = words.find((word) => !(ROLES as readonly string[]).includes(word));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`there is no role "${unknown}": expected ${ROLES.join(", ")}`);
  return new Set(words as Role[]);
}

function publicUrlIn(env: CliContext["env"]): string | undefined {
  const text = env["POLYAXON_PUBLIC_URL"];
  if (!text) return undefined;
  try {
    return httpUrl(text);
  } catch (error) {
    throw new CliError("usage", `POLYAXON_PUBLIC_URL: ${(error as Error).message}`);
  }
}

function httpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.pathname !== "/" || url.search !== "" || url.hash !== "")
    throw new InvalidArgumentError(`expected an address such as https://plx.example.org, found "${text}"`);
  return url.origin;
}

/** Agents call in three times in this time; less than a second between calls is no use to anybody. */
function silenceSeconds(text: string): number {
  const seconds = wholeNumber(text);
  if (seconds < 3) throw new InvalidArgumentError("expected at least 3 seconds");
  return seconds;
}

import { spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { openPostgresStore } from "../postgres/open-postgres-store.ts";
import { freePort } from "./free-port.ts";

export { type Fault, FaultyWay } from "./faulty-way.ts";

/**
 * A real Postgres for tests: one cluster for each test run, made by the first suite that asks for it, with a migrated
 * template from which each test's database is cloned. scripts/postgres-for-tests.mjs names its folder and ends it.
 */
export interface Cluster {
  readonly port: number;
  /** Address of a database in it, for its superuser. */
  url(database: string): string;
  /** An empty database with the newest schema. */
  createDatabase(): Promise<string>;
  dropDatabase(name: string): Promise<void>;
  /** Statements on the maintenance database, as superuser. */
  admin(sql: string): Promise<readonly Record<string, unknown>[]>;
}

const FOLDER = "POLYAXON_TEST_POSTGRES";
const SUPERUSER = "polyaxon";
const TEMPLATE = "polyaxon_template";
const START_TIMEOUT_MS = 60_000;

/** Why there can be none here; null when there can. */
export function whyNoPostgres(): string | null {
  if (programs() === null) return "no PostgreSQL 15 or newer is installed (Debian: apt-get install postgresql)";
  return null;
}

/** The folder of initdb and postgres, newest first. */
function programs(): string | null {
  const roots = ["/usr/lib/postgresql", "/usr/local/lib/postgresql", "/opt/homebrew/opt"];
  const found = roots.flatMap((root) =>
    existsSync(root)
      ? readdirSync(root).map((name) => ({ version: Number.parseInt(/\d+$/.exec(name)?.[0] ?? "0", 10), root, name }))
      : [],
  );
  const [newest] = found
    .filter(({ version, root, name }) => version >= 15 && existsSync(join(root, name, "bin/initdb")))
    .toSorted((a, b) => b.version - a.version);
  return newest === undefined ? null : join(newest.root, newest.name, "bin");
}

let cluster: Promise<Cluster> | null = null;

export const postgresCluster = (): Promise<Cluster> => (cluster ??= startOrFind());

async function startOrFind(): Promise<Cluster> {
  const folder = process.env[FOLDER] ?? "";
  const ready = join(folder, "ready.json");
  try {
    mkdirSync(join(folder, "starting"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return clusterAt(
      await waitFor(() => (existsSync(ready) ? readPort(ready) : null), "another suite to start Postgres"),
    );
  }
  // No test pulls the plug of the machine; killed processes lose nothing that the kernel has.
  const made = await startPostgres(folder, { fsync: false });
  writeFileSync(`${ready}.tmp`, JSON.stringify({ port: made.port }));
  renameSync(`${ready}.tmp`, ready);
  return made;
}

interface HowToStart {
  /** Off: what it stores survives the end of its processes, not that of the machine. */
  readonly fsync: boolean;
}

/** Makes a cluster in an empty folder and starts it; `postgres.pid` there says which process to end. */
export async function startPostgres(folder: string, how: HowToStart): Promise<Cluster> {
  initialise(folder);
  const made = await serve(folder, await freePort(), how);
  await made.admin(`create database ${TEMPLATE}`);
  await (await openPostgresStore({ url: made.url(TEMPLATE) })).close();
  return made;
}

/** Starts a cluster again whose processes have ended, however they ended: same folder, same port. */
export const restartPostgres = (folder: string, { port }: Cluster, how: HowToStart): Promise<Cluster> =>
  serve(folder, port, how);

/** A copy of a running cluster in an empty folder, which follows it as a standby until it is promoted. */
export async function startStandby(folder: string, { port }: Cluster, how: HowToStart): Promise<Cluster> {
  const account = unprivileged();
  if (account !== null) chownSync(folder, account.uid, account.gid);
  const from = ["-h", "127.0.0.1", "-p", String(port), "-U", SUPERUSER, "-c", "fast"];
  const options = { ...account, cwd: folder, encoding: "utf8" } as const;
  const made = spawnSync(
    program("pg_basebackup"),
    ["-D", join(folder, "data"), ...from, "-R", "-X", "stream", "--no-sync"],
    options,
  );
  if (made.status !== 0) throw new Error(`pg_basebackup failed: ${made.stderr}`);
  return await serve(folder, await freePort(), how);
}

const readPort = (file: string): number => (JSON.parse(readFileSync(file, "utf8")) as { port: number }).port;

function initialise(folder: string): void {
  const account = unprivileged();
  if (account !== null) chownSync(folder, account.uid, account.gid);
  // Another collation than ours, so that a text column without its own is noticed.
  const init = ["-D", join(folder, "data"), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--no-sync"];
  const locale = ["--no-instructions", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"];
  const options = { ...account, cwd: folder, encoding: "utf8" } as const;
  const made = spawnSync(program("initdb"), [...init, ...locale], options);
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
}

async function serve(folder: string, port: number, { fsync }: HowToStart): Promise<Cluster> {
  const settings = [
    `port=${port}`,
    "listen_addresses=127.0.0.1",
    `unix_socket_directories=${folder}`,
    "max_connections=300",
    `fsync=${fsync ? "on" : "off"}`,
    // A standby looks for its primary soon again.
    "wal_retrieve_retry_interval=200ms",
  ].flatMap((setting) => ["-c", setting]);
  const log = openSync(join(folder, "postgres.log"), "a");
  const server = spawn(program("postgres"), ["-D", join(folder, "data"), ...settings], {
    ...unprivileged(),
    cwd: folder,
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  writeFileSync(join(folder, "postgres.pid"), String(server.pid));
  server.unref();
  await waitFor(async () => {
    if (server.exitCode !== null) throw new Error(readFileSync(join(folder, "postgres.log"), "utf8"));
    return (await clusterAt(port)
      .admin("select 1")
      .catch(() => null)) === null
      ? null
      : true;
  }, "Postgres to answer");
  return clusterAt(port);
}

function program(name: "initdb" | "postgres" | "pg_basebackup"): string {
  const folder = programs();
  if (folder === null) throw new Error("no PostgreSQL is installed");
  return join(folder, name);
}

/** Postgres refuses to run as root: the account that its package made, else nobody's. */
function unprivileged(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const line = /^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync("/etc/passwd", "utf8"));
  return { uid: Number(line?.[1] ?? 65_534), gid: Number(line?.[2] ?? 65_534) };
}

function clusterAt(port: number): Cluster {
  const url = (database: string): string => `postgresql://${SUPERUSER}@127.0.0.1:${port}/${database}`;
  const admin = async (sql: string) => {
    const client = new pg.Client({ connectionString: url("postgres") });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  return {
    port,
    url,
    admin,
    async createDatabase() {
      const name = `test_${randomUUID().replaceAll("-", "")}`;
      await admin(`create database ${name} template ${TEMPLATE}`);
      return name;
    },
    async dropDatabase(name) {
      await admin(`drop database if exists ${name} with (force)`);
    },
  };
}

async function waitFor<T>(look: () => T | null | Promise<T | null>, what: string): Promise<T> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (performance.now() > deadline) throw new Error(`waited ${START_TIMEOUT_MS / 1000} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

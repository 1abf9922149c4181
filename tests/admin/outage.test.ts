import { readFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import {
  type Cluster,
  restartPostgres,
  startPostgres,
  startStandby,
  whyNoPostgres,
} from "@polyaxon/store/postgres-for-tests";
import { afterAll, describe, expect, test } from "vitest";
import {
  cleanUp,
  createProject,
  polyaxon,
  runUrl,
  type Server,
  startServer,
  submit,
  temporaryFolder,
  untilFinal,
  waitFor,
} from "../harness.ts";
import { expectEachRanOnce, ledgerAt, storedRuns, writeScript } from "../ledger.ts";

const TRIALS = 24;
const LINES = 4;
const HOW = { fsync: false };

/** An address that stays while the server behind it changes, as a virtual address or a name does. */
async function movingAddress(
  first: number,
): Promise<{ readonly port: number; moveTo(port: number): void; close(): void }> {
  let target = first;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    const cut = (): void => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", cut).on("close", cut);
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cutAll = (): void => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    port: (server.address() as AddressInfo).port,
    moveTo(port) {
      target = port;
      cutAll();
    },
    close() {
      server.close();
      cutAll();
    },
  };
}

const reason = whyNoPostgres();
describe.skipIf(reason !== null)(`Postgres goes away${reason === null ? "" : ` (${reason})`}`, () => {
  const folders: string[] = [];
  const closers: (() => void)[] = [];
  afterAll(() => {
    for (const close of closers) close();
    for (const folder of folders) send(folder, "SIGQUIT");
    cleanUp();
  });

  const clusterFolder = (name: string): string => {
    const folder = temporaryFolder(name);
    folders.push(folder);
    return folder;
  };
  function send(folder: string, signal: NodeJS.Signals | 0): boolean {
    try {
      return process.kill(Number(readFileSync(join(folder, "postgres.pid"), "utf8")), signal);
    } catch {
      return false; // It has ended.
    }
  }
  async function end(folder: string, signal: NodeJS.Signals): Promise<void> {
    send(folder, signal);
    await waitFor("Postgres to end", () => !send(folder, 0));
  }
  const health = async (server: Server): Promise<number> => (await fetch(`${server.url}/healthz`)).status;

  test("while it restarts, and when a standby takes its place, a sweep waits and goes on; nothing is lost or run twice", async () => {
    const primaryFolder = clusterFolder("primary");
    const primary: Cluster = await startPostgres(primaryFolder, HOW);
    const database = await primary.createDatabase();
    const standby = await startStandby(clusterFolder("standby"), primary, HOW);
    // Acknowledged only when the standby has it too: only then can a failover lose nothing.
    await primary.admin("alter system set synchronous_standby_names = '*'");
    await primary.admin("select pg_reload_conf()");

    const refused = await polyaxon(["server", "--port", "0", "--data-dir", temporaryFolder("refused")], {
      env: { POLYAXON_DATABASE_URL: standby.url(database) },
    });
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/takes no writes.*Point .* at the primary/),
    });

    const address = await movingAddress(primary.port);
    closers.push(() => address.close());
    const url = primary.url(database).replace(`:${primary.port}/`, `:${address.port}/`);
    const env = { POLYAXON_DATABASE_URL: url };
    const server = await startServer({ dataDir: temporaryFolder("server"), env, args: ["--slots", "3"] });
    await createProject(server);
    const folder = temporaryFolder("sweep");
    const script = writeScript(folder);
    const ledger = ledgerAt(join(folder, "ledger"));
    const sweep = await submit(server, {
      folder,
      yaml: `
version: 1.1
kind: operation
matrix:
  kind: grid
  concurrency: 3
  params: { x: { kind: range, value: "0:${TRIALS}:1" } }
component:
  inputs: [{ name: x, type: int }]
  run:
    kind: job
    container: { command: ${script({ ledger, lines: LINES, ms: 50 })} }
`,
    });
    const ended = async (): Promise<number> =>
      (await storedRuns(server, sweep)).filter(({ status }) => status === "succeeded").length;
    const goneFor = async (): Promise<void> => {
      await waitFor("the server to be unhealthy", async () => (await health(server)) === 503);
      const asked = await fetch(runUrl(server, sweep));
      expect([asked.status, asked.headers.get("x-polyaxon-code")]).toEqual([503, "store-unreachable"]);
    };

    await waitFor("some trials", async () => (await ended()) >= 4);
    await end(primaryFolder, "SIGINT");
    await goneFor();
    await restartPostgres(primaryFolder, primary, HOW);
    await waitFor("the server to be well again", async () => (await health(server)) === 200);
    const afterRestart = await ended();
    await waitFor("more trials", async () => (await ended()) >= Math.min(afterRestart + 4, TRIALS - 4));

    await end(primaryFolder, "SIGQUIT");
    await goneFor();
    await standby.admin("select pg_promote()");
    address.moveTo(standby.port);
    await waitFor("the server to be well again", async () => (await health(server)) === 200);
    expect((await untilFinal(server, sweep)).status).toBe("succeeded");

    const uuids = (await storedRuns(server, sweep)).map(({ uuid }) => uuid);
    expect(uuids.length).toBe(TRIALS);
    await expectEachRanOnce(ledger, server, { uuids, lines: LINES });
    expect(await server.kill("SIGTERM")).toBe(0);

    const log = server
      .output()
      .split("\n")
      .filter((line) => line.startsWith("{"));
    const said = log.map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(said.filter((line) => line.startsWith("the database is away"))).toHaveLength(2);
    expect(said.filter((line) => line === "the database is back")).toHaveLength(2);
    // Reminders apart, which a slow machine may earn.
    expect(said.filter((line) => !line.startsWith("the database is"))).toEqual([]);
  });
});

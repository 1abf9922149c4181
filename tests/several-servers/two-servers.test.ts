import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cluster, startPostgres, whyNoPostgres } from "@polyaxon/store/postgres-for-tests";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ledgerAt, writeScript } from "../ledger.ts";
import {
  cleanUp,
  conditionsOf,
  getJson,
  polyaxon,
  post,
  PROJECT,
  runUrl,
  type Server,
  startServer,
  submit,
  temporaryFolder,
  waitFor,
  type WireRun,
} from "../harness.ts";

const TRIALS = 40;

const reason = whyNoPostgres();
describe.skipIf(reason !== null)(`two servers on one Postgres${reason === null ? "" : ` (${reason})`}`, () => {
  let clusterFolder: string;
  let cluster: Cluster;
  beforeAll(async () => {
    clusterFolder = mkdtempSync(join(tmpdir(), "plx-cluster-"));
    cluster = await startPostgres(clusterFolder, { fsync: false });
  });
  afterAll(() => {
    cleanUp();
    process.kill(Number(readFileSync(join(clusterFolder, "postgres.pid"), "utf8")), "SIGQUIT");
    rmSync(clusterFolder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  async function start(
    database: string,
    artifacts: string,
    more: { dataDir?: string; env?: Record<string, string> } = {},
  ): Promise<Server> {
    return await startServer({
      dataDir: more.dataDir ?? temporaryFolder("server"),
      env: { POLYAXON_DATABASE_URL: cluster.url(database), POLYAXON_ARTIFACTS_DIR: artifacts, ...more.env },
      args: ["--slots", "3"],
    });
  }

  const children = async (server: Server, sweep: string): Promise<readonly WireRun[]> =>
    (
      await getJson<{ results: WireRun[] }>(
        `${server.url}/api/v1/default/${PROJECT}/runs?query=pipeline:${sweep}&limit=100`,
      )
    ).results;

  test("share the work of a sweep; one is killed half-way, comes back, and every trial runs once", async () => {
    const database = await cluster.createDatabase();
    const artifacts = temporaryFolder("artifacts");
    const dataDir = temporaryFolder("server");
    const first = await start(database, artifacts, { dataDir });
    const second = await start(database, artifacts);
    await polyaxon(["project", "create", "--name", PROJECT], { host: first.url });
    const folder = temporaryFolder("sweep");
    const script = writeScript(folder);
    const ledger = ledgerAt(join(folder, "ledger"));
    const sweep = await submit(first, {
      folder,
      yaml: `
version: 1.1
kind: operation
matrix:
  kind: grid
  concurrency: 6
  params: { x: { kind: range, value: "0:${TRIALS}:1" } }
component:
  inputs: [{ name: x, type: int }]
  run:
    kind: job
    container: { command: ${script({ ledger, lines: 3, ms: 50 })} }
`,
    });
    const ended = async (server: Server): Promise<number> =>
      (await children(server, sweep)).filter(({ status }) => status === "succeeded").length;
    /** How many trials each agent has claimed. */
    const claims = async (): Promise<ReadonlyMap<string, number>> => {
      const runs = await children(second, sweep);
      const claimedBy = new Map<string, number>();
      for (const conditions of await Promise.all(runs.map(({ uuid }) => conditionsOf(second, uuid)))) {
        const claimed = conditions.find(({ type }) => type === "scheduled");
        if (claimed === undefined) continue;
        const agent = claimed.message ?? "nobody";
        claimedBy.set(agent, (claimedBy.get(agent) ?? 0) + 1);
      }
      return claimedBy;
    };
    const bothHaveTheirPart = (of: ReadonlyMap<string, number>): boolean =>
      of.size === 2 && [...of.values()].every((count) => count >= TRIALS / 5);
    await waitFor("half of the sweep", async () => (await ended(second)) >= TRIALS / 2);
    // Which of them claims a trial is a race: who is killed too soon would have lost by it.
    await waitFor("each to have claimed its part", async () => bothHaveTheirPart(await claims()));
    await first.kill("SIGKILL");
    // The other one goes on meanwhile, with what its own agent holds and claims.
    const before = await ended(second);
    await waitFor("the other server to go on", async () => (await ended(second)) > before);
    const again = await start(database, artifacts, { dataDir });
    await waitFor("the sweep to end", async () => (await ended(again)) === TRIALS, 300_000);
    await waitFor("its end", async () => {
      const { status } = await getJson<WireRun>(`${again.url}/api/v1/default/${PROJECT}/runs/${sweep}`);
      return status === "succeeded";
    });

    const attempts = ledger.attempts();
    expect(attempts.size).toBe(TRIALS);
    expect([...attempts.values()].every((each) => each.length === 1)).toBe(true);
    const claimedBy = await claims();
    expect(claimedBy.size).toBe(2);
    expect([...claimedBy.values()].reduce((sum, count) => sum + count, 0)).toBe(TRIALS);
    await again.kill("SIGTERM");
    await second.kill("SIGTERM");
  });

  test("one is killed with runs leased; the others decide them within seconds, not when its leases run out", async () => {
    const database = await cluster.createDatabase();
    const artifacts = temporaryFolder("artifacts");
    const survivor = await start(database, artifacts);
    // It kills itself between leasing runs and storing what it has decided about them.
    const victim = await start(database, artifacts, { env: { POLYAXON_DEBUG_POINT: "lease.after" } });
    await polyaxon(["project", "create", "--name", PROJECT], { host: survivor.url });
    let alive = true;
    const killed = victim.ended.finally(() => (alive = false)).then(() => performance.now());
    const runs: string[] = [];
    // Which server leases a run is a race: they come until the victim has won it.
    while (alive) {
      const { uuid } = await post<{ uuid: string }>(`${victim.url}/api/v1/default/${PROJECT}/runs`, {
        content: "{version: 1.1, kind: operation, component: {run: {kind: job, container: {command: ['true']}}}}",
        managed_by: "agent",
      }).catch(() => ({ uuid: "" }));
      if (uuid !== "") runs.push(uuid);
    }
    const began = await killed;
    await waitFor(
      "every run to be decided",
      async () => {
        const all = await Promise.all(runs.map((uuid) => getJson<WireRun>(runUrl(survivor, uuid))));
        return all.every(({ status }) => status !== "created");
      },
      // Less than a lease lasts.
      25_000,
    );
    console.info(`takeover of ${runs.length} runs: ${Math.round(performance.now() - began)} ms after the kill`);
    await survivor.kill("SIGTERM");
  });

  test("a server that would keep artifacts elsewhere is refused", async () => {
    const database = await cluster.createDatabase();
    const server = await start(database, temporaryFolder("artifacts"));
    const refused = await polyaxon(["server", "--port", "0", "--data-dir", temporaryFolder("server")], {
      env: { POLYAXON_DATABASE_URL: cluster.url(database) },
    });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("--artifacts-dir");
    await server.kill("SIGTERM");
  });

  test("a database that is not there is named, without the password", async () => {
    const refused = await polyaxon(["server", "--port", "0", "--data-dir", temporaryFolder("server")], {
      env: { POLYAXON_DATABASE_URL: cluster.url("nowhere").replace("polyaxon@", "polyaxon:secret@") },
    });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/There is no such database: 127\.0\.0\.1:\d+\/nowhere/);
    expect(refused.stderr).not.toContain("secret");
  });
});

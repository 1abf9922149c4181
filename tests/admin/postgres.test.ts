import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cluster, startPostgres, whyNoPostgres } from "@polyaxon/store/postgres-for-tests";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  cleanUp,
  conditionsOf,
  createProject,
  getJson,
  logText,
  polyaxon,
  runUrl,
  type Server,
  startServer,
  submit,
  temporaryFolder,
  untilFinal,
  waitFor,
  type WireRun,
} from "../harness.ts";

/** The store's own driver, as a person's database shell. */
const pg = createRequire(join(import.meta.dirname, "../../packages/store/package.json"))("pg") as {
  Client: new (options: { connectionString: string }) => {
    connect(): Promise<void>;
    query(sql: string): Promise<{ rows: readonly unknown[] }>;
    end(): Promise<void>;
  };
};

const job = (command: readonly string[]): string => `
version: 1.1
kind: component
run:
  kind: job
  container:
    command: ${JSON.stringify(command)}
`;

const reason = whyNoPostgres();
describe.skipIf(reason !== null)(`an operator's tools on Postgres${reason === null ? "" : ` (${reason})`}`, () => {
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

  async function shell(database: string, sql: string): Promise<readonly unknown[]> {
    const client = new pg.Client({ connectionString: cluster.url(database) });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }
  const comparable = (run: unknown, server: Server): unknown =>
    JSON.parse(JSON.stringify(run).replaceAll(server.url, ""));

  test("a laptop's backup fills a team's Postgres, and a backup of that becomes a folder again", async () => {
    const folder = temporaryFolder("move");
    const laptop = await startServer({ dataDir: join(folder, "laptop") });
    await createProject(laptop);
    const done = await submit(laptop, {
      folder,
      yaml: job(["sh", "-c", "echo kept; echo weights > {{ globals.run_outputs_path }}/model.bin"]),
    });
    await untilFinal(laptop, done);
    const alive = await submit(laptop, { folder, yaml: job(["sleep", "600"]) });
    await waitFor("it to run", async () => (await getJson<WireRun>(runUrl(laptop, alive))).status === "running");
    const fromLaptop = join(folder, "laptop.tar.gz");
    expect((await polyaxon(["admin", "backup", fromLaptop], { host: laptop.url })).code).toBe(0);
    const doneBefore = comparable(await getJson(runUrl(laptop, done)), laptop);
    await polyaxon(["ops", "stop", "-uid", alive, "-y"], { host: laptop.url });
    await untilFinal(laptop, alive);
    await laptop.kill("SIGTERM");

    await cluster.admin("create database team");
    const artifacts = join(folder, "shared");
    const env = { POLYAXON_DATABASE_URL: cluster.url("team"), POLYAXON_ARTIFACTS_DIR: artifacts };
    const offline = (...args: string[]) => polyaxon(["admin", ...args, "--data-dir", join(folder, "ops")], { env });
    expect(await offline("migrate", "--dry-run")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^schema 0, .*\n(.*\n)*.*initial/),
    });
    expect(await offline("doctor")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("no Polyaxon server has used it"),
    });
    // Two places: the variable's and the folder's. It is asked, not chosen.
    expect(await offline("restore", fromLaptop)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("is meant"),
    });
    const restored = await polyaxon(["admin", "restore", fromLaptop], { env });
    expect(restored).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^restored 2 runs .* to 127\.0\.0\.1:\d+\/team/),
    });
    expect(restored.stderr).toContain(`=... polyaxon server --data-dir FOLDER --artifacts-dir ${artifacts}\n`);
    expect(await offline("migrate", "--dry-run")).toMatchObject({ code: 0, stderr: "nothing to migrate\n" });

    // The first server of the team has a folder of its own, and knows the laptop's tokens.
    const team = await startServer({ dataDir: join(folder, "team"), env });
    expect(readFileSync(join(folder, "team/token"), "utf8")).toBe(readFileSync(join(folder, "laptop/token"), "utf8"));
    expect(comparable(await getJson(runUrl(team, done)), team)).toEqual(doneBefore);
    expect(await logText(team, done)).toBe("kept\n");
    expect(readFileSync(join(artifacts, done, "outputs/model.bin"), "utf8")).toBe("weights\n");
    expect((await untilFinal(team, alive)).status).toBe("failed");
    expect((await conditionsOf(team, alive)).at(-1)).toMatchObject({ reason: "RestoredFromBackup" });
    const later = await submit(team, { folder, yaml: job(["echo", "later"]) });
    expect((await untilFinal(team, later)).status).toBe("succeeded");

    // Back: a copy of a working server, as a folder with SQLite.
    const fromTeam = join(folder, "team.tar.gz");
    const made = await polyaxon(["admin", "backup", fromTeam], { host: team.url });
    expect(made).toMatchObject({ code: 0, stdout: expect.stringContaining("3 runs of 1 project") });
    expect(readdirSync(join(folder, "team")).filter((name) => name.startsWith(".backup"))).toEqual([]);
    const direct = await offline("backup", join(folder, "direct.tar.gz"));
    expect(direct).toMatchObject({ code: 0, stdout: expect.stringContaining("3 runs of 1 project") });

    // What servers work on is never overwritten, what is there is never lost.
    const again = (...args: string[]) => offline("restore", fromLaptop, "--artifacts-dir", artifacts, ...args);
    const untouched = statSync(artifacts).mtimeMs;
    expect(await again("--force")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/A server is working on .*stop every/),
    });
    // Not moved away and back either: a server that writes meanwhile would stand in the way.
    expect(statSync(artifacts).mtimeMs).toBe(untouched);
    const itsFolder = await polyaxon(["admin", "restore", fromLaptop, "--force", "--data-dir", join(folder, "team")]);
    expect(itsFolder).toMatchObject({ code: 1, stderr: expect.stringContaining("in use by another server") });
    expect(await logText(team, later)).toBe("later\n");
    await team.kill("SIGTERM");
    expect(await again()).toMatchObject({ code: 1, stderr: expect.stringMatching(/holds artifacts of runs/) });
    const forced = await again("--force");
    expect(forced).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/before is in .*\n.*before is in schema polyaxon_before_restore/),
    });
    const schema = /schema (polyaxon_before_restore_\w+)/.exec(forced.stderr)?.[1];
    expect(
      await shell(
        "team",
        `select (select count(*)::int from runs) as now, (select count(*)::int from ${schema}.runs) as before`,
      ),
    ).toEqual([{ now: 2, before: 3 }]);
    expect(existsSync(join(artifacts, later))).toBe(false);

    const home = join(folder, "home");
    expect((await polyaxon(["admin", "restore", fromTeam, "--data-dir", home])).code).toBe(0);
    const last = await startServer({ dataDir: home });
    expect(comparable(await getJson(runUrl(last, done)), last)).toEqual(doneBefore);
    expect(await logText(last, later)).toBe("later\n");
    expect((await polyaxon(["admin", "doctor"], { host: last.url })).code).toBe(0);
    await last.kill("SIGTERM");
  });

  test("doctor says the same with and without a server, and mends on a database that is being served", async () => {
    const database = await cluster.createDatabase();
    const folder = temporaryFolder("doctor");
    const dataDir = join(folder, "data");
    const env = { POLYAXON_DATABASE_URL: cluster.url(database) };
    const server = await startServer({ dataDir, env, args: ["--slots", "1"] });
    await createProject(server);
    const first = await submit(server, { folder, yaml: job(["sleep", "600"]) });
    const second = await submit(server, { folder, yaml: job(["sleep", "600"]) });
    await waitFor("one to run", async () => (await getJson<WireRun>(runUrl(server, first))).status === "running");
    await waitFor("one to queue", async () => (await getJson<WireRun>(runUrl(server, second))).status === "queued");
    const online = (...args: string[]) => polyaxon(["admin", "doctor", "-o", "json", ...args], { host: server.url });
    const offline = (...args: string[]) =>
      polyaxon(["admin", "doctor", "-o", "json", "--data-dir", dataDir, ...args], { env });

    await shell(database, "delete from run_queue");
    const [asked, looked] = [await online(), await offline()];
    expect([asked.code, looked.code]).toEqual([1, 1]);
    expect(JSON.parse(looked.stdout)).toEqual(JSON.parse(asked.stdout));
    expect(JSON.parse(looked.stdout)).toMatchObject({ findings: [{ kind: "not-in-queue", subject: second }] });
    const repaired = await offline("--repair");
    expect(JSON.parse(repaired.stdout)).toMatchObject({
      repaired: [{ outcome: "repaired", subject: second }],
      left: { healthy: true },
    });
    expect((await online()).code).toBe(0);
    await polyaxon(["ops", "stop", "-uid", first, "-y"], { host: server.url });
    await waitFor(
      "the mended run to start",
      async () => (await getJson<WireRun>(runUrl(server, second))).status === "running",
    );
    await polyaxon(["ops", "stop", "-uid", second, "-y"], { host: server.url });
    await untilFinal(server, second);
    await server.kill("SIGTERM");

    const elsewhere = await polyaxon(["admin", "doctor", "--data-dir", temporaryFolder("other")], { env });
    expect(elsewhere).toMatchObject({ code: 1, stderr: expect.stringMatching(/are not in .*--artifacts-dir/) });
    const wrong = await polyaxon(["admin", "migrate", "--dry-run"], {
      env: { POLYAXON_DATABASE_URL: cluster.url("nowhere").replace("polyaxon@", "polyaxon:secret@") },
    });
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining("There is no such database") });
    expect(wrong.stderr).not.toContain("secret");
  });
});

import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Fault, FaultyWay } from "../contract/faulty-way.ts";
import { create, createRunning, finish, makeProject, newRun, patch, runId } from "../contract/harness.ts";
import { type Cluster, postgresCluster, whyNoPostgres } from "../contract/postgres-cluster.ts";
import type { StoreError } from "../errors.ts";
import { openSqliteStore, type SqliteStore } from "../sqlite/open-sqlite-store.ts";
import { importIntoPostgres, snapshotOfPostgres, statusOfPostgres } from "./offline.ts";
import { SERVED_LOCK } from "./locks.ts";
import { openPostgresStore, type PostgresStore } from "./open-postgres-store.ts";

const INSTALLATION = { installationKey: "key", secret: "secret", adminToken: "token", artifactsId: "mark" };
const NOW = 1_000;

const reason = whyNoPostgres();
describe.skipIf(reason !== null)(`copies between databases${reason === null ? "" : ` (${reason})`}`, () => {
  let cluster: Cluster;
  let folder: string;
  const databases: string[] = [];
  const stores: { close(): Promise<void> }[] = [];
  beforeAll(async () => {
    cluster = await postgresCluster();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "polyaxon-copy-"));
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterAll(async () => {
    for (const name of databases) await cluster.dropDatabase(name);
  });

  const emptyDatabase = async (): Promise<string> => {
    const name = `copy_${process.pid}_${databases.length}`;
    await cluster.admin(`create database ${name}`);
    databases.push(name);
    return cluster.url(name);
  };
  const openPostgres = async (url: string): Promise<PostgresStore> => {
    const store = await openPostgresStore({ url });
    stores.push(store);
    return store;
  };
  const importInto = (url: string, file: string, aside: string | null = null): Promise<boolean> =>
    importIntoPostgres(url, { from: file, installation: INSTALLATION, now: NOW, aside });

  /** With rows of every kind. */
  async function filledSqlite(): Promise<string> {
    const data = join(folder, "data");
    const store: SqliteStore = await openSqliteStore({ folder: data });
    await makeProject(store);
    await createRunning(store, 10, newRun(1, { inputs: { lr: 0.1, name: "é" }, tags: ["a"] }), newRun(2));
    await finish(store, runId(2), 20);
    await patch(store, runId(2), { outputs: { loss: Number.NaN, steps: 3, deep: { a: [1] } }, readme: "# two" });
    const model = { name: "m", kind: "model", path: "m", state: "", summary: { size: 1 }, isInput: false };
    await store.putArtifacts(runId(2), [model], { now: 21 });
    await store.bookmarkRuns([runId(2)], true);
    await create(store, newRun(3, { kind: "matrix", runtime: "grid" }));
    await store.createAgentToken({ hash: "h", agent: "gpu", now: 1 });
    await store.deleteRuns([runId(3)], 30);
    await store.snapshotInto(join(folder, "sqlite.db"));
    await store.close();
    return join(folder, "sqlite.db");
  }

  test("from SQLite to Postgres and back nothing changes, and the next run gets a key of its own", async () => {
    const file = await filledSqlite();
    const shell = new DatabaseSync(file);
    // A key that was handed out and is gone.
    shell.exec("update sqlite_sequence set seq = 40 where name = 'runs'");
    shell.close();
    const url = await emptyDatabase();
    expect(await importInto(url, file)).toBe(false);
    const back = join(folder, "back.db");
    expect(await snapshotOfPostgres(url, back)).toMatchObject({ runs: 3, projects: 1, unfinishedRuns: 1 });
    expect(content(back)).toEqual(content(file));

    const store = await openPostgres(url);
    expect(await store.getRun(runId(2))).toMatchObject({ outputs: { steps: 3 }, readme: "# two", bookmarked: true });
    expect(await store.shareInstallation({ ...INSTALLATION, secret: "another" })).toEqual(INSTALLATION);
    await create(store, newRun(4));
    expect(await finish(store, runId(1), 40)).toBe("accepted");
    await store.snapshotInto(join(folder, "later.db"));
    const later = new DatabaseSync(join(folder, "later.db"), { readOnly: true });
    expect(later.prepare("select max(id) as id from runs").get()).toEqual({ id: 41 });
    later.close();
  });

  test("a copy made while servers write is of one moment, and holds all that was acknowledged before it", async () => {
    const url = await emptyDatabase();
    const store = await openPostgres(url);
    await makeProject(store);
    const acknowledged: string[] = [];
    let stop = false;
    const lanes = [1, 2, 3, 4].map(async (lane) => {
      for (let index = 1; !stop; index += 1) {
        const id = runId(lane * 100_000 + index);
        await create(store, newRun(lane * 100_000 + index, { managedBy: "user", inputs: { index } }));
        await store.addCondition(id, { type: "running" }, { now: index });
        acknowledged.push(id);
      }
    });
    while (acknowledged.length < 100) await new Promise((resolve) => setImmediate(resolve));
    const before = [...acknowledged];
    const file = join(folder, "copy.db");
    const { runs } = await store.snapshotInto(file);
    const during = acknowledged.length;
    stop = true;
    await Promise.all(lanes);
    expect(runs).toBeGreaterThanOrEqual(before.length);
    expect(during).toBeGreaterThan(before.length);
    const copy = new DatabaseSync(file, { readOnly: true });
    const kept = new Set(
      copy
        .prepare("select uuid from runs where status = 'running'")
        .all()
        .map((row) => (row as { uuid: string }).uuid),
    );
    expect(before.filter((id) => !kept.has(id))).toEqual([]);
    // A run stands in several tables: in a copy of several moments they would disagree.
    expect(
      copy
        .prepare(
          `select r.uuid from runs r where r.condition_seq <> (select count(*) from run_conditions c where c.run_id = r.id)
             or not exists (select 1 from run_values v where v.run_id = r.id)
           union all select 'orphan' from run_conditions where run_id not in (select id from runs)`,
        )
        .all(),
    ).toEqual([]);
    copy.close();
  });

  test("what is not empty is refused, or moved aside whole; what servers work on is never touched", async () => {
    const file = await filledSqlite();
    const url = await emptyDatabase();
    // A server that was started there once, by mistake, has left nothing that matters.
    await (await openPostgres(url)).shareInstallation({ ...INSTALLATION, secret: "of a first start" });
    await stores.pop()?.close();
    await importInto(url, file);
    await expect(importInto(url, file)).rejects.toMatchObject({
      code: "not-empty",
      message: /holds projects, runs.*--force/,
    });

    const store = await openPostgres(url);
    await expect.poll(async () => (await statusOfPostgres(url)).served).toBe(true);
    await expect(importInto(url, file, "aside")).rejects.toMatchObject({
      code: "locked",
      message: /stop every Polyaxon/,
    });
    await create(store, newRun(9));
    await stores.pop()?.close();

    expect(await importInto(url, file, "aside")).toBe(true);
    const again = await openPostgres(url);
    expect([await again.getRun(runId(9)), await again.getRun(runId(1))]).toMatchObject([null, { uuid: runId(1) }]);
    await stores.pop()?.close();
    const name = new URL(url).pathname.slice(1);
    const client = new pg.Client({ connectionString: cluster.url(name) });
    await client.connect();
    expect((await client.query("select count(*)::int as n from aside.runs")).rows).toEqual([{ n: 4 }]);
    await client.end();
  });

  test("a program that is older than the schema makes no copy, since it would leave out what it does not know", async () => {
    const url = await emptyDatabase();
    const store = await openPostgres(url);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query("insert into schema_history (number, name, applied_at) values (9999, 'from-the-future', 0)");
    await client.end();
    await expect(store.snapshotInto(join(folder, "none.db"))).rejects.toMatchObject({ code: "newer-schema" });
    expect(readdirSync(folder)).toEqual([]);
  });

  test("names of an archive's tables and columns become part of no statement", async () => {
    const file = await filledSqlite();
    const shell = new DatabaseSync(file);
    shell.exec(
      `alter table bookmarks add column "a"" , (select pg_sleep(9))) --" text;
         insert into bookmarks (kind, target_id) values ('run', 1)`,
    );
    shell.close();
    const url = await emptyDatabase();
    await expect(importInto(url, file)).rejects.toMatchObject({
      code: "corrupt",
      message: expect.stringContaining('has "bookmarks.a\\" ,'),
    });
    expect(await statusOfPostgres(url)).toMatchObject({ current: 0 });
  });

  test.each<[Fault, readonly unknown[]]>([
    ["commit-not-delivered", ["unreachable", 0]],
    ["answer-not-delivered", [false, 3]],
  ])("an import that loses its connection in its own commit learns what became of it (%s)", async (fault, answer) => {
    const file = await filledSqlite();
    const url = await emptyDatabase();
    const way = await FaultyWay.to(cluster.port);
    way.fault = fault;
    const said = await importInto(url.replace(`:${cluster.port}/`, `:${way.port}/`), file).catch(
      (error: StoreError) => error.code,
    );
    expect(way.faults).toBe(1);
    way.close();
    expect([said, (await statusOfPostgres(url)).current === 0 ? 0 : 3]).toEqual(answer);
    // What was not done can be done; what was is not done again.
    const again = await importInto(url, file).catch((error: StoreError) => error.code);
    expect(again).toBe(fault === "commit-not-delivered" ? false : "not-empty");
  });

  test("an import says that it is in doubt when nobody answers who could tell", async () => {
    const file = await filledSqlite();
    const url = await emptyDatabase();
    const way = await FaultyWay.to(cluster.port);
    way.fault = "answer-not-delivered";
    way.thenClosed = true;
    const through = url.replace(`:${cluster.port}/`, `:${way.port}/`);
    const options = { from: file, installation: INSTALLATION, now: NOW, aside: null, patienceMs: 0 };
    await expect(importIntoPostgres(through, options)).rejects.toMatchObject({
      code: "in-doubt",
      message: /cannot be asked whether that is done/,
    });
  });

  test("a status that is asked for while an import ends is of before with a server at work, or of after", async () => {
    const url = await emptyDatabase();
    await (await openPostgres(url)).shareInstallation({ ...INSTALLATION, secret: "before" });
    await stores.pop()?.close();
    const importing = new pg.Client({ connectionString: url });
    await importing.connect();
    await importing.query(`select pg_advisory_lock(${SERVED_LOCK}); begin; update installation set secret = 'after'`);
    const way = await FaultyWay.to(cluster.port);
    let ends: Promise<unknown> | null = null;
    way.beforeSent = async (bytes) => {
      if (bytes.includes("pg_try_advisory_lock"))
        await (ends ??= importing.query(`commit; select pg_advisory_unlock(${SERVED_LOCK})`));
    };
    const { served, installation } = await statusOfPostgres(url.replace(`:${cluster.port}/`, `:${way.port}/`));
    way.close();
    await importing.end();
    expect([served, installation?.secret]).toEqual([false, "after"]);
  });

  test("an import that fails leaves the database as it was", async () => {
    const file = await filledSqlite();
    const shell = new DatabaseSync(file);
    shell.exec("create table stranger (a integer primary key); insert into stranger values (1)");
    shell.close();
    const url = await emptyDatabase();
    await expect(importInto(url, file)).rejects.toThrow(/stranger/);
    expect(await statusOfPostgres(url)).toMatchObject({ current: 0, installation: null });
    await expect(snapshotOfPostgres(url, join(folder, "none.db"))).rejects.toMatchObject({ code: "cannot-open" });
  });
});

/** Every row of every table but the record of migrations, whose times differ. */
function content(file: string): Record<string, unknown> {
  const database = new DatabaseSync(file, { readOnly: true });
  const tables = database.prepare("select name from sqlite_master where type = 'table' order by name").all() as {
    name: string;
  }[];
  const rows = tables
    .filter(({ name }) => name !== "schema_history" && name !== "sqlite_stat1")
    .map(({ name }) => [
      name,
      (database.prepare(`select * from "${name}"`).all() as object[]).map((row) => JSON.stringify(row)).toSorted(),
    ]);
  database.close();
  return Object.fromEntries(rows) as Record<string, unknown>;
}

import type { Store, StoreChange } from "@polyaxon/orchestrator";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { create, makeProject, newRun, PROJECT, runId } from "../contract/harness.ts";
import { type Cluster, postgresCluster, whyNoPostgres } from "../contract/postgres-cluster.ts";
import { StoreError } from "../errors.ts";
import { MIGRATIONS } from "../schema/migrate.ts";
import { parseAddress } from "./address.ts";
import { connectionsTo } from "./connections.ts";
import { LIFE_LOCKS, lifeLock } from "./locks.ts";
import { openPostgresStore, type PostgresStoreOptions } from "./open-postgres-store.ts";
import { takePlace } from "./take-place.ts";

const refusal = async (open: Promise<unknown>): Promise<StoreError> => {
  const error: unknown = await open.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StoreError);
  return error as StoreError;
};

test.each([
  ["mysql://h/d", 'begins with "mysql:"'],
  ["not a url", "it is no URL"],
  ["postgresql://user:secret@h:5432/", "names no database"],
])("%s is no address", async (url, problem) => {
  const error = await refusal(openPostgresStore({ url }));
  expect(error).toMatchObject({ code: "bad-address", message: expect.stringContaining(problem) as string });
  expect(error.message).not.toContain("secret");
});

test("an address is shown without its password", () => {
  expect(parseAddress("postgres://u:secret@db.example:6000/runs").place).toBe("db.example:6000/runs");
  expect(parseAddress("postgresql:///runs?host=/var/run/postgresql").place).toBe("/var/run/postgresql:5432/runs");
});

test("a server that does not answer is waited for, and then named", async () => {
  const warnings: string[] = [];
  const logger = { debug() {}, info() {}, warn: (_: unknown, message: string) => warnings.push(message), error() {} };
  const error = await refusal(
    openPostgresStore({ url: "postgresql://u:secret@127.0.0.1:1/d", waitMs: 1_500, logger: logger as never }),
  );
  expect(error).toMatchObject({ code: "unreachable" });
  expect(error.message).toMatch(/127\.0\.0\.1:1\/d cannot be reached: .*ECONNREFUSED/);
  expect(warnings.length).toBeGreaterThan(0);
});

const reason = whyNoPostgres();
describe.skipIf(reason !== null)(`on a real server${reason === null ? "" : ` (${reason})`}`, () => {
  let cluster: Cluster;
  const opened: Store[] = [];
  const databases: string[] = [];
  beforeAll(async () => {
    cluster = await postgresCluster();
  });
  afterAll(async () => {
    for (const store of opened) await store.close();
    for (const name of databases) await cluster.dropDatabase(name);
  });

  const newDatabase = async (): Promise<string> => {
    const name = await cluster.createDatabase();
    databases.push(name);
    return name;
  };
  const openStore = async (database: string, more: Partial<PostgresStoreOptions> = {}): Promise<Store> => {
    const store = await openPostgresStore({ url: cluster.url(database), ...more });
    opened.push(store);
    return store;
  };
  const kill = (database: string): Promise<unknown> =>
    cluster.admin(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`);

  test("whoever is not let in is told why, without the password", async () => {
    const port = cluster.port;
    await cluster.admin("create role nobody_in nologin");
    const user = await refusal(openPostgresStore({ url: `postgresql://nobody_in:secret@127.0.0.1:${port}/postgres` }));
    expect(user).toMatchObject({ code: "refused" });
    expect(user.message).toMatch(/does not let this user in.*POLYAXON_DATABASE_URL/);
    expect(user.message).not.toContain("secret");
    const database = await refusal(openPostgresStore({ url: cluster.url("nowhere") }));
    expect(database.message).toContain("There is no such database");
  });

  test("a user who may not make tables is told so", async () => {
    const name = `bare_${databases.length}`;
    await cluster.admin(`create database ${name}`);
    databases.push(name);
    await cluster.admin("create role reader login");
    const error = await refusal(openPostgresStore({ url: `postgresql://reader@127.0.0.1:${cluster.port}/${name}` }));
    expect(error).toMatchObject({ code: "refused", message: expect.stringContaining("may not do") as string });
  });

  test("a standby, or a database set read-only, is refused", async () => {
    const database = await newDatabase();
    await cluster.admin(`alter database ${database} set default_transaction_read_only = on`);
    expect((await refusal(openPostgresStore({ url: cluster.url(database) }))).code).toBe("read-only");
  });

  test("a schema written by a newer version is refused", async () => {
    const database = await newDatabase();
    const client = new pg.Client({ connectionString: cluster.url(database) });
    await client.connect();
    await client.query("insert into schema_history (number, name, applied_at) values (99, 'from-the-future', 0)");
    await client.end();
    const error = await refusal(openPostgresStore({ url: cluster.url(database) }));
    expect(error.code).toBe("newer-schema");
    expect(error.message).toContain("schema 99 (from-the-future)");
  });

  test("servers that come at once migrate once", async () => {
    const name = `fresh_${databases.length}`;
    await cluster.admin(`create database ${name}`);
    databases.push(name);
    const stores = await Promise.all([1, 2, 3, 4].map(() => openStore(name)));
    await makeProject(stores[0] as Store);
    expect(await stores[3]?.getProject(PROJECT)).not.toBeNull();
  });

  test("I4: of two servers that have one name, the later is refused while the first lives", async () => {
    const url = cluster.url(await newDatabase());
    const first = await openPostgresStore({ url, owner: "local-a-1" });
    const again = (nameWaitMs: number) => openPostgresStore({ url, owner: "local-a-1", nameWaitMs });
    const error = await refusal(again(0));
    expect(error).toMatchObject({ code: "locked", message: expect.stringContaining("under the name local-a-1") });
    await (await openPostgresStore({ url, owner: "local-b-2" })).close();
    const waiting = again(30_000);
    await first.close();
    await (await waiting).close();
  });

  test("I4: of two servers of one name that start at the same instant, one is refused", async () => {
    const url = cluster.url(await newDatabase());
    const start = (): Promise<unknown> =>
      openPostgresStore({ url, owner: "local-a-1", nameWaitMs: 0 }).catch((thrown: unknown) => thrown);
    for (let round = 0; round < 3; round += 1) {
      const started = await Promise.all([start(), start()]);
      const refused = started.filter((each) => each instanceof StoreError);
      for (const each of started) if (!(each instanceof StoreError)) await (each as Store).close();
      expect(refused).toHaveLength(1);
      expect(refused[0]).toMatchObject({ code: "locked" });
    }
  });

  test("I4: a server whose name another one took, while it had no connection, is told to end", async () => {
    const database = await newDatabase();
    let told: (error: StoreError) => void = () => {};
    const lost = new Promise<StoreError>((resolve) => (told = resolve));
    await openStore(database, { owner: "local-a-1", nameWaitMs: 0, onNameLost: told });
    const other = new pg.Client({ connectionString: cluster.url(database) });
    await other.connect();
    await other.query("select pg_advisory_lock_shared($1, $2)", [LIFE_LOCKS, lifeLock("local-a-1")]);
    await other.query(
      // The cluster is that of every suite: locks of their databases are none of ours.
      `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = $1 and pid <> pg_backend_pid()
        and database = (select oid from pg_database where datname = current_database())`,
      [LIFE_LOCKS],
    );
    expect(await lost).toMatchObject({ code: "locked", message: expect.stringContaining("local-a-1") as string });
    await other.end();
  });

  test("a server that lost its connection keeps its name, even while the old connection lingers", async () => {
    const database = await newDatabase();
    let told: StoreError | null = null;
    await openStore(database, { owner: "local-a-1", nameWaitMs: 0, onNameLost: (error) => (told = error) });
    const nameIsHeld = async (): Promise<void> => {
      const rows = await cluster.admin(
        `select pid from pg_locks where locktype = 'advisory' and classid = ${LIFE_LOCKS} and objid = ${lifeLock("local-a-1")}
          and database = (select oid from pg_database where datname = '${database}')`,
      );
      expect(rows).toHaveLength(1);
    };
    await vi.waitFor(nameIsHeld, 60_000);
    await kill(database);
    const again = await openStore(database, { nameWaitMs: 0 });
    await again.ping();
    await vi.waitFor(nameIsHeld, 60_000);
    expect(told).toBeNull();
  });

  test("a migration that older servers cannot live with waits for their end, and says so", async () => {
    const database = await newDatabase();
    const old = await openPostgresStore({ url: cluster.url(database) });
    const connections = connectionsTo(cluster.url(database), { writers: 1, readers: 1, readTimeoutMs: 1_000 });
    const { signal } = new AbortController();
    const next = { number: 99, name: "another-world", online: false, up: async () => {} };
    const start = (waitMs: number) =>
      takePlace({
        ...{ connections, place: "db/plx", owner: null, now: () => 1, signal, logger: undefined, waitMs },
        history: [...MIGRATIONS, next],
      });
    const error = await refusal(start(0));
    expect(error.code).toBe("older-servers");
    expect(error.message).toMatch(/has to be migrated \(99, another-world\).*Stop every Polyaxon server/);
    const waiting = Promise.all([start(30_000), start(30_000)]);
    await old.close();
    for (const client of await waiting) await client.end();
    await connections.close();
    expect((await refusal(openPostgresStore({ url: cluster.url(database) }))).code).toBe("newer-schema");
  });

  test("an acknowledged commit is on disk, whatever the database says by default", async () => {
    const database = await newDatabase();
    await cluster.admin(`alter database ${database} set synchronous_commit = off`);
    const store = await openStore(database);
    const seen = await settingOfWriters(store, database, "synchronous_commit");
    expect(seen).toEqual(["on"]);
  });

  /** Each writing connection notes the setting through a trigger. */
  async function settingOfWriters(store: Store, database: string, setting: string): Promise<unknown[]> {
    const client = new pg.Client({ connectionString: cluster.url(database) });
    await client.connect();
    await client.query(`create table seen (value text);
      create function note() returns trigger language plpgsql as
        $$ begin insert into seen values (current_setting('${setting}')); return new; end $$;
      create trigger note after insert or update on health for each row execute function note()`);
    await store.ping();
    const { rows } = await client.query<{ value: unknown }>("select distinct value from seen");
    await client.end();
    return rows.map(({ value }) => value);
  }

  test("a list that takes too long is stopped with a clear error, and the next one is answered", async () => {
    const database = await newDatabase();
    const store = await openStore(database, { readTimeoutMs: 1 });
    await makeProject(store);
    const runs = Array.from({ length: 3_000 }, (_, index) => newRun(index + 1));
    for (let at = 0; at < runs.length; at += 500) await create(store, ...runs.slice(at, at + 500));
    const list = () => store.listRuns(PROJECT, { limit: 3_000, offset: 0, withCount: true });
    expect((await refusal(list())).code).toBe("too-slow");
    await store.ping();
  });

  test("what one server commits wakes the others, and not with its own echo", async () => {
    const database = await newDatabase();
    const [one, two] = [await openStore(database), await openStore(database)];
    const heard: { readonly one: StoreChange[]; readonly two: StoreChange[] } = { one: [], two: [] };
    one.subscribe((change) => heard.one.push(change));
    two.subscribe((change) => heard.two.push(change));
    await makeProject(one);
    await create(one, newRun(1), newRun(2));
    await vi.waitFor(() => expect(heard.two.flatMap(({ runs }) => runs)).toEqual([runId(1), runId(2)]), 60_000);
    expect(heard.two.some(({ work }) => work)).toBe(true);
    expect(heard.one.flatMap(({ runs }) => runs)).toEqual([runId(1), runId(2)]);
  });

  test("connections cut in mid-flight lose nothing and do nothing twice", async () => {
    const database = await newDatabase();
    const store = await openStore(database);
    await makeProject(store);
    const heard: StoreChange[] = [];
    store.subscribe((change) => heard.push(change));
    const counts = 8;
    const each = 40;
    let acknowledged = 0;
    let cuts = 0;
    const written: { readonly index: number; readonly at: number }[] = [];
    const writers = Array.from({ length: counts }, async (_, writer) => {
      for (let at = 0; at < each || cuts < 8; at += 1) {
        const index = at * counts + writer + 1;
        // `exists` would mean that a commit was taken for lost and made again.
        expect(await store.createRuns([newRun(index)])).toEqual({ kind: "created" });
        await store.patchRun(runId(index), { merge: true, tags: [`t${at}`], outputs: { at } }, { now: index });
        acknowledged += 1;
        written.push({ index, at });
      }
    });
    const cutter = (async () => {
      for (let next = 10; cuts < 8;) {
        if (acknowledged >= next) {
          await kill(database);
          cuts += 1;
          next = acknowledged + 20;
        }
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    })();
    await Promise.all([...writers, cutter]);
    expect(written.length).toBeGreaterThanOrEqual(counts * each);
    for (const { at, index } of written) {
      const run = await store.getRun(runId(index));
      // One version for the creation, one for the patch: neither was applied twice.
      expect(run).toMatchObject({ version: 2, outputs: { at } });
      expect((await store.getConditions(runId(index))).length).toBe(1);
    }
    // The listener comes back as well.
    const other = await openStore(database);
    heard.length = 0;
    await vi.waitFor(
      async () => {
        await other.patchRun(runId(1), { name: `again ${Math.random()}` }, { now: 1 });
        expect(heard.some(({ runs }) => runs.includes(runId(1)))).toBe(true);
      },
      { timeout: 60_000, interval: 100 },
    );
  });

  test("the health check fails at once while the server is away, and changes wait for it", async () => {
    const database = await newDatabase();
    const store = await openStore(database);
    await makeProject(store);
    await cluster.admin(`alter database ${database} with allow_connections false`);
    await kill(database);
    expect(await refusal(store.ping())).toBeInstanceOf(StoreError);
    await cluster.admin(`alter database ${database} with allow_connections true`);
    await store.ping();
  });

  test("a closed store says so", async () => {
    const store = await openStore(await newDatabase());
    await store.close();
    await store.close();
    expect((await refusal(store.heartbeat("a", 1))).code).toBe("closed");
  });
});

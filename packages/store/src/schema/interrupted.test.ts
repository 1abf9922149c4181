import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DatabaseSync } from "@photostructure/sqlite";
import type { Store } from "@polyaxon/orchestrator";
import pg from "pg";
import { describe, expect, test } from "vitest";
import { runId, statusOf } from "../contract/harness.ts";
import { postgresCluster, whyNoPostgres } from "../contract/postgres-cluster.ts";
import { statusOfPostgres } from "../postgres/offline.ts";
import { openPostgresStore } from "../postgres/open-postgres-store.ts";
import { checkFolder, schemaOfFolder } from "../sqlite/offline.ts";
import { openSqliteStore } from "../sqlite/open-sqlite-store.ts";
import { fixture } from "./fixtures/fixture-promises.ts";
import { postgresRows } from "./fixtures/postgres-rows.ts";
import type { SchemaStatus } from "./migrate.ts";

const VICTIM = fileURLToPath(new URL("./testing/migration-victim.ts", import.meta.url));
const OLDEST = "schema-1";
const EVERY = process.env["POLYAXON_TEST_LONG"] === "1";

/** A database of the oldest schema, made anew for each kill. */
interface Patient {
  readonly victim: readonly [kind: string, place: string];
  status(): Promise<SchemaStatus>;
  open(): Promise<Store>;
  dispose(): Promise<void>;
}

async function onSqlite(): Promise<Patient> {
  const folder = mkdtempSync(join(tmpdir(), "polyaxon-interrupted-"));
  const file = join(folder, "polyaxon.db");
  const database = new DatabaseSync(file);
  database.exec(fixture(`${OLDEST}.sql`));
  database.close();
  return {
    victim: ["sqlite", file],
    status: () => schemaOfFolder(folder),
    async open() {
      await checkFolder(folder);
      return await openSqliteStore({ folder });
    },
    dispose: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function onPostgres(): Promise<Patient> {
  const cluster = await postgresCluster();
  const name = `interrupted_${randomUUID().replaceAll("-", "")}`;
  await cluster.admin(`create database ${name}`);
  const url = cluster.url(name);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`${fixture(`${OLDEST}.postgres.sql`)}\n${postgresRows(fixture(`${OLDEST}.sql`))}`);
  await client.end();
  return {
    victim: ["postgres", url],
    status: () => statusOfPostgres(url),
    open: () => openPostgresStore({ url }),
    dispose: () => cluster.dropDatabase(name),
  };
}

/** Migrates in a process of its own, which dies after so many statements. */
function migrateUntil(patient: Patient, statements: number): { readonly signal: string | null; readonly out: string } {
  const args = ["--import", "tsx", VICTIM, ...patient.victim, String(statements)];
  const { signal, status, stderr, stdout } = spawnSync(process.execPath, args, { encoding: "utf8", timeout: 300_000 });
  if (signal === null && status !== 0)
    throw new Error(`the victim ended by itself with ${status}: ${stderr.slice(-2_000)}`);
  return { signal, out: stdout.trim() };
}

const reason = whyNoPostgres();
describe.each([
  ["SQLite", onSqlite, null],
  ["Postgres", onPostgres, reason],
] as const)("a migration that is killed half-way on %s", (database, make, why) => {
  test(
    "has done nothing or all, and the next start finishes it",
    { timeout: EVERY ? 3_600_000 : 600_000 },
    async (context) => {
      if (why !== null) return context.skip(why);
      const counted = await make();
      const statements = Number(migrateUntil(counted, -1).out);
      expect((await counted.status()).pending).toEqual([]);
      await counted.dispose();
      expect(statements).toBeGreaterThan(20);
      const all = Array.from({ length: statements }, (_each, index) => index + 1);
      const last = statements - 1;
      for (const at of EVERY ? all : [Math.round(statements / 2), last]) {
        const patient = await make();
        expect(migrateUntil(patient, at).signal, `statement ${at} of ${statements}`).toBe("SIGKILL");
        const { current, pending, target } = await patient.status();
        expect([1, target], `the schema after statement ${at}`).toContain(current);
        expect(pending.length > 0).toBe(current === 1);
        const store = await patient.open();
        expect(await statusOf(store, runId(4))).toBe("succeeded");
        await store.ping();
        await store.close();
        expect(await patient.status()).toMatchObject({ current: target, pending: [] });
        await patient.dispose();
      }
      if (EVERY)
        console.info(`migrations on ${database}: killed at each of ${statements} statements, done or undone each time`);
    },
  );
});

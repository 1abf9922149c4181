/**
 * Writes a small database of the present schema as SQL text to `src/schema/fixtures/schema-<number>.sql`, and the
 * statements that make its tables on Postgres to `schema-<number>.postgres.sql`, from which the tests beside them migrate
 * to the newest. Run it once with every new migration, and never change a file that stands:
 *
 *     npx tsx packages/store/scripts/write-schema-fixture.ts
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NewRun, RunId, Store } from "@polyaxon/orchestrator";
import { DatabaseSync } from "@photostructure/sqlite";
import {
  DummyDriver,
  Kysely,
  type LogEvent,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from "kysely";
import { postgresDialect } from "../src/postgres/dialect.ts";
import { migrate } from "../src/schema/migrate.ts";
import type { Tables } from "../src/schema/tables.ts";
import { openSqliteStore } from "../src/sqlite/open-sqlite-store.ts";

const NOW = Date.UTC(2026, 0, 1);
const AGENT = "agent-1";
const id = (index: number): RunId => index.toString(16).padStart(32, "0") as RunId;

const newRun = (index: number, more: Partial<NewRun> = {}): NewRun => ({
  uuid: id(index),
  project: "digits",
  name: `run-${index}`,
  description: null,
  tags: [`tag-${index}`],
  user: "ada",
  kind: "job",
  runtime: "job",
  managedBy: "agent",
  pending: null,
  rawContent: '{"version":1.1}',
  inputs: { lr: 0.5, word: "a" },
  metaInfo: { origin: "fixture" },
  original: null,
  pipeline: null,
  controller: null,
  createdAt: NOW,
  ...more,
});

/** Runs 1 created, 2 queued, 3 running, 4 succeeded, 5 a sweep under way with child 6, 7 the user's own, 8 deleted. */
async function fill(store: Store): Promise<void> {
  const project = { uuid: "d".repeat(32), name: "digits", description: "of the fixture", tags: ["a"], readme: "#" };
  await store.createProject({ ...project, user: "ada", createdAt: NOW });
  // The last of them finds no slot, and stays queued.
  await store.createRuns([3, 4, 8, 2].map((index) => newRun(index)));
  const registered = { name: AGENT, version: "0", slots: 8, queues: ["gpu"] };
  await store.registerAgent(registered, NOW);
  await decide(store, () => [
    { kind: "set", fields: { content: '{"compiled":true}' } },
    { kind: "status", condition: { type: "compiled" } },
    { kind: "status", condition: { type: "queued" } },
  ]);
  const claims = await store.claim({ agent: AGENT, limit: 3, queues: [], now: NOW });
  for (const { run, attempt } of claims) {
    await store.report(AGENT, [{ kind: "status", run: run.uuid, attempt, condition: { type: "running" } }], NOW);
  }
  const exited = { kind: "exited", exitCode: 0 } as const;
  for (const index of [4, 8]) {
    await store.report(AGENT, [{ kind: "finished", run: id(index), attempt: 1, outcome: exited }], NOW + 1000);
  }
  await store.deleteRuns([id(8)], NOW + 2000);
  await store.patchRun(id(4), { outputs: { loss: 0.25, epochs: 3 }, readme: "# four" }, { now: NOW + 2000 });
  const model = { name: "model", kind: "model", path: "model", state: "", summary: { size: 1 }, isInput: false };
  await store.putArtifacts(id(4), [model], { now: NOW + 2000 });
  await store.bookmarkRuns([id(4)], true);
  await store.createRuns([newRun(5, { kind: "matrix", runtime: "grid" })]);
  await decide(store, () => [
    { kind: "status", condition: { type: "running" } },
    {
      kind: "pipeline",
      state: {
        total: 1,
        created: 1,
        succeeded: 0,
        failed: 0,
        upstreamFailed: 0,
        stopped: 0,
        skipped: 0,
        concurrency: 2,
      },
    },
    { kind: "create-children", runs: [newRun(6, { pipeline: id(5), controller: id(5) })] },
  ]);
  await store.createRuns([newRun(1), newRun(7, { managedBy: "user" })]);
}

type Changes = Parameters<Store["saveAll"]>[0][number]["changes"];

async function decide(store: Store, changes: () => Changes): Promise<void> {
  const items = await store.leaseDue({ now: NOW, limit: 99, perPipeline: 99, leaseMs: 1000, token: "fixture" });
  const saves = items.map((item) => ({
    run: item.run.uuid,
    expectedVersion: item.run.version,
    leaseToken: item.leaseToken,
    seq: item.seq,
    changes: changes(),
    wakeAt: null,
    now: NOW,
  }));
  for (const { kind } of await store.saveAll(saves)) if (kind !== "saved") throw new Error(`a save ended as ${kind}`);
}

function dump(file: string): { readonly schema: number; readonly sql: string } {
  const database = new DatabaseSync(file, { readOnly: true });
  const objects = database
    .prepare(
      "select type, name, sql from sqlite_master where sql is not null and name not like 'sqlite_%' order by rowid",
    )
    .all() as { type: string; name: string; sql: string }[];
  const lines: string[] = [];
  for (const { sql } of objects.filter(({ type }) => type === "table")) lines.push(`${sql};`);
  for (const { name } of [...objects.filter(({ type }) => type === "table"), { name: "sqlite_sequence" }]) {
    for (const row of database.prepare(`select * from "${name}"`).all() as Record<string, unknown>[]) {
      const columns = Object.keys(row).map((column) => `"${column}"`);
      lines.push(
        `insert into "${name}" (${columns.join(", ")}) values (${Object.values(row).map(literal).join(", ")});`,
      );
    }
  }
  for (const { sql } of objects.filter(({ type }) => type === "index")) lines.push(`${sql};`);
  const [newest] = database.prepare("select max(number) as number from schema_history").all() as { number: number }[];
  database.close();
  return { schema: newest?.number ?? 0, sql: `${lines.join("\n")}\n` };
}

/** What migrations up to this one say to Postgres, without a server that listens. */
async function postgresTables(upTo: number): Promise<string> {
  const statements: string[] = [];
  const db = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (kysely) => new PostgresIntrospector(kysely),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    log({ query }: LogEvent) {
      // The rest changes rows, of which there are none.
      if (/^(create|alter|drop) /.test(query.sql)) statements.push(query.sql);
    },
  });
  await migrate(db, postgresDialect, NOW, upTo);
  return `${statements.join(";\n")};\n`;
}

function literal(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
  throw new Error(`a fixture holds numbers and texts only, found ${typeof value}`);
}

const folder = mkdtempSync(join(tmpdir(), "polyaxon-fixture-"));
try {
  const store = await openSqliteStore({ folder, now: () => NOW });
  await fill(store);
  await store.close();
  const { schema, sql } = dump(join(folder, "polyaxon.db"));
  const target = join(import.meta.dirname, `../src/schema/fixtures/schema-${schema}.sql`);
  writeFileSync(target, sql);
  const postgres = target.replace(/sql$/, "postgres.sql");
  writeFileSync(postgres, await postgresTables(schema));
  console.log(`wrote ${target} and ${postgres}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

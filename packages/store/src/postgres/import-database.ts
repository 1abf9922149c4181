import { setTimeout } from "node:timers/promises";
import { DatabaseSync, type DatabaseSyncInstance } from "@photostructure/sqlite";
import type { ClientBase } from "pg";
import { StoreError } from "../errors.ts";
import { migrate } from "../schema/migrate.ts";
import { sqliteDialect } from "../sqlite/dialect.ts";
import { databaseOver } from "../sqlite/kysely-driver.ts";
import type { Installation } from "../units/installation.ts";
import { type CopiedTable, copiedTables, nextBatch } from "./copied-tables.ts";
import { postgresDialect } from "./dialect.ts";
import { isOutage } from "./failures.ts";
import { MIGRATION_LOCK, SERVED_LOCK } from "./locks.ts";
import { Session } from "./session.ts";

export interface ImportOptions {
  /** A SQLite database of this program's schema, such as `exportDatabase` or `takeSnapshot` made. */
  readonly from: string;
  /** What its servers will share. Its secret is this import's alone: by that it is known again. */
  readonly installation: Installation;
  /** Milliseconds since the epoch, for the record of migrations. */
  readonly now: number;
  /** The schema into which tables that are there are moved; null: they are a reason to refuse. */
  readonly aside: string | null;
}

/** Tables that a server fills by itself when it first starts on an empty database. */
const OF_A_FIRST_START = new Set(["schema_history", "health", "agents"]);

/**
 * Fills a database from a copy, in one transaction: all or nothing. The connection is good for nothing else afterwards.
 *
 * @returns whether tables were moved aside
 * @throws StoreError `not-empty` when it holds something and `aside` is null; `locked` while servers work on it
 */
export async function importDatabase(client: ClientBase, place: string, options: ImportOptions): Promise<boolean> {
  await takeAlone(client, place);
  const connection = new DatabaseSync(options.from, { readOnly: true });
  try {
    await client.query("begin; set local statement_timeout = 0; set local synchronous_commit = on");
    await client.query(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    const tables = await ownTables(connection, options.from);
    const moved = await makeRoom(client, place, tables, options.aside);
    await migrate(new Session(client).db, postgresDialect, options.now);
    for (const table of tables) if (table.name !== "schema_history") await copyTable(client, connection, table);
    const { installationKey, secret, adminToken, artifactsId } = options.installation;
    await client.query("delete from installation");
    await client.query(
      "insert into installation (id, installation_key, secret, admin_token, artifacts_id) values (1, $1, $2, $3, $4)",
      [installationKey, secret, adminToken, artifactsId],
    );
    await client.query("commit").catch((error: unknown) => {
      throw isOutage(error) ? new ImportInDoubt(moved, error) : error;
    });
    return moved;
  } finally {
    connection.close();
  }
}

/** The connection was lost while the import was made final. By the secret of the installation it is known again. */
export class ImportInDoubt extends Error {
  override readonly name = "ImportInDoubt";
  /** What the import was to answer. */
  readonly moved: boolean;

  constructor(moved: boolean, cause: unknown) {
    super("the connection was lost while an import was made final", { cause });
    this.moved = moved;
  }
}

/**
 * Whether an import with this secret is in the database. `null`: its connection is not gone yet in the database's eyes, or
 * a server works there.
 */
export async function wasImported(client: ClientBase, secret: string): Promise<boolean | null> {
  if (await hasSecret(client, secret)) return true;
  // Nothing of it goes on any more once its lock is free; until then it may still become final.
  return (await tryAlone(client)) ? await hasSecret(client, secret) : null;
}

async function hasSecret(client: ClientBase, secret: string): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>("select to_regclass('installation') is not null as there");
  if (rows[0]?.there !== true) return false;
  const found = await client.query("select 1 from installation where secret = $1", [secret]);
  return found.rows.length > 0;
}

/**
 * The tables of this program's schema, which those of the file must be: names that somebody else chose become part of no
 * statement.
 */
async function ownTables(connection: DatabaseSyncInstance, file: string): Promise<readonly CopiedTable[]> {
  const fresh = new DatabaseSync(":memory:");
  try {
    await migrate(databaseOver(fresh).db, sqliteDialect, 0);
    const own = copiedTables(fresh);
    const names = (tables: readonly CopiedTable[]): ReadonlySet<string> =>
      new Set(tables.flatMap(({ name, columns }) => [name, ...columns.map((column) => `${name}.${column}`)]));
    const [wanted, found] = [names(own), names(copiedTables(connection))];
    const strange = [...found].find((name) => !wanted.has(name));
    const missing = [...wanted].find((name) => !found.has(name));
    if (strange === undefined && missing === undefined) return own;
    const what = strange === undefined ? `lacks ${missing}` : `has ${JSON.stringify(strange.slice(0, 100))}`;
    throw new StoreError("corrupt", `The database ${file} ${what}: that is not Polyaxon's schema.`);
  } finally {
    fresh.close();
  }
}

/** The database notices after a moment only that the connection of an import that broke off is gone. */
const NOTICED_WITHIN_MS = 5_000;
const ASK_EVERY_MS = 100;

/** Until the connection ends. */
async function takeAlone(client: ClientBase, place: string): Promise<void> {
  if (await tryAlone(client, NOTICED_WITHIN_MS)) return;
  throw new StoreError(
    "locked",
    `A server is working on the database ${place}: stop every Polyaxon server of it first, or choose another database.`,
  );
}

/**
 * Whether a server works on the database now.
 * @param afterBreak an import may just have broken off, whose connection is not taken for a server
 */
export async function isServed(client: ClientBase, afterBreak: boolean): Promise<boolean> {
  if (!(await tryAlone(client, afterBreak ? NOTICED_WITHIN_MS : 0))) return true;
  await client.query(`select pg_advisory_unlock(${SERVED_LOCK})`);
  return false;
}

async function tryAlone(client: ClientBase, withinMs = 0): Promise<boolean> {
  for (let left = withinMs; ; left -= ASK_EVERY_MS) {
    const { rows } = await client.query<{ free: boolean }>(`select pg_try_advisory_lock(${SERVED_LOCK}) as free`);
    if (rows[0]?.free === true) return true;
    if (left <= 0) return false;
    await setTimeout(ASK_EVERY_MS);
  }
}

/** Leaves none of our tables in the way, or only such as a first start has filled, emptied. */
async function makeRoom(
  client: ClientBase,
  place: string,
  tables: readonly CopiedTable[],
  aside: string | null,
): Promise<boolean> {
  const { rows } = await client.query<{ name: string }>(
    "select name from unnest($1::text[]) as name where to_regclass(quote_ident(name)) is not null",
    [[...tables.map(({ name }) => name), "installation"]],
  );
  const there = rows.map(({ name }) => name);
  if (there.length === 0) return false;
  const filled: string[] = [];
  for (const name of there) {
    if (OF_A_FIRST_START.has(name) || name === "installation") continue;
    const found = await client.query(`select 1 from "${name}" limit 1`);
    if (found.rows.length > 0) filled.push(name);
  }
  if (filled.length === 0) {
    await client.query(`drop table ${there.map((name) => `"${name}"`).join(", ")}`);
    return false;
  }
  if (aside === null)
    throw new StoreError(
      "not-empty",
      `The database ${place} is not empty: it holds ${filled.join(", ")}. Choose another one (createdb), or move what ` +
        "is there into a schema of its own with --force.",
    );
  await client.query(`create schema "${aside}"`);
  for (const name of there) await client.query(`alter table "${name}" set schema "${aside}"`);
  return true;
}

async function copyTable(
  client: ClientBase,
  connection: DatabaseSyncInstance,
  { name, columns, generated }: CopiedTable,
): Promise<void> {
  const types = await client.query<{ column: string; type: string }>(
    `select attname as column, format_type(atttypid, null) as type from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
    [`"${name}"`],
  );
  const typeOf = new Map(types.rows.map(({ column, type }) => [column, type]));
  const list = columns.map((column) => `"${column}"`).join(", ");
  const arrays = columns.map((column, index) => `$${index + 1}::${typeOf.get(column) ?? "text"}[]`);
  const insert = `insert into "${name}" (${list}) select * from unnest(${arrays.join(", ")})`;
  const select = connection.prepare(`select ${list} from "${name}"`);
  select.setReturnArrays(true);
  let batch: (readonly unknown[])[] = [];
  let limit = nextBatch(null);
  const send = async (): Promise<void> => {
    if (batch.length === 0) return;
    const values = columns.map((_, index) => batch.map((row) => row[index]));
    await client.query(insert, values);
    limit = nextBatch(batch);
    batch = [];
  };
  for (const row of select.iterate() as Iterable<unknown>) {
    batch.push(row as readonly unknown[]);
    if (batch.length >= limit) await send();
  }
  await send();
  if (generated === null) return;
  const [sequence] = connection.prepare("select seq from sqlite_sequence where name = ?").all(name) as {
    seq: number;
  }[];
  if (sequence === undefined || sequence.seq < 1) return;
  await client.query("select setval(pg_get_serial_sequence($1, $2), $3)", [`"${name}"`, generated, sequence.seq]);
}

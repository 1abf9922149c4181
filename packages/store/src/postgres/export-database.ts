import { rmSync } from "node:fs";
import { DatabaseSync, type DatabaseSyncInstance } from "@photostructure/sqlite";
import type { ClientBase } from "pg";
import { StoreError } from "../errors.ts";
import { migrate, schemaStatus } from "../schema/migrate.ts";
import { sqliteDialect } from "../sqlite/dialect.ts";
import { databaseOver } from "../sqlite/kysely-driver.ts";
import { storeErrorFrom } from "../sqlite/open-database.ts";
import { ownFile } from "../sqlite/own-file.ts";
import { type DatabaseSummary, summarise } from "../sqlite/snapshot.ts";
import { type CopiedTable, copiedTables, nextBatch } from "./copied-tables.ts";
import { Session } from "./session.ts";

/**
 * Copies a database, as it is at one moment, into a new SQLite file of the same schema: what `takeSnapshot` makes of a
 * SQLite database, so that one kind of backup restores into either. It reads in one transaction of one snapshot, table by
 * table with a cursor, through the driver: no program of Postgres is needed, of whatever version the server is, and
 * nobody waits for it. Nothing is left of a copy that failed.
 *
 * What the servers of the database share (`installation`) is not copied: a backup keeps it apart.
 *
 * @throws StoreError about the copy, or `newer-schema`; what the connection fails with
 */
export async function exportDatabase(client: ClientBase, into: string): Promise<DatabaseSummary> {
  await client.query("begin isolation level repeatable read read only");
  // A pause of this side is no reason to give up.
  await client.query("set local idle_in_transaction_session_timeout = 0; set local statement_timeout = 0");
  try {
    ownFile(into);
    const connection = new DatabaseSync(into);
    try {
      return await fill(client, connection);
    } finally {
      connection.close();
    }
  } catch (error) {
    rmSync(into, { force: true });
    throw storeErrorFrom(error, into) ?? error;
  } finally {
    // The snapshot is let go of; a connection that is gone has done so.
    await client.query("rollback").catch(() => {});
  }
}

async function fill(client: ClientBase, connection: DatabaseSyncInstance): Promise<DatabaseSummary> {
  const made = await client.query<{ there: boolean }>("select to_regclass('schema_history') is not null as there");
  if (made.rows[0]?.there !== true)
    throw new StoreError("cannot-open", "The database is empty: no Polyaxon server has used it yet.");
  // A server that is older than the schema does not know every column: half a copy is none.
  const { current } = await schemaStatus(new Session(client).db, true);
  // Whoever makes the backup syncs the archive; a crash leaves a scratch file that nobody reads.
  connection.exec("pragma journal_mode = off; pragma synchronous = off; begin");
  const database = databaseOver(connection);
  await migrate(database.db, sqliteDialect, 0, current);
  connection.exec("delete from schema_history");
  for (const table of copiedTables(connection)) await copyTable(client, connection, table);
  connection.exec("commit");
  return await summarise(database);
}

async function copyTable(client: ClientBase, connection: DatabaseSyncInstance, table: CopiedTable): Promise<void> {
  const { name, columns, key, generated } = table;
  const list = columns.map((column) => `"${column}"`).join(", ");
  const insert = connection.prepare(`insert into "${name}" (${list}) values (${columns.map(() => "?").join(", ")})`);
  const order = key.map((column) => `"${column}"`).join(", ");
  await client.query(`declare copied no scroll cursor for select ${list} from "${name}" order by ${order}`);
  for (let limit = nextBatch(null); ;) {
    const { rows } = await client.query<unknown[]>({ text: `fetch forward ${limit} from copied`, rowMode: "array" });
    for (const row of rows) insert.run(...(row as (string | number | Uint8Array | null)[]));
    if (rows.length < limit) break;
    limit = nextBatch(rows);
  }
  await client.query("close copied");
  if (generated === null) return;
  // Keys that were handed out and are gone are not handed out again.
  const { rows } = await client.query<{ last: number | null }>(
    "select pg_sequence_last_value(pg_get_serial_sequence($1, $2)::regclass) as last",
    [name, generated],
  );
  const last = rows[0]?.last ?? null;
  if (last === null) return;
  const known = connection.prepare("update sqlite_sequence set seq = ? where name = ?").run(last, name);
  if (known.changes === 0) connection.prepare("insert into sqlite_sequence (name, seq) values (?, ?)").run(name, last);
}

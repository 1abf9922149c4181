import type { Client } from "pg";
import { type SchemaStatus, schemaStatus } from "../schema/migrate.ts";
import type { DatabaseSummary } from "../sqlite/snapshot.ts";
import { parseAddress } from "./address.ts";
import { connectTo } from "./connections.ts";
import { exportDatabase } from "./export-database.ts";
import { isDatabaseError, storeErrorFrom } from "./failures.ts";
import { importDatabase, type ImportOptions, isServed } from "./import-database.ts";
import { type Installation, storedInstallation } from "../units/installation.ts";
import { checkServer } from "./prepare-database.ts";
import { Session } from "./session.ts";

/** An operator's work on a database, past its servers. Nothing is waited for, and nothing but an import migrates. */

/** What can be said of a database without changing it. */
export interface PostgresStatus extends SchemaStatus {
  /** `host:port/database`. */
  readonly place: string;
  /** A server works on it now. */
  readonly served: boolean;
  /** What its servers share; null before one used it. */
  readonly installation: Installation | null;
}

/** @throws StoreError as `openPostgresStore` */
export async function statusOfPostgres(url: string): Promise<PostgresStatus> {
  return await withServer(url, async (client, place) => {
    const there = async (table: string): Promise<boolean> => {
      const { rows } = await client.query<{ there: boolean }>("select to_regclass($1) is not null as there", [table]);
      return rows[0]?.there === true;
    };
    const database = new Session(client);
    const schema = await schemaStatus(database.db, await there("schema_history"));
    const installation = (await there("installation")) ? await storedInstallation(database) : null;
    return { ...schema, place, served: await isServed(client), installation };
  });
}

/** Copies the database into a new SQLite file; servers go on. Errors as above. */
export async function snapshotOfPostgres(url: string, into: string): Promise<DatabaseSummary> {
  return await withServer(url, (client) => exportDatabase(client, into));
}

/** Fills an empty database from a copy: see `importDatabase`. */
export async function importIntoPostgres(url: string, options: ImportOptions): Promise<boolean> {
  return await withServer(url, (client, place) => importDatabase(client, place, options));
}

async function withServer<T>(url: string, work: (client: Client, place: string) => Promise<T>): Promise<T> {
  const { place } = parseAddress(url);
  let client: Client | null = null;
  try {
    client = await connectTo(url);
    await checkServer(client, place);
    return await work(client, place);
  } catch (error) {
    throw isDatabaseError(error) || client === null ? storeErrorFrom(error, place) : error;
  } finally {
    await client?.end();
  }
}

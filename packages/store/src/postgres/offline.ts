import type { Client } from "pg";
import { type SchemaStatus, schemaStatus } from "../schema/migrate.ts";
import type { DatabaseSummary } from "../sqlite/snapshot.ts";
import { parseAddress } from "./address.ts";
import { connectTo } from "./connections.ts";
import { exportDatabase } from "./export-database.ts";
import { isDatabaseError, storeErrorFrom } from "./failures.ts";
import { importDatabase, ImportInDoubt, type ImportOptions, isServed, wasImported } from "./import-database.ts";
import { StoreError } from "../errors.ts";
import { type Installation, storedInstallation } from "../units/installation.ts";
import { pause } from "./patience.ts";
import { checkServer } from "./prepare-database.ts";
import { Session } from "./session.ts";

/** An operator's work on a database, past its servers. Nothing is waited for, and nothing but an import migrates. */

/** What can be said of a database without changing it. */
export interface PostgresStatus extends SchemaStatus {
  /** `host:port/database`. */
  readonly place: string;
  /** A server or a restore works on it: the rest may be of before that. Else the rest is what they left. */
  readonly served: boolean;
  /** What its servers share; null before one used it. */
  readonly installation: Installation | null;
}

/**
 * @param afterBreak as for `isServed`
 * @throws StoreError as `openPostgresStore`
 */
export async function statusOfPostgres(url: string, { afterBreak = false } = {}): Promise<PostgresStatus> {
  return await withServer(url, async (client, place) => {
    const there = async (table: string): Promise<boolean> => {
      const { rows } = await client.query<{ there: boolean }>("select to_regclass($1) is not null as there", [table]);
      return rows[0]?.there === true;
    };
    // First: whoever holds the lock now may still change what is read below; once it is free, that is what became of it.
    const served = await isServed(client, afterBreak);
    const database = new Session(client);
    const schema = await schemaStatus(database.db, await there("schema_history"));
    const installation = (await there("installation")) ? await storedInstallation(database) : null;
    return { ...schema, place, served, installation };
  });
}

/** Copies the database into a new SQLite file; servers go on. Errors as above. */
export async function snapshotOfPostgres(url: string, into: string): Promise<DatabaseSummary> {
  return await withServer(url, (client) => exportDatabase(client, into));
}

/**
 * Fills an empty database from a copy: see `importDatabase`. When the connection is lost while that is made final, the
 * database is asked what became of it.
 *
 * @param options.patienceMs how long a database that does not answer then is waited for. Default 60 000
 * @throws StoreError `in-doubt` when it does not answer for so long; nothing is known then
 */
export async function importIntoPostgres(
  url: string,
  options: ImportOptions & { readonly patienceMs?: number },
): Promise<boolean> {
  try {
    return await withServer(url, (client, place) => importDatabase(client, place, options));
  } catch (error) {
    if (!(error instanceof ImportInDoubt)) throw error;
    if (await whetherImported(url, options.installation.secret, options.patienceMs ?? 60_000)) return error.moved;
    throw storeErrorFrom(error.cause, parseAddress(url).place);
  }
}

async function whetherImported(url: string, secret: string, patienceMs: number): Promise<boolean> {
  const { signal } = new AbortController();
  const began = performance.now();
  for (let failure: unknown = null; ;) {
    try {
      const imported = await withServer(url, (client) => wasImported(client, secret));
      if (imported !== null) return imported;
    } catch (error) {
      failure = error;
    }
    if (performance.now() - began > patienceMs) throw inDoubt(parseAddress(url).place, failure);
    await pause(ASK_AGAIN_MS, signal);
  }
}

const ASK_AGAIN_MS = 500;

const inDoubt = (place: string, cause: unknown): StoreError =>
  new StoreError(
    "in-doubt",
    `The connection to the database ${place} was lost in the moment in which everything was made final, and it cannot be ` +
      `asked whether that is done${cause instanceof Error ? `: ${cause.message}` : "."}`,
    { cause },
  );

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

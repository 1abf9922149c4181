import type { DatabaseSummary } from "../sqlite/snapshot.ts";
import type { PostgresStatus } from "./offline.ts";
import type { PostgresStore, PostgresStoreOptions } from "./open-postgres-store.ts";

/*
 * What this package offers for Postgres: see the files of the same names. The driver is loaded by the first call: a server
 * on SQLite starts without it.
 */

export async function openPostgresStore(options: PostgresStoreOptions): Promise<PostgresStore> {
  const { openPostgresStore: open } = await import("./open-postgres-store.ts");
  return open(options);
}

export async function statusOfPostgres(
  url: string,
  options: { readonly afterBreak?: boolean } = {},
): Promise<PostgresStatus> {
  return await (await import("./offline.ts")).statusOfPostgres(url, options);
}

export async function snapshotOfPostgres(url: string, into: string): Promise<DatabaseSummary> {
  return await (await import("./offline.ts")).snapshotOfPostgres(url, into);
}

export async function importIntoPostgres(
  url: string,
  options: Parameters<typeof import("./offline.ts").importIntoPostgres>[1],
): Promise<boolean> {
  return await (await import("./offline.ts")).importIntoPostgres(url, options);
}

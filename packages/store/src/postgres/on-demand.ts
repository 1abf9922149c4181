import type { PostgresStore, PostgresStoreOptions } from "./open-postgres-store.ts";

/** See open-postgres-store.ts. The driver is loaded by the first call: a server on SQLite starts without it. */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<PostgresStore> {
  const { openPostgresStore: open } = await import("./open-postgres-store.ts");
  return open(options);
}

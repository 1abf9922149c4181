export { type LockHolder, StoreError, type StoreErrorCode, StoreLockedError } from "./errors.ts";
export type { SchemaStatus } from "./schema/migrate.ts";
export { checkDatabase, schemaOfFolder, snapshotOfFolder } from "./sqlite/offline.ts";
export { openSqliteStore, type SqliteStore, type SqliteStoreOptions } from "./sqlite/open-sqlite-store.ts";
export type { DatabaseSummary } from "./sqlite/snapshot.ts";

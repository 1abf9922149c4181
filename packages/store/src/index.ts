export { type LockHolder, StoreError, type StoreErrorCode, type StoreLockedError } from "./errors.ts";
export type { PostgresStore, PostgresStoreOptions } from "./postgres/open-postgres-store.ts";
export { openPostgresStore } from "./postgres/on-demand.ts";
export type { SchemaStatus } from "./schema/migrate.ts";
export { checkDatabase, schemaOfFolder, snapshotOfFolder } from "./sqlite/offline.ts";
export { type FolderLock, lockFolder } from "./sqlite/folder-lock.ts";
export { openSqliteStore, type SqliteStore, type SqliteStoreOptions } from "./sqlite/open-sqlite-store.ts";
export type { Installation } from "./units/installation.ts";
export type { DatabaseSummary } from "./sqlite/snapshot.ts";

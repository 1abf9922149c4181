export { type LockHolder, StoreError, type StoreErrorCode, StoreLockedError } from "./errors.ts";
export { openSqliteStore, type SqliteStoreOptions } from "./sqlite/open-sqlite-store.ts";

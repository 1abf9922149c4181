import { DatabaseSync, type DatabaseSyncInstance } from "@photostructure/sqlite";
import { StoreError } from "../errors.ts";
import { closeToOthers, ownFile } from "./own-file.ts";

/** Pages that may stand in the log before a commit copies them into the database: 16 MB. */
const CHECKPOINT_PAGES = 4000;
const CACHE_KIB = 32 * 1024;
/**
 * Of the connection that lists are read with, and that fills it only where there is so much to read: of 200,000 runs, the index of
 * narrow columns takes 24 MB and the values of a metric 7 MB. With less, a list reads them anew from file each time (30 ms).
 */
const LIST_CACHE_KIB = 64 * 1024;
/** Of a connection that reads one thing at a time, by its key. */
export const POINT_CACHE_KIB = 8 * 1024;

/** The connection that writes. WAL and a full sync: a commit that returned is on disk (I3). */
export function openForWriting(file: string): DatabaseSyncInstance {
  return translated(file, () => {
    for (const side of ["-wal", "-shm"]) closeToOthers(file + side);
    ownFile(file);
    const connection = new DatabaseSync(file, { timeout: 10_000 });
    connection.exec(`pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = ${CHECKPOINT_PAGES};
      pragma cache_size = -${CACHE_KIB}; pragma temp_store = memory; pragma foreign_keys = on;`);
    return connection;
  });
}

export function openForReading(file: string, cacheKib = LIST_CACHE_KIB): DatabaseSyncInstance {
  return translated(file, () => {
    const connection = new DatabaseSync(file, { readOnly: true, timeout: 10_000 });
    connection.exec(`pragma query_only = on; pragma cache_size = -${cacheKib}; pragma temp_store = memory;`);
    return connection;
  });
}

function translated<T>(file: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw (
      storeErrorFrom(error, file) ??
      new StoreError("cannot-open", `Cannot open the database ${file}: ${messageOf(error)}.`, { cause: error })
    );
  }
}

/** SQLite's primary result codes that are the environment's fault: https://sqlite.org/rescode.html */
const SQLITE_BUSY = 5;
const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOTADB = 26;

/** One clear message for what only the person at the machine can mend; null for everything else. */
export function storeErrorFrom(error: unknown, file: string): StoreError | null {
  const options = { cause: error };
  switch (resultCode(error) & 0xff) {
    case SQLITE_FULL:
      return new StoreError(
        "disk-full",
        `The disk that holds ${file} is full. Free some space; nothing that was acknowledged is lost.`,
        options,
      );
    case SQLITE_READONLY:
      return new StoreError(
        "read-only",
        `The database ${file} cannot be written: make the file and its folder writable for this user.`,
        options,
      );
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return new StoreError(
        "corrupt",
        `The database ${file} is damaged or is no database: restore a backup, or choose another folder.`,
        options,
      );
    case SQLITE_CANTOPEN:
      return new StoreError(
        "cannot-open",
        `Cannot open the database ${file}: check that its folder exists and is accessible to this user.`,
        options,
      );
    case SQLITE_IOERR:
      return new StoreError("cannot-open", `The disk failed while using ${file}: ${messageOf(error)}.`, options);
    case SQLITE_BUSY:
      return new StoreError("locked", `Another program holds a lock on ${file}: close it and try again.`, options);
    default:
      return null;
  }
}

function resultCode(error: unknown): number {
  if (typeof error !== "object" || error === null) return 0;
  const { errcode } = error as { errcode?: unknown };
  if (typeof errcode === "number") return errcode;
  // Rows that are being read fail without a code.
  return messageOf(error) === "database disk image is malformed" ? SQLITE_CORRUPT : 0;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

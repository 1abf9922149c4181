import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { DoctorStore, Logger, Store } from "@polyaxon/orchestrator";
import { createStore } from "../create-store.ts";
import { StoreError } from "../errors.ts";
import type { Database } from "../statement.ts";
import { Subscribers } from "../subscribers.ts";
import { lockFolder } from "./folder-lock.ts";
import { databaseOver } from "./kysely-driver.ts";
import { openForReading, POINT_CACHE_KIB, storeErrorFrom } from "./open-database.ts";
import { type DatabaseSummary, SNAPSHOT } from "./snapshot.ts";
import { TimedReader } from "./timed-reader.ts";
import { spawnThread } from "./spawn-thread.ts";
import { ThreadClient } from "./thread-client.ts";

export interface SqliteStoreOptions {
  /** Made when missing. Holds `polyaxon.db` and the lock beside it; one process at a time. */
  readonly folder: string;
  readonly logger?: Logger;
  /** Milliseconds since the epoch; for the health check and the record of migrations. */
  readonly now?: () => number;
  /** What names this process to others that find the folder in use, such as `{url}`. */
  readonly holder?: Readonly<Record<string, string>>;
  /** Milliseconds that a list may take. Default 10 000. */
  readonly readTimeoutMs?: number;
  /** Where the writer thread makes the process die, for tests: see `armDebugPoint`. */
  readonly debugPoint?: string | null;
}

/** The store of one folder, which can be copied while it works. */
export interface SqliteStore extends Store, DoctorStore {
  /** Writes the database as it is at one moment to a new file. Writing goes on meanwhile. */
  snapshotInto(file: string): Promise<DatabaseSummary>;
}

/**
 * Opens (and makes, and migrates) the embedded database.
 *
 * @throws StoreLockedError when another process has the folder; StoreError for a newer schema, a full or read-only disk,
 *         or a damaged file
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const { folder, logger, now = Date.now, readTimeoutMs = 10_000 } = options;
  makeFolder(folder);
  const startedAt = now();
  const lock = lockFolder(folder, {
    pid: process.pid,
    started: new Date(startedAt).toISOString(),
    details: options.holder ?? {},
  });
  const file = join(folder, "polyaxon.db");
  const data = { file, readTimeoutMs, startedAt, debugPoint: options.debugPoint ?? null };
  const subscribers = new Subscribers(logger);
  try {
    const writer = new ThreadClient(await spawnThread("writer", data), (change) => subscribers.tell(change));
    await writer.ready;
    const reader = new TimedReader(() => spawnThread("reader", data), readTimeoutMs, logger);
    // Point reads take tens of microseconds here, less than the way to another thread and back.
    const connection = openForReading(file, POINT_CACHE_KIB);
    let closed: Promise<void> | null = null;
    const closeAll = async (): Promise<void> => {
      await Promise.all([writer.close(), reader.close()]);
      connection.close();
      lock.release();
    };
    const store = createStore({
      write: (name, args) => writer.call(name, args),
      read: (name, args) => reader.call(name, args),
      point: translating(databaseOver(connection), file),
      subscribers,
      now,
      ...(logger === undefined ? {} : { logger }),
      close: () => (closed ??= closeAll()),
    });
    return {
      ...store,
      async snapshotInto(into) {
        // A thread of its own: a copy takes as long as it takes, and lists must not wait behind it.
        const copier = new ThreadClient(await spawnThread("reader", data));
        await copier.ready;
        try {
          return (await copier.call(SNAPSHOT, { into })) as DatabaseSummary;
        } finally {
          await copier.close();
        }
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** What a person can mend is said as such by whatever meets it. */
function translating(database: Database, file: string): Database {
  const translated = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      throw storeErrorFrom(error, file) ?? error;
    }
  };
  const { values } = database;
  return {
    ...database,
    execute: (query, together) => translated(database.execute(query, together)),
    ...(values === undefined ? {} : { values: (query) => translated(values(query)) }),
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw (
      storeErrorFrom(error, folder) ??
      new StoreError("cannot-open", `Cannot make the data folder ${folder}: ${(error as Error).message}.`, {
        cause: error,
      })
    );
  }
}

import type { DoctorStore, Logger, Store } from "@polyaxon/orchestrator";
import { Kysely, PostgresDialect, type PostgresPoolClient } from "kysely";
import type { Client, PoolClient } from "pg";
import { boundValue } from "../bound-value.ts";
import { createStore } from "../create-store.ts";
import { StoreError } from "../errors.ts";
import { READS, type ReadName } from "../reads/reads.ts";
import type { DatabaseSummary } from "../sqlite/snapshot.ts";
import type { Tables } from "../schema/tables.ts";
import type { Database } from "../statement.ts";
import { Subscribers } from "../subscribers.ts";
import { tooSlow } from "../too-slow.ts";
import type { Installation } from "../units/installation.ts";
import type { UnitName } from "../units/units.ts";
import { parseAddress } from "./address.ts";
import { type Connections, connectionsTo } from "./connections.ts";
import { postgresDialect } from "./dialect.ts";
import { isDatabaseError, isTooSlow, storeErrorFrom } from "./failures.ts";
import { Notices } from "./notices.ts";
import { Outage } from "./outage.ts";
import { type Patience, patiently } from "./patience.ts";
import { preparedName } from "./session.ts";
import { takePlace } from "./take-place.ts";
import { takeOverLeases } from "./takeover.ts";
import { Writer } from "./writer.ts";

export interface PostgresStoreOptions {
  /** `postgresql://user:password@host:5432/database`; Postgres 15 or newer. */
  readonly url: string;
  readonly logger?: Logger;
  /** Milliseconds since the epoch; for the health check and the record of migrations. */
  readonly now?: () => number;
  /** Milliseconds that a list may take. Default 10 000. */
  readonly readTimeoutMs?: number;
  /** Transactions at once; a few more connections read and listen. Default 8. */
  readonly writeConnections?: number;
  /** How long opening waits for a server that does not answer yet, in milliseconds. Default 60 000. */
  readonly waitMs?: number;
  /** Ends the waiting of `waitMs`. */
  readonly signal?: AbortSignal;
  /**
   * This server's name among those of the database, with which its lease tokens begin, before a dot: others take its
   * leases over when it is gone, and it theirs. Default: it has none, and takes nothing over.
   */
  readonly owner?: string;
  /**
   * How long opening waits for what stands in its way: a server of that name, or older ones that a migration cannot be
   * done beside. Milliseconds; default 40 000.
   */
  readonly nameWaitMs?: number;
  /** Told when the name was lost to another server while the database was out of reach: this one must end. */
  readonly onNameLost?: (error: StoreError) => void;
  /** How long a change waits for a server that went away, in milliseconds. Default 60 000. */
  readonly patienceMs?: number;
}

/** A store that several servers may have open. */
export interface PostgresStore extends Store, DoctorStore {
  /** The database as it may be shown: `host:port/database`. */
  readonly place: string;
  /** Writes the database as it is at one moment to a new file, of SQLite. Nobody waits meanwhile. */
  snapshotInto(file: string): Promise<DatabaseSummary>;
  /** Frees the leases of an earlier life of `owner`, whose lease tokens begin with its name and a dot. */
  breakLeasesOf(owner: string): Promise<number>;
  /** What the servers of this database share: the first one's proposal. */
  shareInstallation(proposed: Installation): Promise<Installation>;
}

const READ_CONNECTIONS = 4;
const CLOSE_GRACE_MS = 5_000;
/** Readers can ask again. */
const READ_PATIENCE_MS = 5_000;

/**
 * Opens (and migrates) a database on a Postgres server. Any number of servers may have it open at once.
 *
 * @throws StoreError for an address that is none, a user who is not let in, a server that is too old, read-only, or has
 *         not answered for `waitMs`, for a schema that is newer than this program, `locked` while another server has the
 *         name `owner`, and `older-servers` while some are at work that a pending migration would break
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<PostgresStore> {
  const { url, logger, now = Date.now, readTimeoutMs = 10_000, writeConnections = 8 } = options;
  const { waitMs = 60_000, patienceMs = 60_000, owner = null } = options;
  const { place } = parseAddress(url);
  const closing = new AbortController();
  const giveUp = (): void => closing.abort();
  options.signal?.addEventListener("abort", giveUp);
  const patience: Patience = { place, logger, signal: closing.signal, outage: new Outage(place, logger) };
  const connections = connectionsTo(url, { writers: writeConnections, readers: READ_CONNECTIONS, readTimeoutMs });
  let first: Client;
  try {
    const { nameWaitMs } = options;
    const { signal } = closing;
    // Its first connection also tells whether this user is let in: a pool does not close those that it does not get.
    first = await patiently(patience, waitMs, () =>
      takePlace({
        connections,
        place,
        owner,
        now,
        signal,
        logger,
        ...(nameWaitMs === undefined ? {} : { waitMs: nameWaitMs }),
      }),
    );
  } catch (error) {
    await connections.close();
    throw isDatabaseError(error) ? storeErrorFrom(error, place) : error;
  } finally {
    options.signal?.removeEventListener("abort", giveUp);
  }

  const subscribers = new Subscribers(logger);
  const notices = new Notices({
    first,
    connect: () => connections.alone(),
    subscribers,
    patience,
    owner,
    onNameLost: options.onNameLost ?? (() => {}),
    ...(options.nameWaitMs === undefined ? {} : { nameWaitMs: options.nameWaitMs }),
  });
  const writer = new Writer({
    pool: connections.write,
    lanes: writeConnections,
    patience,
    patienceMs,
    now,
    onChange(change) {
      subscribers.tell(change);
      notices.tell(change);
    },
  });
  const point = readerOver(connections, patience);
  const read = async (name: ReadName, args: unknown): Promise<unknown> => {
    const asked = READS[name] as (database: Database, args: unknown) => Promise<unknown>;
    try {
      return await patiently(patience, READ_PATIENCE_MS, () => asked(point, args));
    } catch (error) {
      if (isTooSlow(error)) throw tooSlow(readTimeoutMs);
      throw isDatabaseError(error) ? storeErrorFrom(error, place) : error;
    }
  };
  const breakLeasesOf = (gone: string): Promise<number> => write("breakAllLeases", { owner: gone }) as Promise<number>;
  const { signal } = closing;
  const takeover = owner === null ? null : takeOverLeases({ database: point, owner, breakLeasesOf, signal, logger });
  let closed: Promise<void> | null = null;
  const closeAll = async (): Promise<void> => {
    // What is under way may end; what waits for a server that is away is told after a while.
    const grace = setTimeout(giveUp, CLOSE_GRACE_MS);
    await writer.drain();
    clearTimeout(grace);
    closing.abort();
    await notices.close();
    await takeover;
    await point.db.destroy();
    await connections.close();
  };
  const write = (name: UnitName, args: unknown): Promise<unknown> =>
    closed === null ? writer.call(name, args) : Promise.reject(new StoreError("closed", "The store is closed."));
  const store = createStore({
    write,
    read,
    point,
    subscribers,
    now,
    ...(logger === undefined ? {} : { logger }),
    close: () => (closed ??= closeAll()),
  });
  return {
    ...store,
    place,
    async snapshotInto(file) {
      const { exportDatabase } = await import("./export-database.ts");
      const client = await connections.alone().catch((error: unknown) => {
        throw storeErrorFrom(error, place);
      });
      try {
        return await exportDatabase(client, file);
      } catch (error) {
        throw isDatabaseError(error) ? storeErrorFrom(error, place) : error;
      } finally {
        await client.end();
      }
    },
    breakLeasesOf,
    shareInstallation: (proposed) => write("shareInstallation", { proposed }) as Promise<Installation>,
  };
}

/** A connection as Kysely uses it: by text and values. Nothing is read by cursor, which its type knows too. */
const boundTo = (client: PoolClient): PostgresPoolClient => ({
  query: ((text: string, values: readonly unknown[]) =>
    client.query(text, values.map(boundValue))) as unknown as PostgresPoolClient["query"],
  release: () => client.release(),
});

/** Statements outside transactions, each on whichever reading connection is free. */
function readerOver({ read }: Connections, patience: Patience): Database {
  return {
    // Its pool is closed with the others; a Kysely that is destroyed only forgets it.
    db: new Kysely<Tables>({
      dialect: new PostgresDialect({
        pool: { connect: async () => boundTo(await read.connect()), end: async () => {} },
      }),
    }),
    dialect: postgresDialect,
    execute: (query) =>
      patiently(patience, READ_PATIENCE_MS, async () => {
        const { rows } = await read.query<never>({
          name: preparedName(query.sql),
          text: query.sql,
          values: query.parameters.map(boundValue),
        });
        return rows;
      }).catch((error: unknown) => {
        // Who asked for the list knows how long it may take, and says so.
        throw isDatabaseError(error) && !isTooSlow(error) ? storeErrorFrom(error, patience.place) : error;
      }),
  };
}

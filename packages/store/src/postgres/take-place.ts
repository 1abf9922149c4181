import type { Logger } from "@polyaxon/orchestrator";
import type { Client } from "pg";
import { StoreError } from "../errors.ts";
import type { Connections } from "./connections.ts";
import type { Migration } from "../schema/migrate.ts";
import { SERVED_LOCK } from "./locks.ts";
import { takeName } from "./own-name.ts";
import { pause } from "./patience.ts";
import { prepareDatabase } from "./prepare-database.ts";

/**
 * As long as for a name: a machine that vanished is noticed in this time. A migration that takes longer is not waited for:
 * whoever starts a server again when it ends, starts this one again.
 */
const WAIT_MS = 40_000;
const LOOK_EVERY_MS = 500;
/** Whoever migrates, or was just killed, is gone in a moment. */
const TELL_AT = 4;

export interface PlaceOptions {
  readonly connections: Connections;
  /** `host:port/database`. */
  readonly place: string;
  /** Null: this store is nobody in particular. */
  readonly owner: string | null;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly logger: Logger | undefined;
  /** How long what stands in the way is waited for. Milliseconds; default 40 000. */
  readonly waitMs?: number;
  /** Default: this program's. */
  readonly history?: readonly Migration[];
}

/**
 * Takes this store's place among those that have the database open, and migrates it: first shows, on the connection that
 * is the answer, that it is served; then brings the schema up, which a migration that older servers cannot live with does
 * only while no other server is there; then takes the name.
 *
 * The connection holds the locks, so its owner keeps it open for as long as the store is.
 *
 * @throws StoreError `locked` when a migration, a restore or a server of the name is in the way for `waitMs`; as `prepareDatabase`
 */
export async function takePlace(options: PlaceOptions): Promise<Client> {
  const { connections, logger, owner, place, signal, waitMs = WAIT_MS } = options;
  const client = await connections.alone();
  try {
    const began = performance.now();
    for (let looks = 1; ; looks += 1) {
      const problem = await tryPlace(client, options);
      if (problem === null) break;
      if (signal.aborted || performance.now() - began > waitMs) throw problem;
      if (looks === TELL_AT) logger?.warn({ database: place, reason: problem.message }, "the database is waited for");
      await pause(LOOK_EVERY_MS, signal);
    }
    await keepAlive(client);
    if (owner !== null) await takeName(client, owner, { place, signal, logger, waitMs });
    return client;
  } catch (error) {
    client.end().catch(() => {}); // It ends either way.
    throw error;
  }
}

/** As long as the connection lasts, a server of this database is there; when its machine vanishes, half a minute longer. */
export async function showServed(client: Client): Promise<void> {
  await client.query(`select pg_advisory_lock_shared(${SERVED_LOCK})`);
  await keepAlive(client);
}

async function keepAlive(client: Client): Promise<void> {
  await client.query("set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3");
}

/** Null when the database is ready and this connection shows that it is served; else what stands in the way, for now. */
async function tryPlace(
  client: Client,
  { connections, history, now, place }: PlaceOptions,
): Promise<StoreError | null> {
  const alone = await asked(client, `pg_try_advisory_lock(${SERVED_LOCK})`);
  if (!alone && !(await asked(client, `pg_try_advisory_lock_shared(${SERVED_LOCK})`)))
    return new StoreError(
      "locked",
      `The database ${place} is being restored or migrated by another program: wait for its end.`,
    );
  let ready = false;
  try {
    await prepareDatabase(connections, place, { now: now(), alone, ...(history === undefined ? {} : { history }) });
    if (alone) await client.query(`select pg_advisory_lock_shared(${SERVED_LOCK})`);
    ready = true;
    return null;
  } catch (error) {
    if (error instanceof StoreError && error.code === "older-servers") return error;
    throw error;
  } finally {
    if (alone) await client.query(`select pg_advisory_unlock(${SERVED_LOCK})`);
    // Two that wait for the same servers must not wait for each other.
    else if (!ready) await client.query(`select pg_advisory_unlock_shared(${SERVED_LOCK})`);
  }
}

async function asked(client: Client, question: string): Promise<boolean> {
  const { rows } = await client.query<{ yes: boolean }>(`select ${question} as yes`);
  return rows[0]?.yes === true;
}

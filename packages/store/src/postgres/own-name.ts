import type { Logger } from "@polyaxon/orchestrator";
import type { Client } from "pg";
import { StoreError } from "../errors.ts";
import { LIFE_LOCKS, lifeLock, NAMING_LOCKS } from "./locks.ts";
import { pause } from "./patience.ts";

/** A process that was killed lets go at once; of a machine that vanished, Postgres notices in this time: see `Notices`. */
const WAIT_MS = 40_000;
const LOOK_EVERY_MS = 200;
/** A process that was just killed is not worth a line. */
const TELL_AT = 10;

/**
 * Shows on this connection, for as long as it lasts, that the server `owner` lives, as soon as no other one shows that.
 * Two of one name, from copies of one folder, would both start what is handed to that name (I4); of two that come at the
 * same instant, one has it.
 *
 * @throws StoreError `locked` after `waitMs`, or when `signal` is aborted
 */
export async function takeName(
  client: Client,
  owner: string,
  options: {
    readonly place: string;
    readonly signal: AbortSignal;
    readonly logger: Logger | undefined;
    readonly waitMs?: number;
    /** A backend that is this server's own, from a connection that it lost; it does not count. */
    readonly before?: number | null;
  },
): Promise<void> {
  const { before = null, logger, place, signal, waitMs = WAIT_MS } = options;
  const began = performance.now();
  for (let looks = 1; !(await takeIfFree(client, lifeLock(owner), before)); looks += 1) {
    if (signal.aborted || performance.now() - began > waitMs)
      throw new StoreError("locked", `Another server works on the database ${place} under the name ${owner}.`);
    if (looks === TELL_AT)
      logger?.warn({ server: owner }, "another server works under this name; its end is waited for");
    await pause(LOOK_EVERY_MS, signal);
  }
}

/** Looks and takes as one step. The lock itself is shared, because two names may have the same number. */
async function takeIfFree(client: Client, lock: number, before: number | null): Promise<boolean> {
  await client.query("select pg_advisory_lock($1, $2)", [NAMING_LOCKS, lock]);
  try {
    const { rows } = await client.query(
      `select 1 from pg_locks where locktype = 'advisory' and classid = $1 and objid = $2 and objsubid = 2 and granted
         and pid <> pg_backend_pid() and pid is distinct from $3::int
         and database = (select oid from pg_database where datname = current_database())`,
      [LIFE_LOCKS, lock, before],
    );
    if (rows.length > 0) return false;
    await client.query("select pg_advisory_lock_shared($1, $2)", [LIFE_LOCKS, lock]);
    return true;
  } finally {
    await client.query("select pg_advisory_unlock($1, $2)", [NAMING_LOCKS, lock]);
  }
}

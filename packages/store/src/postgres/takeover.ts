import type { Logger } from "@polyaxon/orchestrator";
import { sql } from "kysely";
import type { Database } from "../statement.ts";
import { LIFE_LOCKS, lifeLock } from "./locks.ts";
import { pause } from "./patience.ts";

/** Two looks that agree: a server whose connection was lost for a moment has it again by the second. */
const LOOK_EVERY_MS = 1_000;

/** What one look at the leases found. */
export interface Leases {
  /** Names of servers that runs are leased to. */
  readonly owners: readonly string[];
  /** Locks of servers that live. */
  readonly alive: ReadonlySet<number>;
}

/** Owners of leases that show no sign of life. */
export const goneOwners = ({ alive, owners }: Leases): readonly string[] =>
  owners.filter((owner) => !alive.has(lifeLock(owner)));

/**
 * Frees the leases of servers that are gone, so that others decide their runs within seconds instead of when the leases
 * run out. One that lives after all loses only work: its save is refused, and somebody decides again (see `save`).
 *
 * Resolves when `signal` is aborted. Behind it stand the ends of the leases: a machine that vanished keeps its connection,
 * in the database's eyes, until that notices.
 */
export async function takeOverLeases(deps: {
  readonly database: Database;
  /** This server's own name; it breaks its own leases when it starts. */
  readonly owner: string;
  readonly breakLeasesOf: (owner: string) => Promise<number>;
  readonly signal: AbortSignal;
  readonly logger: Logger | undefined;
}): Promise<void> {
  const { breakLeasesOf, database, logger, owner, signal } = deps;
  let before: ReadonlySet<string> = new Set();
  for (await pause(LOOK_EVERY_MS, signal); !signal.aborted; await pause(LOOK_EVERY_MS, signal)) {
    try {
      const gone = goneOwners(await readLeases(database)).filter((name) => name !== owner);
      for (const name of gone) {
        if (!before.has(name)) continue;
        const runs = await breakLeasesOf(name);
        if (runs > 0) logger?.info({ server: name, runs }, "a server is gone; its decisions are taken over");
      }
      before = new Set(gone);
    } catch {
      before = new Set(); // An outage is told by whoever waits for an answer.
    }
  }
}

async function readLeases({ db }: Database): Promise<Leases> {
  const { rows: leased } = await sql<{ owner: string }>`select distinct split_part(lease_token, '.', 1) as owner
    from run_work where lease_token is not null and strpos(lease_token, '.') > 0`.execute(db);
  if (leased.length === 0) return { owners: [], alive: new Set() };
  // Read after the leases: whoever leased something has had its lock before.
  const { rows: locks } = await sql<{ lock: number }>`select objid::int8 as lock from pg_locks
    where locktype = 'advisory' and classid = ${LIFE_LOCKS} and objsubid = 2 and granted
      and database = (select oid from pg_database where datname = current_database())`.execute(db);
  return { owners: leased.map(({ owner }) => owner), alive: new Set(locks.map(({ lock }) => lock)) };
}

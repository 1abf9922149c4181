import type { Logger } from "@polyaxon/orchestrator";
import type { Connections } from "./connections.ts";
import { StoreError } from "../errors.ts";
import { LIFE_LOCKS, lifeLock } from "./locks.ts";
import { pause } from "./patience.ts";

/** A process that was killed lets go at once; of a machine that vanished, Postgres notices in this time: see `Notices`. */
const WAIT_MS = 40_000;
const LOOK_EVERY_MS = 200;
/** A process that was just killed is not worth a line. */
const TELL_AT = 10;

/**
 * Resolves when no other server shows that it lives under this name. Two of one name, from copies of one folder, would both
 * start what is handed to that name (I4).
 *
 * @throws StoreError `locked` after `waitMs`, or when `signal` is aborted
 */
export async function untilNobodyIs(
  owner: string,
  options: {
    readonly connections: Connections;
    readonly place: string;
    readonly signal: AbortSignal;
    readonly logger: Logger | undefined;
    readonly waitMs?: number;
  },
): Promise<void> {
  const { connections, logger, place, signal, waitMs = WAIT_MS } = options;
  const began = performance.now();
  for (let looks = 1; ; looks += 1) {
    const { rows } = await connections.read.query(
      `select 1 from pg_locks where locktype = 'advisory' and classid = $1 and objid = $2 and objsubid = 2 and granted
         and database = (select oid from pg_database where datname = current_database())`,
      [LIFE_LOCKS, lifeLock(owner)],
    );
    if (rows.length === 0) return;
    if (signal.aborted || performance.now() - began > waitMs)
      throw new StoreError("locked", `Another server works on the database ${place} under the name ${owner}.`);
    if (looks === TELL_AT)
      logger?.warn({ server: owner }, "another server works under this name; its end is waited for");
    await pause(LOOK_EVERY_MS, signal);
  }
}

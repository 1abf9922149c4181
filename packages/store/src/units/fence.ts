import type { Fence } from "@polyaxon/orchestrator";
import type { RunRow } from "../rows/run-row.ts";
import { type Database, statement } from "../statement.ts";

const selectSession = statement<{ agent: string }, { session: string | null }>({ by: ["agent"] }, (db, p) =>
  db.selectFrom("agents").select("session").where("name", "=", p.agent),
);

/** A row without a session tells nothing: its agent registered with an earlier server, or is of an earlier version. */
export async function isSuperseded(
  database: Database,
  { agent, session }: { agent: string; session: string },
): Promise<boolean> {
  const [row] = await selectSession(database, { agent });
  return row !== undefined && row.session !== null && row.session !== session;
}

/**
 * Whether a change comes from an attempt, or from a process, that another one has taken the place of. Asked when the row is
 * locked: what the other one has changed is changed before, and its process is known then.
 */
export async function isFencedOff(database: Database, row: RunRow, { fence, holder }: Fence): Promise<boolean> {
  if (fence !== undefined && fence !== row.attempt) return true;
  if (holder === undefined) return false;
  const { agent, claimedAt, session } = holder;
  if (row.agent !== agent) return true;
  if (claimedAt !== undefined && row.claimed_at !== null && claimedAt !== row.claimed_at) return true;
  return session !== null && (await isSuperseded(database, { agent, session }));
}

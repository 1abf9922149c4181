import type { Fence } from "@polyaxon/orchestrator";
import type { RunRow, Tables } from "./tables.ts";

/** A row without a session tells nothing: its agent is of an earlier version. */
export function isSuperseded(tables: Tables, agent: string, session: string): boolean {
  const current = tables.agents.get(agent)?.session ?? null;
  return current !== null && current !== session;
}

export function isFencedOff(tables: Tables, row: RunRow, { fence, holder }: Fence): boolean {
  if (fence !== undefined && fence !== row.attempt) return true;
  if (holder === undefined) return false;
  const { agent, claimedAt, session } = holder;
  if (row.agent !== agent) return true;
  if (claimedAt !== undefined && row.claimedAt !== undefined && claimedAt !== row.claimedAt) return true;
  return session !== null && isSuperseded(tables, agent, session);
}

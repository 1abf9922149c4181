import { isDone, WAITS_FOR_CLAIM } from "@polyaxon/lifecycle";
import { type AgentRecord, describeUnserved, type RunRecord, unservedQueue } from "@polyaxon/orchestrator";

const PIPELINES: ReadonlySet<string> = new Set(["dag", "matrix", "schedule"]);

/** `waits`: no agent has it yet. `why`: it stands in a queue, and none that is here will take it; null: one will, in its turn. */
export async function unservedRun(
  run: Pick<RunRecord, "agent" | "kind" | "status" | "managedBy" | "pending" | "queue">,
  listAgents: () => Promise<readonly AgentRecord[]>,
  listening: Parameters<typeof unservedQueue>[2],
): Promise<{ readonly waits: boolean; readonly why: string | null }> {
  const waits = run.managedBy === "agent" && run.agent === null && !isDone(run.status) && !PIPELINES.has(run.kind);
  const isQueued = waits && WAITS_FOR_CLAIM.has(run.status) && run.pending === null;
  const unserved = isQueued ? unservedQueue(run.queue, await listAgents(), listening) : null;
  return { waits, why: unserved && describeUnserved(unserved) };
}

import { DONE_OR_STOPPING, PENDING, type Status } from "@polyaxon/lifecycle";
import type { RunRecord } from "./ports/records.ts";

/**
 * Whether a person, or a run's own process, may give the run this status. Of a run that agents execute anybody may say
 * that it ended, is to end, or begins anew. That it waits for an agent or runs is said by the orchestrator and by the agent
 * that holds it; others may only while one does, or nobody would ever report the end of what they claim (I5).
 */
export const mayBeReported = (run: Pick<RunRecord, "managedBy" | "agent">, status: Status): boolean =>
  run.managedBy !== "agent" || run.agent !== null || DONE_OR_STOPPING.has(status) || PENDING.has(status);

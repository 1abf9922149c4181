import type { Run, WireCondition } from "@polyaxon/client";

const PENDING: Readonly<Record<string, string>> = {
  approval: "held until somebody approves it",
  upload: "waits for its files to be uploaded",
  cache: "waits for an equal run to finish, to take over its result",
  build: "waits for its image to be built",
};

const BY_STATUS: Readonly<Record<string, string>> = {
  created: "accepted; the scheduler has not looked at it yet (is the server running with the scheduler role?)",
  resuming: "resumed; the scheduler has not looked at it yet",
  on_schedule: "waits for its planned time",
  compiled: "compiled; about to be queued",
  queued: "queued: waits for a free slot of an agent",
  scheduled: "an agent has taken it and is about to start it",
  starting: "its process is starting",
  stopping: "was asked to stop; waits for its processes to end",
  retrying: "failed and waits for its next attempt",
  unschedulable: "no place to run it was found",
  unknown: "its agent does not answer: whether it is alive is not known",
};

/**
 * "Why is it not running?" in words; null for a run that is simply running. The server's own reason comes first.
 *
 * @param unserved why no agent will take it, as far as that is known
 */
export function whyWaiting(
  run: Pick<Run, "status" | "pending">,
  conditions: readonly WireCondition[],
  unserved: string | null = null,
): string | null {
  if (typeof run.pending === "string") return PENDING[run.pending] ?? `held: ${run.pending}`;
  if (unserved !== null) return `${run.status}: ${unserved}`;
  const last = conditions.at(-1);
  const reason = last?.type === run.status && last.message ? last.message : null;
  const known = BY_STATUS[run.status];
  if (known === undefined) return reason;
  return reason === null ? known : `${known} (${reason})`;
}

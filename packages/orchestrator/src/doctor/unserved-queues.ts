import type { Instant } from "@polyaxon/lifecycle";
import { type AgentPresence, unservedQueue } from "../agent-state.ts";
import type { Finding } from "./finding.ts";

/** So long a run has waited, before it is a finding that nobody will take it: agents come back from a restart. */
const UNSERVED_MS = 5 * 60_000;

/** One finding a queue, of the run that has waited longest; none of queues whose agents are merely busy. Pure. */
export function unservedQueues(
  waiting: readonly { readonly queue: string | null; readonly since: Instant }[],
  agents: readonly AgentPresence[],
  { now, silentMs }: { readonly now: Instant; readonly silentMs: number },
): readonly Finding[] {
  const queues = new Map<string, { runs: number; since: Instant }>();
  for (const { queue, since } of waiting) {
    const known = queues.get(queue ?? "");
    queues.set(queue ?? "", { runs: (known?.runs ?? 0) + 1, since: Math.min(known?.since ?? since, since) });
  }
  const findings: Finding[] = [];
  for (const [queue, { runs, since }] of queues) {
    const unserved = now - since > UNSERVED_MS ? unservedQueue(queue, agents, { now, silentMs }) : null;
    if (unserved === null) continue;
    findings.push({
      kind: "no-agent",
      subject: queue === "" ? "runs without a queue" : `queue ${queue}`,
      since,
      what: `${runs} ${runs === 1 ? "run waits" : "runs wait"} for an agent, and ${unserved.what}`,
      repair: null,
      advice: unserved.advice,
      version: null,
    });
  }
  return findings;
}

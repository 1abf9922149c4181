import { DONE_OR_STOPPING, type Instant } from "@polyaxon/lifecycle";
import {
  AGENT_LOST,
  type AgentEntry,
  type AgentHello,
  type AgentNameRequest,
  type AgentNameVerdict,
  type AgentRecord,
  type Claim,
  mayFollow,
} from "@polyaxon/orchestrator";
import { changeStatus, draftOf, storeDraft } from "./change-run.ts";
import { claimOf, endAttempt, heldBy, heldOf } from "./claims.ts";
import type { Tables } from "./tables.ts";

type Introduction = Pick<AgentHello, "name" | "version" | "slots" | "queues" | "resources">;

export function registerAgent(tables: Tables, agent: Introduction, now: Instant): readonly Claim[] {
  const { name, version, slots, queues, resources = null } = agent;
  const known = tables.agents.get(name);
  const said = { name, version, slots, queues, resources, heartbeatAt: now, lostAt: null };
  const { instance = null, session = null } = known ?? {};
  const kept = { registeredAt: known?.registeredAt ?? now, instance, session };
  tables.agents.set(name, { ...said, ...kept });
  // What did not fit may fit now.
  tables.announced.queue = true;
  return heldBy(tables, name).map((row) => claimOf(tables, row));
}

export function heartbeat(
  tables: Tables,
  agent: string,
  now: Instant,
  { instance = null, session = null }: { readonly instance?: string | null; readonly session?: string | null } = {},
): "known" | "lost" | "unknown" {
  const row = tables.agents.get(agent);
  if (row === undefined || (instance !== null && row.instance !== instance)) return "unknown";
  if (session !== null && row.session !== session) return "unknown";
  tables.agents.set(agent, { ...row, heartbeatAt: now });
  return row.lostAt === null ? "known" : "lost";
}

const OWN = { verdict: "yours", afterAnother: false } as const;

function takeName(
  tables: Tables,
  { name, instance, session, quietMs, now }: AgentNameRequest & { readonly name: string },
): AgentNameVerdict {
  const row = tables.agents.get(name);
  const own = { instance, session: session?.id ?? null };
  if (row?.instance === instance) {
    const answer = mayFollow(session, row.session, Math.abs(now - row.heartbeatAt) >= quietMs);
    if (answer.verdict === "yours") tables.agents.set(name, { ...row, ...own });
    return answer;
  }
  if (row !== undefined && (heldBy(tables, name).length > 0 || Math.abs(now - row.heartbeatAt) < quietMs))
    return { verdict: "taken" };
  const never = { version: "", slots: 0, queues: [], resources: null, lostAt: null };
  const fresh = { ...never, name, registeredAt: now, heartbeatAt: now };
  tables.agents.set(name, { ...(row ?? fresh), ...own });
  return OWN;
}

/** One process of one folder works under a name (I4): see the port. */
export function enterAgent(tables: Tables, request: AgentNameRequest, agent: Introduction): AgentEntry {
  const answer = takeName(tables, { ...request, name: agent.name });
  return answer.verdict === "yours" ? { ...answer, held: registerAgent(tables, agent, request.now) } : answer;
}

export const listAgents = (tables: Tables): readonly AgentRecord[] =>
  tables.agents
    .values()
    .map(({ instance, session: _session, ...row }) => ({
      ...row,
      revoked: instance !== null && !tables.tokens.values().some((owner) => owner === row.name),
      held: heldBy(tables, row.name).length,
      taken: heldOf(tables, row.name).taken,
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));

interface Verdict {
  readonly agent: string;
  readonly heardAt: Instant | null;
  readonly message: string;
  readonly now: Instant;
}

/** Its runs become `unknown`; their slots stay taken (I4). */
export function markAgentLost(tables: Tables, { agent, heardAt, message, now }: Verdict): number {
  const row = tables.agents.get(agent);
  if (row === undefined || row.heartbeatAt !== heardAt) return 0;
  if (row.lostAt === null) tables.agents.set(agent, { ...row, lostAt: now });
  const silent = heldBy(tables, agent).filter(({ status }) => status !== "unknown" && !DONE_OR_STOPPING.has(status));
  for (const held of silent) {
    const draft = draftOf(held);
    changeStatus(draft, { type: "unknown", reason: AGENT_LOST, message }, now);
    storeDraft(tables, draft, now);
  }
  return silent.length;
}

/** Its attempts end as failed, and may be retried: somebody decided that nothing of them is alive any more. */
export function giveUpAgent(tables: Tables, { agent, heardAt, message, now }: Verdict): number {
  const row = tables.agents.get(agent);
  if (row === undefined || (heardAt !== null && row.heartbeatAt !== heardAt)) return 0;
  const held = heldBy(tables, agent);
  for (const each of held) {
    endAttempt(tables, each, { kind: "failed", reason: AGENT_LOST, message, retryable: true }, now);
  }
  return held.length;
}

import { DONE_OR_STOPPING, type Instant, type Status } from "@polyaxon/lifecycle";
import {
  AGENT_LOST,
  type AgentEntry,
  type AgentNameRequest,
  type AgentNameVerdict,
  type AgentRecord,
  mayFollow,
  NOTHING,
} from "@polyaxon/orchestrator";
import { parseTexts } from "../json.ts";
import { changeStatus, draftOf } from "../rows/run-draft.ts";
import { type RunRow, selectRunRows } from "../rows/run-row.ts";
import type { AgentsTable, AgentTokensTable } from "../schema/tables.ts";
import { type Database, statement } from "../statement.ts";
import { type AgentIntroduction, endAttempt, registerAgent } from "./claims.ts";
import { hostOf, readHostRoom } from "./host-room.ts";
import { lockAnd } from "./load.ts";
import type { UnitScope } from "./scope.ts";
import { storeDraft } from "./store-draft.ts";

/** Agents as the server knows them: their names and tokens, whether they call in, and what becomes of those that do not. */

type AgentRow = AgentsTable & { held: number; tokens: number };

const selectAgents = statement<object, AgentRow>((db) =>
  db
    .selectFrom("agents as a")
    .selectAll("a")
    .select((eb) => [
      eb
        .selectFrom("runs as r")
        .select((each) => each.fn.countAll<number>().as("held"))
        .whereRef("r.agent", "=", "a.name")
        .as("held"),
      eb
        .selectFrom("agent_tokens as t")
        .select((each) => each.fn.countAll<number>().as("tokens"))
        .whereRef("t.agent", "=", "a.name")
        .as("tokens"),
    ])
    .orderBy("a.name")
    .$castTo<AgentRow>(),
);

export async function listAgents(database: Database): Promise<readonly AgentRecord[]> {
  const rows = await selectAgents(database, {});
  const rooms = await Promise.all(rows.map(({ name }) => readHostRoom(database, name)));
  return rows.map((row, index) => ({
    name: row.name,
    version: row.version,
    slots: row.slots,
    queues: parseTexts(row.queues),
    registeredAt: row.registered_at,
    heartbeatAt: row.heartbeat_at,
    lostAt: row.lost_at,
    // Only those that call over the network name a folder, and need a token.
    revoked: row.instance !== null && row.tokens === 0,
    held: row.held,
    resources: hostOf(row),
    taken: rooms[index]?.taken ?? NOTHING,
  }));
}

const selectAgent = statement<{ name: string }, AgentsTable>((db, p, dialect) => {
  const rows = db.selectFrom("agents").selectAll().where("name", "=", p.name);
  return dialect.locksRows ? rows.forUpdate() : rows;
});
const lockHeld = statement<{ agent: string }>((db, p) =>
  db.selectFrom("runs").select("id").where("agent", "=", p.agent).orderBy("id").forUpdate(),
);
const heldBy = statement<{ agent: string }, RunRow>((db, p) =>
  selectRunRows(db).where("r.agent", "=", p.agent).orderBy("r.id"),
);
const selectHeld = (scope: UnitScope, of: { agent: string }): Promise<readonly RunRow[]> =>
  lockAnd(
    scope,
    () => lockHeld(scope, of),
    () => heldBy(scope, of),
  );
type NewAgent = Omit<AgentsTable, "last_turn" | "cpu_millis" | "memory_bytes" | "gpu_devices">;
const insertAgent = statement<NewAgent>((db, p) =>
  db.insertInto("agents").values({
    name: p.name,
    version: p.version,
    slots: p.slots,
    queues: p.queues,
    registered_at: p.registered_at,
    heartbeat_at: p.heartbeat_at,
    instance: p.instance,
    session: p.session,
    lost_at: p.lost_at,
  }),
);
const setInstance = statement<{ name: string; instance: string; session: string | null }>((db, p) =>
  db.updateTable("agents").set({ instance: p.instance, session: p.session }).where("name", "=", p.name),
);
const OWN = { verdict: "yours", afterAnother: false } as const;

const countHeld = statement<{ agent: string }, { held: number }>((db, p) =>
  db
    .selectFrom("runs")
    .select((each) => each.fn.countAll<number>().as("held"))
    .where("agent", "=", p.agent),
);

async function takeName(
  scope: UnitScope,
  { name, instance, session, quietMs, now }: AgentNameRequest & { readonly name: string },
): Promise<AgentNameVerdict> {
  const [row] = await selectAgent(scope, { name });
  const own = { name, instance, session: session?.id ?? null };
  if (row === undefined) {
    const row = { ...own, version: "", slots: 0, queues: "[]", registered_at: now, heartbeat_at: now };
    await insertAgent(scope, { ...row, lost_at: null });
    return OWN;
  }
  if (row.instance === instance) {
    const answer = mayFollow(session, row.session, Math.abs(now - row.heartbeat_at) >= quietMs);
    if (answer.verdict === "yours" && row.session !== own.session) await setInstance(scope, own);
    return answer;
  }
  // Also from the agent in a server, which names no folder.
  const [count] = await countHeld(scope, { agent: name });
  if ((count?.held ?? 0) > 0 || Math.abs(now - row.heartbeat_at) < quietMs) return { verdict: "taken" };
  await setInstance(scope, own);
  return OWN;
}

/** Takes the name and registers, under one lock of the agent's row. */
export async function enterAgent(
  scope: UnitScope,
  { request, agent }: { request: AgentNameRequest; agent: AgentIntroduction },
): Promise<AgentEntry> {
  const answer = await takeName(scope, { ...request, name: agent.name });
  if (answer.verdict !== "yours") return answer;
  return { ...answer, held: await registerAgent(scope, { agent, now: request.now }) };
}

const touchAgent = statement<{ name: string; now: number }>((db, p) =>
  db.updateTable("agents").set({ heartbeat_at: p.now }).where("name", "=", p.name),
);

export async function heartbeat(
  scope: UnitScope,
  { agent, instance, session, now }: { agent: string; instance: string | null; session: string | null; now: Instant },
): Promise<"known" | "lost" | "unknown"> {
  const [row] = await selectAgent(scope, { name: agent });
  if (row === undefined || (instance !== null && row.instance !== instance)) return "unknown";
  if (session !== null && row.session !== session) return "unknown";
  await touchAgent(scope, { name: agent, now });
  return row.lost_at === null ? "known" : "lost";
}

const setLost = statement<{ name: string; lost_at: number }>((db, p) =>
  db.updateTable("agents").set({ lost_at: p.lost_at }).where("name", "=", p.name),
);

export interface AgentVerdict {
  readonly agent: string;
  /** The heartbeat that was judged; one that called in since is left alone. */
  readonly heardAt: Instant;
  readonly message: string;
  readonly now: Instant;
}

/** Its runs become `unknown`; their slots stay taken (I4). */
export async function markAgentLost(scope: UnitScope, verdict: AgentVerdict): Promise<number> {
  const { agent, heardAt, message, now } = verdict;
  const [row] = await selectAgent(scope, { name: agent });
  if (row === undefined || row.heartbeat_at !== heardAt) return 0;
  if (row.lost_at === null) await setLost(scope, { name: agent, lost_at: now });
  let marked = 0;
  for (const held of await selectHeld(scope, { agent })) {
    if (held.status === "unknown" || DONE_OR_STOPPING.has(held.status as Status)) continue;
    const draft = draftOf(held);
    changeStatus(draft, { type: "unknown", reason: AGENT_LOST, message }, now);
    await storeDraft(scope, draft, now);
    marked += 1;
  }
  return marked;
}

/** Its attempts end as failed, and may be retried: somebody decided that nothing of them is alive any more. */
export async function giveUpAgent(
  scope: UnitScope,
  { agent, heardAt, message, now }: Omit<AgentVerdict, "heardAt"> & { readonly heardAt: Instant | null },
): Promise<number> {
  const [row] = await selectAgent(scope, { name: agent });
  if (row === undefined || (heardAt !== null && row.heartbeat_at !== heardAt)) return 0;
  const held = await selectHeld(scope, { agent });
  for (const run of held) {
    await endAttempt(scope, run, { kind: "failed", reason: AGENT_LOST, message, retryable: true }, now);
  }
  return held.length;
}

const insertToken = statement<AgentTokensTable>((db, p) =>
  db.insertInto("agent_tokens").values({ hash: p.hash, agent: p.agent, created_at: p.created_at }),
);
const deleteTokens = statement<{ agent: string }, { hash: string }>((db, p) =>
  db.deleteFrom("agent_tokens").where("agent", "=", p.agent).returning("hash"),
);
const selectToken = statement<{ hash: string }, { agent: string }>((db, p) =>
  db.selectFrom("agent_tokens").select("agent").where("hash", "=", p.hash),
);

export async function createAgentToken(
  scope: UnitScope,
  { hash, agent, now }: { hash: string; agent: string; now: Instant },
): Promise<void> {
  await insertToken(scope, { hash, agent, created_at: now });
}

export async function revokeAgentTokens(scope: UnitScope, { agent }: { agent: string }): Promise<number> {
  return (await deleteTokens(scope, { agent })).length;
}

export async function agentOfToken(database: Database, hash: string): Promise<string | null> {
  const [row] = await selectToken(database, { hash });
  return row?.agent ?? null;
}

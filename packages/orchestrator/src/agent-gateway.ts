import type { Instant } from "@polyaxon/lifecycle";
import { debugPoint } from "./debug-points.ts";
import { withoutTooDeep } from "./json-depth.ts";
import { SILENT_MS } from "./lost-agent-watch.ts";
import {
  type AgentHello,
  type AgentProtocol,
  AgentRefused,
  type AttemptName,
  type ClaimedRun,
  type StopOrder,
  type TrackedRecords,
} from "./ports/agent-protocol.ts";
import { type Clock, type Logger, type Timers, systemTimers } from "./ports/environment.ts";
import type { AttemptReport, Claim, Store, StoreChange } from "./ports/store.ts";
import type { RunTokens } from "./run-tokens.ts";

/** A stop order is repeated to an agent that has not confirmed the end, in case it was lost with its process. */
const REPEAT_STOP_MS = 10_000;
/** Slow poll behind the wake-ups: losing one costs this much latency, never work. */
const FALLBACK_POLL_MS = 5_000;

/**
 * The server's side of the agent protocol, over the store's claims. The in-process transport of a laptop calls it
 * directly; an HTTP transport wraps the same object.
 */
export interface AgentGateway extends AgentProtocol {
  /** Silence after which an agent counts as lost. Milliseconds. */
  readonly silentMs: number;
  /** Whether the agent holds this attempt: only then may it write the run's files. */
  holds(agent: string, attempt: AttemptName): Promise<boolean>;
  /**
   * Before a call of an agent is answered: whether the process that calls is still the one that has the agent's name.
   *
   * @param session null: it does not say
   * @throws AgentRefused `superseded`
   */
  admit(agent: string, session: string | null): Promise<void>;
  /** @param session as for `admit`: what another process than the newest reports is `stale` */
  report(
    agent: string,
    reports: readonly AttemptReport[],
    session?: string | null,
  ): ReturnType<AgentProtocol["report"]>;
  /** @param session as for `report` */
  track(
    agent: string,
    attempt: AttemptName,
    records: TrackedRecords,
    session?: string | null,
  ): ReturnType<AgentProtocol["track"]>;
}

interface Registered {
  readonly held: readonly Claim[];
  readonly afterAnother: boolean;
}

export function createAgentGateway(deps: {
  readonly store: Store;
  readonly tokens: RunTokens;
  readonly clock: Clock;
  readonly timers?: Timers;
  /** Silence after which an agent counts as lost; it is asked to call in three times as often. Default one minute. */
  readonly silentMs?: number;
  readonly logger?: Logger;
}): AgentGateway {
  const { store, tokens, clock, logger, timers = systemTimers, silentMs = SILENT_MS } = deps;
  const sessions = new Map<string, { readonly hello: AgentHello; touchedMs: number }>();
  /** When each order was last handed out: `agent/run/attempt` → monotonic ms. */
  const ordered = new Map<string, number>();

  /** When a process that waits for another one to fall silent first found that it called in: `agent/session` → heard. */
  const waiting = new Map<string, Instant>();

  const withToken = (claim: Claim): ClaimedRun => ({ ...claim, token: tokens.issue(claim.run.uuid, claim.attempt) });

  async function stopOrders(agent: string): Promise<StopOrder[]> {
    const orders: StopOrder[] = [];
    const now = clock.monotonic();
    // One that may be repeated need not be remembered; its attempt may be gone for good.
    for (const [key, last] of ordered) if (now - last >= REPEAT_STOP_MS) ordered.delete(key);
    for (const held of await store.stopping(agent)) {
      const key = `${agent}/${held.run}/${held.attempt}`;
      if (ordered.has(key)) continue;
      ordered.set(key, now);
      orders.push({ run: held.run, attempt: held.attempt });
    }
    return orders;
  }

  /** False when the agent has to register. Each call counts as a sign of life, but few are worth a write. */
  async function touch(agent: string): Promise<boolean> {
    const session = sessions.get(agent);
    if (session === undefined) return false;
    const now = clock.monotonic();
    if (now - session.touchedMs < silentMs / 6) return true;
    const { instance = null, session: by } = session.hello;
    if ((await store.heartbeat(agent, clock.now(), { instance, session: by?.id ?? null })) !== "known") return false;
    session.touchedMs = now;
    return true;
  }

  async function holds(agent: string, { attempt, claimedAt, run }: AttemptName): Promise<boolean> {
    const record = await store.getRun(run);
    if (record?.agent !== agent || record.attempt !== attempt) return false;
    return claimedAt === undefined || record.claimedAt === undefined || record.claimedAt === claimedAt;
  }

  /** @throws AgentRefused AgentNameInUse */
  async function enter(hello: AgentHello, instance: string): Promise<Registered> {
    const { name, session = null } = hello;
    const now = clock.now();
    const key = `${name}/${session?.id ?? ""}`;
    const answer = await store.enterAgent({ instance, session, quietMs: silentMs, now }, hello);
    switch (answer.verdict) {
      case "yours":
        waiting.delete(key);
        return { held: answer.held, afterAnother: answer.afterAnother };
      case "taken":
        throw nameTaken(name);
      case "superseded":
        throw superseded(name);
      case "in-use": {
        const heardAt = (await store.listAgents()).find((agent) => agent.name === name)?.heartbeatAt ?? now;
        const first = waiting.get(key) ?? heardAt;
        waiting.set(key, first);
        // It has called in since: it lives, and this is a copy.
        if (heardAt !== first) {
          waiting.delete(key);
          throw copied(name);
        }
        throw new AgentNameInUse(
          `Another process worked as ${name} from this folder, or one that it is a copy of, ${Math.round((now - heardAt) / 1000)} s ago. ` +
            `It may go on, so this one waits until it has been silent for ${Math.round(silentMs / 1000)} s.`,
        );
      }
    }
  }

  return {
    silentMs,
    holds,

    async admit(agent, session) {
      if (session === null) return;
      const known = sessions.get(agent);
      if (known === undefined || known.hello.session?.id === session) {
        // Memory ends with each restart, and hears of no other server of this database.
        if (!(await store.isSuperseded(agent, session))) return;
        sessions.delete(agent);
        throw superseded(agent);
      }
      // Registered at another server of this database, or not the one that counts any more.
      const by = { instance: known.hello.instance ?? null, session };
      if ((await store.heartbeat(agent, clock.now(), by)) === "unknown") throw superseded(agent);
      sessions.delete(agent);
    },

    async register(hello) {
      const { instance = null, name } = hello;
      const { held, afterAnother } =
        instance === null
          ? { held: await store.registerAgent(hello, clock.now()), afterAnother: false }
          : await enter(hello, instance);
      sessions.set(name, { hello, touchedMs: clock.monotonic() });
      debugPoint("register.after");
      return { held: held.map(withToken), afterAnother };
    },

    async poll(request, signal) {
      if (!(await touch(request.agent))) return { claims: [], stop: [], register: true };
      const session = sessions.get(request.agent)?.hello.session?.id ?? null;
      const deadline = clock.monotonic() + Math.min(request.waitMs, silentMs / 3);
      const news = listen(store, timers);
      try {
        for (;;) {
          // Another process registered meanwhile: what is claimed now is not this one's.
          if ((sessions.get(request.agent)?.hello.session?.id ?? null) !== session)
            return { claims: [], stop: [], register: true };
          const stop = await stopOrders(request.agent);
          const claims =
            request.freeSlots > 0
              ? await store.claim({
                  agent: request.agent,
                  limit: request.freeSlots,
                  queues: sessions.get(request.agent)?.hello.queues ?? [],
                  session,
                  now: clock.now(),
                })
              : [];
          const left = deadline - clock.monotonic();
          if (claims.length > 0 || stop.length > 0 || left <= 0 || signal.aborted) {
            if (claims.length > 0) debugPoint("claim.after");
            if (stop.length > 0) debugPoint("stop.after");
            return { claims: claims.map(withToken), stop };
          }
          await news.next(Math.min(left, FALLBACK_POLL_MS), signal);
          if (signal.aborted) return { claims: [], stop: [] };
        }
      } finally {
        news.close();
      }
    },

    async report(agent, reports, session = null) {
      debugPoint("report.before");
      await touch(agent);
      const acks = await store.report(agent, reports, clock.now(), session);
      debugPoint("report.after");
      for (const ack of acks) ordered.delete(`${agent}/${ack.run}/${ack.attempt}`);
      return acks;
    },

    async track(agent, named, records, session = null) {
      const { attempt, claimedAt, run } = named;
      const kept = withoutTooDeep(records);
      if (kept.dropped.length > 0)
        logger?.warn(
          { agent, runId: run, dropped: kept.dropped },
          "tracked values are nested too deep and are dropped",
        );
      const { artifacts, ...patch } = kept.records;
      const holder = { agent, session, ...(claimedAt === undefined ? {} : { claimedAt }) };
      if (Object.keys(records).length === 0) return (await holds(agent, named)) ? "accepted" : "stale";
      const options = { fence: attempt, holder, now: clock.now() };
      if (Object.keys(patch).length > 0) {
        let outcome = await store.patchRun(run, { ...patch, merge: true }, options);
        if (outcome === "too-large") {
          // What it tracks besides, and that it goes on, does not depend on these.
          logger?.warn(
            { agent, runId: run },
            "a run's documents are too large to be merged into: tracked values are dropped",
          );
          const { inputs: _inputs, outputs: _outputs, metaInfo: _metaInfo, ...rest } = patch;
          outcome = await store.patchRun(run, { ...rest, merge: true }, options);
        }
        if (outcome !== "done") return "stale";
      }
      if (artifacts !== undefined && artifacts.length > 0) {
        const outcome = await store.putArtifacts(run, artifacts, options);
        if (outcome !== "done") return "stale";
      }
      return "accepted";
    },
  };
}

/** Registering again, later, may be answered. */
export class AgentNameInUse extends Error {
  override readonly name = "AgentNameInUse";
}

const OF_ITS_OWN = "Give this one a folder, a name and a token of its own";

const nameTaken = (name: string): AgentRefused =>
  new AgentRefused(
    "name-taken",
    `Another agent works as ${name}, from another folder. Give this one a name and a token of its own.`,
  );

const copied = (name: string): AgentRefused =>
  new AgentRefused(
    "name-taken",
    `Another agent works as ${name} and is alive; the folder of this one, or its whole machine, is a copy of that one's. ` +
      `Both would run what that one holds. ${OF_ITS_OWN}: polyaxon agent --data-dir FOLDER --name NAME.`,
  );

const superseded = (name: string): AgentRefused =>
  new AgentRefused(
    "superseded",
    `Another process works as ${name} now, from a copy of this agent's folder or machine: this one is handed nothing any more, ` +
      `and what it reports is not taken. End the other one and start this one again, or: ${OF_ITS_OWN.toLowerCase()}.`,
  );

/** Remembers news that came between two waits, so that none is missed. */
function listen(store: Pick<Store, "subscribe">, timers: Timers) {
  let pending = false;
  let wake: (() => void) | null = null;
  const unsubscribe = store.subscribe((change: StoreChange) => {
    if (!change.queue && !change.stopping) return;
    pending = true;
    wake?.();
  });
  return {
    async next(waitMs: number, signal: AbortSignal): Promise<void> {
      if (!pending && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const done = (): void => {
            cancel();
            signal.removeEventListener("abort", done);
            wake = null;
            resolve();
          };
          const cancel = timers.set(done, waitMs);
          signal.addEventListener("abort", done);
          wake = done;
        });
      }
      pending = false;
    },
    close: unsubscribe,
  };
}

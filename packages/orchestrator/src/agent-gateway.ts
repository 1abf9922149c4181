import { debugPoint } from "./debug-points.ts";
import { withoutTooDeep } from "./json-depth.ts";
import { SILENT_MS } from "./lost-agent-watch.ts";
import {
  type AgentHello,
  type AgentProtocol,
  AgentRefused,
  type ClaimedRun,
  type StopOrder,
} from "./ports/agent-protocol.ts";
import { type Clock, type Logger, type Timers, systemTimers } from "./ports/environment.ts";
import type { RunId } from "./ports/records.ts";
import type { Claim, Store, StoreChange } from "./ports/store.ts";
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
  /** Whether the agent holds this attempt: only then may it write the run's files. */
  holds(agent: string, run: RunId, attempt: number): Promise<boolean>;
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
    if ((await store.heartbeat(agent, clock.now(), session.hello.instance ?? null)) !== "known") return false;
    session.touchedMs = now;
    return true;
  }

  async function holds(agent: string, run: RunId, attempt: number): Promise<boolean> {
    const record = await store.getRun(run);
    return record?.agent === agent && record.attempt === attempt;
  }

  return {
    holds,

    async register(hello) {
      const { instance = null, name } = hello;
      if (
        instance !== null &&
        (await store.takeAgentName({ name, instance, quietMs: silentMs, now: clock.now() })) === "taken"
      ) {
        throw new AgentRefused(
          "name-taken",
          `Another agent works as ${name}, from another folder. Give this one a name and a token of its own.`,
        );
      }
      sessions.set(name, { hello, touchedMs: clock.monotonic() });
      const held = await store.registerAgent(hello, clock.now());
      debugPoint("register.after");
      return { held: held.map(withToken) };
    },

    async poll(request, signal) {
      if (!(await touch(request.agent))) return { claims: [], stop: [], register: true };
      const deadline = clock.monotonic() + Math.min(request.waitMs, silentMs / 3);
      const news = listen(store, timers);
      try {
        for (;;) {
          const stop = await stopOrders(request.agent);
          const claims =
            request.freeSlots > 0
              ? await store.claim({
                  agent: request.agent,
                  limit: request.freeSlots,
                  queues: sessions.get(request.agent)?.hello.queues ?? [],
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

    async report(agent, reports) {
      debugPoint("report.before");
      await touch(agent);
      const acks = await store.report(agent, reports, clock.now());
      debugPoint("report.after");
      for (const ack of acks) ordered.delete(`${agent}/${ack.run}/${ack.attempt}`);
      return acks;
    },

    async track(agent, run, attempt, records) {
      if (!(await holds(agent, run, attempt))) return "stale";
      const kept = withoutTooDeep(records);
      if (kept.dropped.length > 0)
        logger?.warn(
          { agent, runId: run, dropped: kept.dropped },
          "tracked values are nested too deep and are dropped",
        );
      const { artifacts, ...patch } = kept.records;
      const options = { fence: attempt, now: clock.now() };
      if (Object.keys(patch).length > 0) {
        const outcome = await store.patchRun(run, { ...patch, merge: true }, options);
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

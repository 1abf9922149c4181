import {
  type AgentProtocol,
  type ClaimedRun,
  type PollAnswer,
  type ReportAck,
  type StopOrder,
  withoutTooDeep,
} from "@polyaxon/orchestrator";
import { claimedQuery } from "./attempt-calls.ts";
import type { CallServer, ServerCall } from "./server-calls.ts";

/** Major version of the protocol that this agent speaks. */
const PROTOCOL = 1;
const CALL_MS = 15_000;
/** Longer, and a line that was cut in silence would be noticed late. */
const LONGEST_POLL_MS = 20_000;
/** Beyond the wait that was asked for, until a poll counts as cut off. */
const POLL_GRACE_MS = 10_000;

/** What the server said of itself when the agent registered. */
export interface ServerHello {
  /** Under which the server knows this agent: its token's. */
  readonly name: string;
  readonly version: string;
  readonly protocol: number;
  /** The oldest agent that it is tested with. */
  readonly oldestAgent: string;
}

/**
 * The agent protocol over HTTP. One call is one request: repeating is left to the agent's loops, which back off. Fields that
 * are not known are passed over and missing ones have defaults, so that agent and server may differ in age.
 */
export function httpAgentProtocol(options: {
  readonly call: CallServer;
  /** Called with each answer to a registration. */
  readonly onServer?: (server: ServerHello) => void;
}): AgentProtocol {
  const { call } = options;
  const post = async (path: string, json: unknown, more: Partial<ServerCall> = {}): Promise<Answer> => {
    const answer = await call({ method: "POST", path, json, timeoutMs: CALL_MS, ...more });
    return (await answer.json()) as Answer;
  };
  return {
    async register({ instance, name, queues, resources, session, slots, version }) {
      const hello = { version, protocol: PROTOCOL, slots, queues, instance, session, resources };
      const answer = await post("/register", hello);
      options.onServer?.({
        name: answer.name ?? name,
        version: answer.server?.version ?? "unknown",
        protocol: answer.server?.protocol ?? PROTOCOL,
        oldestAgent: answer.server?.oldest_agent ?? "",
      });
      return { held: answer.held ?? [], afterAnother: answer.after_another ?? false };
    },

    async poll({ freeSlots, waitMs: wanted }, signal): Promise<PollAnswer> {
      const waitMs = Math.min(wanted, LONGEST_POLL_MS);
      const asked = { free_slots: freeSlots, wait_ms: waitMs };
      try {
        const answer = await post("/poll", asked, { timeoutMs: waitMs + POLL_GRACE_MS, signal });
        return {
          claims: answer.claims ?? [],
          stop: answer.stop ?? [],
          ...(answer.register === true ? { register: true } : {}),
        };
      } catch (error) {
        // The agent itself hung up. Claims that crossed with it are among the held ones when it registers again.
        if (signal.aborted) return { claims: [], stop: [], ...(freeSlots > 0 ? { register: true } : {}) };
        throw error;
      }
    },

    async report(_agent, reports) {
      return (await post("/report", { reports })).acks ?? [];
    },

    async track(_agent, attempt, records) {
      const path = `/runs/${attempt.run}/attempts/${attempt.attempt}/track`;
      const query = claimedQuery(attempt);
      // The server refuses a body that is nested too deep as a whole, and would again.
      const answer = await post(path, withoutTooDeep(records).records, { query });
      return answer.kind === "stale" ? "stale" : "accepted";
    },
  };
}

/** Everything any answer may carry; the server is trusted to mean what it says. */
interface Answer {
  readonly name?: string;
  readonly held?: readonly ClaimedRun[];
  readonly after_another?: boolean;
  readonly claims?: readonly ClaimedRun[];
  readonly stop?: readonly StopOrder[];
  readonly register?: boolean;
  readonly acks?: readonly ReportAck[];
  readonly kind?: string;
  readonly server?: { readonly version?: string; readonly protocol?: number; readonly oldest_agent?: string };
}

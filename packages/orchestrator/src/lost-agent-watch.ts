import { givenUpMessage, lostMessage, type Moment, silentAgents, timeWasCut } from "./lost-agents.ts";
import type { Clock, Logger } from "./ports/environment.ts";
import type { AgentStore } from "./ports/store.ts";
import { type Repeated, repeatedly } from "./repeatedly.ts";

export interface LostAgentSettings {
  /** Silence after which an agent counts as lost. Milliseconds; default one minute. */
  readonly silentMs?: number;
  /** Opt-in: how much later its attempts are given up, which may run them twice. Milliseconds; null = never. Default. */
  readonly giveUpMs?: number | null;
}

export const SILENT_MS = 60_000;

/**
 * Looks again and again for agents that have gone silent. It holds nothing that matters: what it finds is stored, and a
 * server that starts gives every agent the whole time again.
 */
export function createLostAgentWatch(
  deps: {
    readonly store: Pick<AgentStore, "listAgents" | "markAgentLost" | "giveUpAgent">;
    readonly clock: Clock;
    readonly logger: Logger;
  } & LostAgentSettings,
): Repeated & { look(): Promise<void> } {
  const { store, clock, logger, silentMs = SILENT_MS, giveUpMs = null } = deps;
  const everyMs = Math.max(50, Math.min(5_000, silentMs / 4));
  const moment = (): Moment => ({ wall: clock.now(), monotonic: clock.monotonic() });
  let before = moment();
  let listeningSince = before.wall;

  async function look(): Promise<void> {
    const at = moment();
    if (timeWasCut(before, at, everyMs)) listeningSince = at.wall;
    before = at;
    const now = at.wall;
    for (const { agent, giveUp } of silentAgents(await store.listAgents(), {
      now,
      listeningSince,
      silentMs,
      giveUpMs,
    })) {
      const verdict = { agent: agent.name, heardAt: agent.heartbeatAt, now };
      const runs = giveUp
        ? await store.giveUpAgent({ ...verdict, message: givenUpMessage(agent) })
        : await store.markAgentLost({ ...verdict, message: lostMessage(agent) });
      if (runs > 0)
        logger.warn({ agent: agent.name, runs, giveUp }, giveUp ? "a lost agent is given up" : "an agent is silent");
    }
  }

  const failure = "silent agents could not be looked for; it is tried again";
  return { look, ...repeatedly(look, { everyMs, failure, logger }) };
}

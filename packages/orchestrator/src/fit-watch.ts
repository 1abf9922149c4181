import { judgeFit } from "./judge-fit.ts";
import type { Clock, Logger } from "./ports/environment.ts";
import type { RunId } from "./ports/records.ts";
import type { AgentStore, ClaimStore } from "./ports/store.ts";
import { type Repeated, repeatedly } from "./repeatedly.ts";

const LOOK_EVERY_MS = 5_000;
const PAGE = 500;
/** Words stored in one look, at most; the rest is said in the next. */
const MOST_TOLD = 100;

/**
 * Looks again and again at the runs in the queue that ask for resources, and says of each what it waits for. It only writes
 * words: whether a run may start is decided by the claim alone.
 */
export function createFitWatch(deps: {
  readonly store: Pick<ClaimStore, "askingRuns" | "tellFit"> & Pick<AgentStore, "listAgents">;
  readonly clock: Clock;
  readonly logger: Logger;
}): Repeated & { look(): Promise<void> } {
  const { clock, logger, store } = deps;

  async function look(): Promise<void> {
    let after: RunId | null = null;
    let told = 0;
    let hosts: Awaited<ReturnType<typeof store.listAgents>> | null = null;
    for (;;) {
      const runs = await store.askingRuns({ after, limit: PAGE });
      const last = runs.at(-1);
      if (last === undefined) return;
      hosts ??= await store.listAgents();
      for (const run of runs) {
        const word = judgeFit(run, hosts, clock.now());
        if (word === null) continue;
        await store.tellFit(run.run, word, clock.now());
        told += 1;
        if (told >= MOST_TOLD) return;
      }
      if (runs.length < PAGE) return;
      after = last.run;
    }
  }

  const failure = "it could not be said what runs wait for; it is tried again";
  return { look, ...repeatedly(look, { everyMs: LOOK_EVERY_MS, failure, logger }) };
}

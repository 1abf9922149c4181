import type { Executor } from "@polyaxon/agent";
import type { AttemptOutcome } from "@polyaxon/orchestrator";

/** Ends that were told and are still known, so that asking again, or too late, changes nothing. */
const REMEMBERED = 1_000;

/**
 * Starts nothing: every attempt ends at once with exit code 0. For benchmarks of everything around the executor, and for
 * tests. It has no memory beyond this process: after a restart an attempt reads as not started. Of the attempts whose end was
 * told it knows the last thousand, so that it does not grow with the runs of a server.
 */
export function nullExecutor(): Executor {
  const untold = new Map<string, AttemptOutcome>();
  const told = new Map<string, AttemptOutcome>();
  const keyOf = (ref: { readonly run: string; readonly attempt: number }): string => `${ref.run}/${ref.attempt}`;

  function end(key: string, outcome: AttemptOutcome): void {
    if (!untold.has(key) && !told.has(key)) untold.set(key, outcome);
  }

  function tell(key: string): AttemptOutcome | undefined {
    const outcome = untold.get(key);
    if (outcome === undefined) return told.get(key);
    untold.delete(key);
    told.set(key, outcome);
    const [oldest] = told.keys();
    if (told.size > REMEMBERED && oldest !== undefined) told.delete(oldest);
    return outcome;
  }

  return {
    name: "null",
    capabilities: { images: true, localFiles: false, rawOutputFile: false, hostEnvironment: false },
    start: async (ref) => end(keyOf(ref), { kind: "exited", exitCode: 0 }),
    async watch(ref, _place, onEnd) {
      const outcome = tell(keyOf(ref));
      if (outcome === undefined) return "not-started";
      setImmediate(onEnd, outcome);
      return "ended";
    },
    stop: async (ref) => end(keyOf(ref), { kind: "stopped" }),
    usage: async () => null,
    async close() {
      untold.clear();
      told.clear();
    },
  };
}

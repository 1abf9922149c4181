import type { Executor } from "@polyaxon/agent";
import type { AttemptOutcome } from "@polyaxon/orchestrator";

/**
 * Starts nothing: every attempt ends at once with exit code 0. For benchmarks of everything around the executor, and for
 * tests. It has no memory beyond this process: after a restart an attempt reads as not started.
 */
export function nullExecutor(): Executor {
  const outcomes = new Map<string, AttemptOutcome>();
  const keyOf = (ref: { readonly run: string; readonly attempt: number }): string => `${ref.run}/${ref.attempt}`;
  return {
    name: "null",
    capabilities: { images: true, localFiles: false, rawOutputFile: false, hostEnvironment: false },
    async start(ref) {
      const key = keyOf(ref);
      if (!outcomes.has(key)) outcomes.set(key, { kind: "exited", exitCode: 0 });
    },
    async watch(ref, _place, onEnd) {
      const outcome = outcomes.get(keyOf(ref));
      if (outcome === undefined) return "not-started";
      setImmediate(onEnd, outcome);
      return "ended";
    },
    async stop(ref) {
      const key = keyOf(ref);
      if (!outcomes.has(key)) outcomes.set(key, { kind: "stopped" });
    },
    usage: async () => null,
    close: async () => outcomes.clear(),
  };
}

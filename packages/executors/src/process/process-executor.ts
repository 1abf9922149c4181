import { type AttemptPlace, type AttemptRef, type Executor, StartRefused } from "@polyaxon/agent";
import type { AttemptOutcome, Clock, Logger } from "@polyaxon/orchestrator";
import { barStart, readExitCode, readStartState, recordRefusal } from "./attempt-files.ts";
import { launch, prepareLaunch } from "./launch.ts";
import { linuxProcesses } from "./linux-processes.ts";
import { scratchLost } from "./outcome.ts";
import { createProcessTable } from "./process-table.ts";
import { psProcesses } from "./ps-processes.ts";
import { type WatchedAttempt, watchAttempt } from "./watched-attempt.ts";

/** How often attempts that another process started are looked at. */
const ADOPTED_LOOK_MS = 250;

/**
 * Runs each attempt as a session of local processes under a small `sh` supervisor. All it knows about an attempt stands in
 * the attempt's scratch folder, so any later process on this machine can take over (I10).
 */
export function processExecutor(deps: { readonly logger: Logger; readonly clock: Clock }): Executor {
  const { clock, logger } = deps;
  const source = process.platform === "linux" ? linuxProcesses() : psProcesses();
  const table = createProcessTable(source, () => clock.monotonic());
  const attempts = new Map<string, WatchedAttempt>();
  let adoptedTimer: NodeJS.Timeout | null = null;
  let closed = false;

  function watched(ref: AttemptRef, place: AttemptPlace): WatchedAttempt {
    const key = `${ref.run}/${ref.attempt}`;
    let attempt = attempts.get(key);
    if (attempt === undefined) {
      attempt = watchAttempt({
        ref,
        place,
        source,
        table,
        clock,
        logger,
        onSettled: () => attempts.delete(key),
        onNeedsLooks: lookAtAdopted,
      });
      attempts.set(key, attempt);
    }
    return attempt;
  }

  /** Whether processes say that they belong to an attempt, where they can be asked. */
  async function hasProcesses(ref: AttemptRef): Promise<boolean> {
    if (!source.hasMarks) return false;
    return (await table.fresh()).entries.some((entry) => {
      const marks = source.marksOf(entry);
      return marks !== null && marks.run === ref.run && marks.attempt === ref.attempt;
    });
  }

  /** Runs only while somebody else's child is watched. */
  function lookAtAdopted(): void {
    if (closed) return;
    adoptedTimer ??= setInterval(() => {
      const adopted = [...attempts.values()].filter((attempt) => attempt.needsLooks());
      for (const attempt of adopted) attempt.look();
      if (adopted.length > 0 || adoptedTimer === null) return;
      clearInterval(adoptedTimer);
      adoptedTimer = null;
    }, ADOPTED_LOOK_MS).unref();
  }

  return {
    name: "process",
    capabilities: { images: false, localFiles: true, rawOutputFile: true, hostEnvironment: true },

    async start(ref, plan, place) {
      if (readStartState(place.scratch).kind !== "not-started") return;
      try {
        const child = await launch(prepareLaunch(ref, plan, place), place);
        watched(ref, place).spawned(child);
      } catch (error) {
        // On disk before anybody hears of it: a later agent that is handed the attempt must not start it after all.
        if (!(error instanceof StartRefused) || recordRefusal(place.scratch, error)) throw error;
      }
    },

    async watch(ref, place, onEnd) {
      if (closed) throw new Error("The process executor is closed.");
      const known = attempts.has(`${ref.run}/${ref.attempt}`);
      if (!known && readStartState(place.scratch).kind === "not-started") {
        // Its scratch may have been removed under it: it is ended, because nobody would hear how it ends.
        if (!(await hasProcesses(ref))) return "not-started";
        recordRefusal(place.scratch, scratchLost());
      }
      const ended = readExitCode(place.scratch) !== null || readStartState(place.scratch).kind === "barred";
      const attempt = watched(ref, place);
      attempt.onEnd((outcome: AttemptOutcome) => {
        if (!closed) onEnd(outcome);
      });
      if (attempt.needsLooks()) {
        attempt.look();
        lookAtAdopted();
      }
      return ended ? "ended" : "running";
    },

    async stop(ref, place, graceSeconds) {
      if (readExitCode(place.scratch) !== null) return;
      if (!attempts.has(`${ref.run}/${ref.attempt}`)) barStart(place.scratch);
      const attempt = watched(ref, place);
      if (attempt.needsLooks()) lookAtAdopted();
      await attempt.terminate(graceSeconds * 1000);
    },

    usage: async (ref, place) =>
      attempts.get(`${ref.run}/${ref.attempt}`)?.usage() ??
      (readExitCode(place.scratch) === null ? watched(ref, place).usage() : null),

    async close() {
      closed = true;
      if (adoptedTimer !== null) clearInterval(adoptedTimer);
      for (const attempt of attempts.values()) attempt.release();
      attempts.clear();
    },
  };
}

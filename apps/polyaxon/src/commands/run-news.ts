import { type RunCalls, type RunEvent, UnreachableError } from "@polyaxon/client";
import type { CliContext } from "./cli-context.ts";

const POLL_MS = 500;
/** Without events nothing is known between two looks; with them nothing happens between. A look is taken all the same. */
const LOOK_ANYWAY_MS = 4_000;

/** Tells when a run is worth another look. */
export interface RunNews {
  /** Resolves when the run has changed, or after a while. */
  next(): Promise<void>;
  /** Hangs up: an open connection would keep the process from ending. */
  close(): void;
}

/** By the server's events, and where it has none, or they break off, by time. Ends with `signal`. */
export async function runNews(
  context: CliContext,
  runs: RunCalls,
  uuid: string,
  signal: AbortSignal,
): Promise<RunNews> {
  // A signal made of others may be collected before they abort, in Node 20; this one is held.
  const done = new AbortController();
  signal.addEventListener("abort", () => done.abort(signal.reason), { once: true });
  let events = await opened(runs, uuid, done.signal);
  let coming: Promise<IteratorResult<RunEvent> | null> | null = null;
  return {
    async next() {
      if (events === null) return await context.sleep(POLL_MS, signal);
      coming ??= events.next().catch(() => null);
      const pause = new AbortController();
      const waited = context
        .sleep(LOOK_ANYWAY_MS, AbortSignal.any([signal, pause.signal]))
        .then(() => "later" as const);
      const news = await Promise.race([coming, waited]);
      pause.abort();
      if (news === "later") return;
      coming = null;
      if (news === null || news.done === true) events = null;
    },
    close: () => done.abort(),
  };
}

async function opened(runs: RunCalls, uuid: string, signal: AbortSignal): Promise<AsyncGenerator<RunEvent> | null> {
  try {
    return await runs.changes({ only: [uuid] }, signal);
  } catch (error) {
    // The next look says that the server is away, and waits for it.
    if (error instanceof UnreachableError) return null;
    throw error;
  }
}

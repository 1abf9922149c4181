import { ServerFaultError, UnreachableError } from "./errors.ts";
import type { Run } from "./wire.ts";

export interface WaitOptions {
  /** Ends the wait, with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Milliseconds between two questions; default 1000. */
  readonly pollMs?: number;
  /** Told of each status that is new. */
  readonly onStatus?: (status: string) => void;
}

const FINAL: ReadonlySet<string> = new Set(["succeeded", "failed", "upstream_failed", "stopped", "skipped"]);

/**
 * Waits until a run has ended, however. A server that is away meanwhile is waited for, since the run goes on without it: bound the
 * wait with a signal, such as `AbortSignal.timeout(3_600_000)`.
 *
 * @throws the signal's reason; NotFoundError when the run is deleted meanwhile
 */
export async function untilFinished(
  get: (signal: AbortSignal | undefined) => Promise<Run>,
  options: WaitOptions,
): Promise<Run> {
  const { onStatus, pollMs = 1000, signal } = options;
  let last: string | null = null;
  for (;;) {
    signal?.throwIfAborted();
    const run = await get(signal).catch((error: unknown) => {
      if (error instanceof UnreachableError || error instanceof ServerFaultError) return null;
      throw error;
    });
    if (run !== null && run.status !== last) {
      last = run.status;
      onStatus?.(last);
    }
    if (run !== null && FINAL.has(run.status)) return run;
    await pause(pollMs, signal);
  }
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener("abort", end, { once: true });
  });
}

import { ApiError, type RunCalls, UnreachableError } from "@polyaxon/client";
import { isFinal } from "../views/run-status.ts";
import type { SweepSnapshot } from "../views/sweep-progress.ts";
import type { CliContext } from "./cli-context.ts";
import { ASK_AGAIN_MS, QUIET_MS, readUnserved } from "./unserved.ts";

/**
 * Tells why none of a sweep's runs starts: asked of one that is queued, once none has been on an agent for a while, and again now and
 * then, as runs may be waiting in turn. Null: they run, or will.
 */
export function sweepWaiting(context: CliContext, runs: RunCalls) {
  let idleSince: number | null = null;
  let asked: { readonly at: number; readonly why: string | null } | null = null;
  return async ({ counts, status, uuid }: SweepSnapshot): Promise<string | null> => {
    const now = context.now();
    if (counts.running > 0 || counts.queued === 0 || isFinal(status)) {
      idleSince = asked = null;
      return null;
    }
    idleSince ??= now;
    if (now - idleSince < QUIET_MS) return null;
    if (asked === null || now - asked.at >= ASK_AGAIN_MS)
      asked = { at: now, why: await whyNoneStarts(context, runs, uuid) };
    return asked.why;
  };
}

/** Only a hint: nothing is said where it cannot be asked. */
async function whyNoneStarts(context: CliContext, runs: RunCalls, sweep: string): Promise<string | null> {
  try {
    const { results } = await runs.list({ query: `pipeline:${sweep}, status:queued`, limit: 1, no_page: "true" });
    const [first] = results;
    return first === undefined ? null : (await readUnserved(context, first)).why;
  } catch (error) {
    if (error instanceof ApiError || error instanceof UnreachableError) return null;
    throw error;
  }
}

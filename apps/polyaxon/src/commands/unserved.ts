import { ApiError, type Run, UnreachableError } from "@polyaxon/client";
import { statusLines } from "../views/status-lines.ts";
import type { CliContext } from "./cli-context.ts";

/** So long nothing is said: an agent may be about to take it. */
export const QUIET_MS = 4_000;
/** Between two questions after that, while the run waits behind others. */
export const ASK_AGAIN_MS = 15_000;

/** Statuses in which a run may wait for an agent; others are not worth a question. */
const MAY_WAIT: ReadonlySet<string> = new Set(["queued", "unschedulable"]);

interface Unserved {
  readonly waits: boolean;
  /** Why no agent will take it, and what to do. */
  readonly why: string | null;
}
const NOT_KNOWN: Unserved = { waits: false, why: null };

/** Only a hint: a server that does not know the question, or is away, says nothing. */
export async function readUnserved(context: CliContext, run: Pick<Run, "uuid" | "status">): Promise<Unserved> {
  if (!MAY_WAIT.has(run.status)) return NOT_KNOWN;
  try {
    return await context.connect().agents.unserved(run.uuid);
  } catch (error) {
    if (error instanceof ApiError || error instanceof UnreachableError) return NOT_KNOWN;
    throw error;
  }
}

/** Says once, beside a log in which nothing comes, that no agent will take the run. Ends with that, with the wait, or with `signal`. */
export async function tellUnserved(context: CliContext, run: Pick<Run, "uuid">, signal: AbortSignal): Promise<void> {
  for (let pause = QUIET_MS; ; pause = ASK_AGAIN_MS) {
    await context.sleep(pause, signal);
    if (signal.aborted) return;
    const { waits, why } = await readUnserved(context, { uuid: run.uuid, status: "queued" });
    if (signal.aborted || !waits) return;
    if (why === null) continue;
    context.err.write(`${statusLines("queued", why, context.err).join("\n")}\n`);
    return;
  }
}

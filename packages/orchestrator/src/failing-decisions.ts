import type { Status } from "@polyaxon/lifecycle";
import type { RunDetail, UnreadableDocument } from "./ports/records.ts";
import type { Change } from "./ports/store.ts";

/** Reasons of the condition by which people see that a run is not decided about. */
export const DECISION_FAILED = "DecisionFailed";
export const DECISION_NOT_STORED = "DecisionNotStored";
const DECIDED_AGAIN = "DecidedAgain";

/** Their newest condition is read by decisions, or by people for something else: it stays. */
const KEEPS_ITS_WORD: ReadonlySet<Status> = new Set<Status>(["retrying", "stopping", "unknown"]);

/** The word under which a run can say something while it waits: `created` is said once. Both of them wait to be compiled. */
export const waitingStatus = (status: Status): Status => (status === "created" ? "on_schedule" : status);

/** A decision from documents that are read as empty would run something else than was asked for. */
export class UnreadableRun extends Error {
  override readonly name = "UnreadableRun";

  constructor(documents: readonly UnreadableDocument[]) {
    super(`its ${documents.join(", ")} cannot be read as stored: polyaxon admin doctor says what to do`);
  }
}

/** What a run says whose decision failed again and again, and is tried again. Pure. */
export function wordOfFailure({ status }: Pick<RunDetail, "status">, error: unknown): readonly Change[] {
  if (KEEPS_ITS_WORD.has(status)) return [];
  const message = `What is next for this run could not be decided: ${messageOf(error)}. It is tried again, ever more rarely, at least once an hour.`;
  return [{ kind: "status", condition: { type: waitingStatus(status), reason: DECISION_FAILED, message } }];
}

/** What a run says that said so, once it is decided about and that does not tell. Pure. */
export function wordOfRecovery(
  { lastCondition, status }: Pick<RunDetail, "status" | "lastCondition">,
  changes: readonly Change[],
): readonly Change[] {
  if (!isOfFailedDecision(lastCondition?.reason) || changes.some(({ kind }) => kind === "status")) return [];
  const message = "What could not be decided before is decided now.";
  return [{ kind: "status", condition: { type: status, reason: DECIDED_AGAIN, message } }];
}

export const isOfFailedDecision = (reason: string | null | undefined): boolean =>
  reason === DECISION_FAILED || reason === DECISION_NOT_STORED;

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

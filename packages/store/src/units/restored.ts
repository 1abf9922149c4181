import type { Instant } from "@polyaxon/lifecycle";
import { type RunRow, selectRunRows } from "../rows/run-row.ts";
import { statement } from "../statement.ts";
import { endAttempt } from "./claims.ts";
import type { UnitScope } from "./scope.ts";

/** Reason of an attempt's end that was alive when the backup was made. */
const RESTORED_FROM_BACKUP = "RestoredFromBackup";

const selectHeld = statement<object, RunRow>((db) =>
  selectRunRows(db).where("r.agent", "is not", null).orderBy("r.id"),
);

/**
 * Ends, as failed, every attempt that an agent held when the backup was made: in the restored database nobody executes
 * it. `maxRetries` decides about another attempt. Answers how many there were.
 */
export async function endRestoredAttempts(
  scope: UnitScope,
  { takenAt, now }: { takenAt: Instant; now: Instant },
): Promise<number> {
  const held = await selectHeld(scope, {});
  const message = `it was under way when the backup of ${new Date(takenAt).toISOString()} was made, from which this server was restored`;
  for (const row of held) {
    await endAttempt(scope, row, { kind: "failed", reason: RESTORED_FROM_BACKUP, message, retryable: true }, now);
  }
  return held.length;
}

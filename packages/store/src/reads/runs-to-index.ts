import { INDEX_VALUES_EVERY_MS, type RunId } from "@polyaxon/orchestrator";
import { type Database, statement } from "../statement.ts";

/** Also those that a clock which was set back has put into the future. */
const selectDue = statement<{ now: number; latest: number; limit: number }, { uuid: RunId }>((db, p) =>
  db
    .selectFrom("runs")
    .select("uuid")
    .where("values_due_at", "is not", null)
    .where((eb) => eb.or([eb("values_due_at", "<=", p.now), eb("values_due_at", ">", p.latest)]))
    .orderBy("values_due_at")
    .limit(p.limit)
    .$castTo<{ uuid: RunId }>(),
);

export async function runsToIndex(
  database: Database,
  { limit, now }: { readonly now: number; readonly limit: number },
): Promise<readonly RunId[]> {
  const due = await selectDue(database, { now, latest: now + INDEX_VALUES_EVERY_MS, limit });
  return due.map(({ uuid }) => uuid);
}

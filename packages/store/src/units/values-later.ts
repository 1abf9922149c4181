import type { Instant } from "@polyaxon/lifecycle";
import { INDEX_VALUES_EVERY_MS } from "@polyaxon/orchestrator";
import type { RunDraft } from "../rows/run-draft.ts";
import { statement } from "../statement.ts";
import { loadRun } from "./load.ts";
import type { UnitScope } from "./scope.ts";
import { indexAnew, sameDocuments } from "./values.ts";

/*
 * To index a value costs 8 us, and of a run that logs a thousand of them in each step most are never read by a list. So they are
 * indexed once a second; meanwhile the run is marked, in the transaction that changes its documents, and whatever reads by value
 * indexes first what is marked: see reads/pql/value-keys.ts and create-store.ts. What nobody reads is indexed by `runsToIndex`
 * and `indexRun`. See docs/adr/0008-values-indexed-later.md.
 */

/** Of so many values the index is always written at once: half a millisecond. A list beside a run that logs a few waits for nothing. */
const MOST_AT_ONCE = 64;
/** Runs of a project that may be marked: a list that comes then waits for all of them, some 12 ms each of a thousand values. */
const MOST_MARKED = 8;

/** Somebody who read a run's values by a list reads them again: so long they are indexed at once, in place of in front of his lists. */
const WATCHED_MS = 5_000;
/** A clock is not believed that seems to have been set back further. */
const FARTHEST_MS = 60_000;

const countMarked = statement<{ project: number }, { marked: number }>({ by: ["project"] }, (db, p) =>
  db
    .selectFrom("runs")
    .select((eb) => eb.fn.countAll<number>().as("marked"))
    .where("project_id", "=", p.project)
    .where("values_due_at", "is not", null),
);

/** Decides whether what a draft changes of the documents is indexed with it, and says so in its row. */
export async function mustIndexNow(
  scope: UnitScope,
  { before, documents, row }: RunDraft,
  now: Instant,
): Promise<boolean> {
  if (sameDocuments(before, row) || row.values_due_at !== null) return false;
  if (row.values_at > now && row.values_at - now < FARTHEST_MS) return true;
  const isRecent = now >= row.values_at && now - row.values_at < INDEX_VALUES_EVERY_MS;
  const changed = (): number =>
    documents.changed(before.inputs, row.inputs) +
    documents.changed(before.outputs, row.outputs) +
    documents.changed(before.meta_info, row.meta_info);
  if (isRecent && changed() > MOST_AT_ONCE) {
    const [found] = await countMarked(scope, { project: row.project_id });
    if ((found?.marked ?? 0) < MOST_MARKED) {
      row.values_due_at = row.values_at + INDEX_VALUES_EVERY_MS;
      return false;
    }
  }
  row.values_at = now;
  return true;
}

const setIndexed = statement<{ run: number; now: Instant }>({ by: ["run"] }, (db, p) =>
  db.updateTable("runs").set({ values_at: p.now, values_due_at: null }).where("id", "=", p.run),
);

/** Takes the mark from a run all of whose values have just been indexed. */
export const unmark = (scope: UnitScope, run: { readonly id: number }, now: Instant): Promise<unknown> =>
  setIndexed(scope, { run: run.id, now });

/**
 * Indexes what a marked run's documents say. Its row is locked first: of two that do it the second finds no mark.
 *
 * @param isRead somebody is waiting for it, and may do so again
 */
export async function indexRun(
  scope: UnitScope,
  { uuid, isRead = false, now }: { readonly uuid: string; readonly isRead?: boolean; readonly now: Instant },
): Promise<void> {
  const row = await loadRun(scope, uuid);
  if (row === undefined || row.values_due_at === null) return;
  await indexAnew(scope, row, row);
  await unmark(scope, row, isRead ? now + WATCHED_MS : now);
}

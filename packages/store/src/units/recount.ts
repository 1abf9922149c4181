import { type Instant, isDone, type Status } from "@polyaxon/lifecycle";
import { draftOf } from "../rows/run-draft.ts";
import type { RunRow } from "../rows/run-row.ts";
import type { RunPipelinesTable } from "../schema/tables.ts";
import { statement } from "../statement.ts";
import type { UnitScope } from "./scope.ts";
import { storeDraft } from "./store-draft.ts";
import { wake } from "./wake.ts";

const ENDS = ["succeeded", "failed", "upstream_failed", "stopped", "skipped"] as const;
type Counters = Pick<RunPipelinesTable, (typeof ENDS)[number] | "created" | "slots_in_use">;

const selectCounters = statement<{ run: number }, RunPipelinesTable>((db, p) =>
  db.selectFrom("run_pipelines").selectAll().where("run_id", "=", p.run),
);
const selectChildren = statement<{ parent: number }, Pick<RunRow, "uuid" | "status" | "agent">>((db, p) =>
  db.selectFrom("runs").select(["uuid", "status", "agent"]).where("pipeline_id", "=", p.parent),
);
const selectInbox = statement<{ parent: number }, { seq: number; child_uuid: string; status: string }>((db, p) =>
  db
    .selectFrom("run_inbox")
    .select(["seq", "child_uuid", "status"])
    .where("parent_id", "=", p.parent)
    .orderBy("seq")
    .$castTo<{ seq: number; child_uuid: string; status: string }>(),
);
const deleteEntry = statement<{ seq: number }>((db, p) => db.deleteFrom("run_inbox").where("seq", "=", p.seq));
const updateCounters = statement<Counters & { run: number }>((db, p) =>
  db
    .updateTable("run_pipelines")
    .set({
      created: p.created,
      succeeded: p.succeeded,
      failed: p.failed,
      upstream_failed: p.upstream_failed,
      stopped: p.stopped,
      skipped: p.skipped,
      slots_in_use: p.slots_in_use,
    })
    .where("run_id", "=", p.run),
);

/**
 * Brings a pipeline's counters into agreement with its children. Ends that still wait in its inbox, once for each child,
 * stay there to be counted by the pipeline itself, which may judge their outputs. False when all agreed.
 */
export async function recount(scope: UnitScope, row: RunRow, now: Instant): Promise<boolean> {
  const [stored] = await selectCounters(scope, { run: row.id });
  if (stored === undefined) return false;
  const children = await selectChildren(scope, { parent: row.id });
  const { unheard, dropped } = await tidyInbox(
    scope,
    row.id,
    new Map(children.map((each) => [each.uuid, each.status])),
  );
  const done = isDone(row.status as Status);
  const counters: Counters = {
    // The counters of a finished pipeline are history; only its slots still mean something.
    ...(done ? stored : { created: children.length, ...endCounts(children, unheard) }),
    slots_in_use: children.filter(({ agent }) => agent !== null).length,
  };
  const keys = Object.keys({ created: 0, slots_in_use: 0, ...endCounts([], new Map()) }) as (keyof Counters)[];
  if (dropped === 0 && keys.every((key) => counters[key] === stored[key])) return false;
  await updateCounters(scope, { ...counters, run: row.id });
  // A new version: a decision that was made on the old counters must not be stored over these.
  const draft = draftOf(row);
  draft.touched = true;
  await storeDraft(scope, draft, now);
  if (!done) await wake(scope, row, now);
  scope.announce.queue();
  return true;
}

/** Drops entries of no child, repeated ones, and those that tell of another end than the child's; counts the rest. */
async function tidyInbox(
  scope: UnitScope,
  parent: number,
  statuses: ReadonlyMap<string, string>,
): Promise<{ readonly unheard: ReadonlyMap<string, number>; readonly dropped: number }> {
  const unheard = new Map<string, number>();
  let dropped = 0;
  const heard = new Set<string>();
  for (const { seq, child_uuid: child, status } of await selectInbox(scope, { parent })) {
    if (heard.has(child) || statuses.get(child) !== status) {
      await deleteEntry(scope, { seq });
      dropped += 1;
      continue;
    }
    heard.add(child);
    unheard.set(status, (unheard.get(status) ?? 0) + 1);
  }
  return { unheard, dropped };
}

function endCounts(
  children: readonly { readonly status: string }[],
  unheard: ReadonlyMap<string, number>,
): Omit<Counters, "created" | "slots_in_use"> {
  const count = (end: string): number =>
    children.filter(({ status }) => status === end).length - (unheard.get(end) ?? 0);
  return {
    succeeded: count("succeeded"),
    failed: count("failed"),
    upstream_failed: count("upstream_failed"),
    stopped: count("stopped"),
    skipped: count("skipped"),
  };
}

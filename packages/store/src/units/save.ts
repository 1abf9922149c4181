import { type Instant, isDone, type Status } from "@polyaxon/lifecycle";
import type { Change, PipelineState, Save, SaveOutcome } from "@polyaxon/orchestrator";
import { cleanText, jsonText, storedName } from "../json.ts";
import { changeStatus, draftOf, type RunDraft } from "../rows/run-draft.ts";
import { statement } from "../statement.ts";
import { createChildren } from "./create-runs.ts";
import { addEdges } from "./edges.ts";
import { lockChildren, loadRun } from "./load.ts";
import type { UnitScope } from "./scope.ts";
import { stopChildren } from "./stop-run.ts";
import { storeDraft } from "./store-draft.ts";
import { forgetWork, isPipeline } from "./wake.ts";

interface WorkRow {
  seq: number;
  wake_at: number | null;
  lease_token: string | null;
}

/** Locked where others write too: a wake-up must not slip in between what is read here and what is written. */
const selectWork = statement<{ run: number }, WorkRow>({ by: ["run"] }, (db, p, dialect) => {
  const work = db.selectFrom("run_work").select(["seq", "wake_at", "lease_token"]).where("run_id", "=", p.run);
  return dialect.locksRows ? work.forUpdate() : work;
});
const settleWork = statement<{ run: number; at: number | null }>({ by: ["run"] }, (db, p) =>
  db.updateTable("run_work").set({ lease_token: null, wake_at: p.at, due_at: p.at }).where("run_id", "=", p.run),
);
const forgetInbox = statement<{ parent: number; upTo: number }>((db, p) =>
  db.deleteFrom("run_inbox").where("parent_id", "=", p.parent).where("seq", "<=", p.upTo),
);
const anyInbox = statement<{ parent: number }, { seq: number }>((db, p) =>
  db.selectFrom("run_inbox").select("seq").where("parent_id", "=", p.parent).limit(1),
);
const updateContent = statement<{ run: number; content: string }>({ by: ["run"] }, (db, p) =>
  db.updateTable("run_documents").set({ content: p.content }).where("run_id", "=", p.run),
);

/** Stores one decision if the run is still as it was read and the lease still held; otherwise makes it due again. */
export async function save(scope: UnitScope, request: Save): Promise<SaveOutcome> {
  const row = await loadRun(scope, request.run);
  if (row === undefined) return { kind: "conflict" };
  // Before the run's own work row: a child that ends holds itself and waits for its parent's work row.
  if (request.changes.some(({ kind }) => kind === "stop-children")) await lockChildren(scope, row.id);
  const [work] = await selectWork(scope, { run: row.id });
  if (work === undefined || work.lease_token !== request.leaseToken) return { kind: "conflict" };
  if (row.version !== request.expectedVersion) {
    await settleWork(scope, { run: row.id, at: earlier(work.wake_at, request.now) });
    scope.announce.work();
    return { kind: "conflict" };
  }

  const draft = draftOf(row);
  const leftInInbox = await applyAll(scope, draft, request);
  await storeDraft(scope, draft, request.now, { ownWork: false });

  // Children that this save stopped or created may have woken the run since.
  const current = isPipeline(draft.row.kind) ? ((await selectWork(scope, { run: row.id }))[0] ?? work) : work;
  const asked = leftInInbox ? request.now : request.wakeAt;
  const at = current.seq === request.seq ? asked : earlier(current.wake_at, asked);
  if (at === null && isDone(draft.row.status as Status)) await forgetWork(scope, row.id);
  else await settleWork(scope, { run: row.id, at });
  if (at !== null) scope.announce.work();
  return { kind: "saved", version: draft.row.version };
}

const earlier = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

/** True when inbox entries are left that the decision has not seen: they must be looked at without another wake-up. */
async function applyAll(scope: UnitScope, draft: RunDraft, request: Save): Promise<boolean> {
  let leftInInbox = false;
  for (const change of request.changes) {
    switch (change.kind) {
      case "status":
        changeStatus(draft, change.condition, request.now, change.force === undefined ? {} : { force: change.force });
        break;
      case "set":
        await setFields(scope, draft, change.fields);
        break;
      case "pipeline":
        await storePipeline(scope, draft.row.id, change.state);
        draft.touched = true;
        break;
      case "add-edges":
        await addEdges(scope, draft.row, change.edges);
        draft.touched = true;
        break;
      case "create-children":
        await createChildren(scope, change.runs);
        break;
      case "stop-children":
        await stopChildren(scope, draft.row.id, change, request.now);
        break;
      case "forget-inbox":
        await forgetInbox(scope, { parent: draft.row.id, upTo: change.upToSeq });
        leftInInbox = (await anyInbox(scope, { parent: draft.row.id })).length > 0;
        break;
      default:
        change satisfies never;
    }
  }
  return leftInInbox;
}

async function setFields(
  scope: UnitScope,
  draft: RunDraft,
  fields: Extract<Change, { kind: "set" }>["fields"],
): Promise<void> {
  const { row } = draft;
  if (fields.content !== undefined) {
    await updateContent(scope, { run: row.id, content: cleanText(fields.content) });
    draft.touched = true;
  }
  if (fields.kind !== undefined) row.kind = fields.kind;
  if (fields.runtime !== undefined) row.runtime = fields.runtime;
  if (fields.inputs !== undefined) row.inputs = jsonText(fields.inputs);
  if (fields.metaInfo !== undefined) row.meta_info = jsonText(fields.metaInfo);
  if (fields.tags !== undefined) row.tags = jsonText([...new Set(fields.tags)]);
  if (fields.name !== undefined) row.name = storedName(fields.name);
  if (fields.description !== undefined) row.description = cleanText(fields.description);
  if (fields.pending !== undefined) row.pending = fields.pending;
  if (fields.queue !== undefined) row.queue = fields.queue;
  if (fields.componentState !== undefined) row.component_state = fields.componentState;
  if (fields.resources !== undefined) {
    row.cpu_millis = fields.resources.cpuMillis;
    row.memory_bytes = fields.resources.memoryBytes;
    row.gpus = fields.resources.gpus;
  }
  if (fields.limits !== undefined) {
    row.max_retries = fields.limits.maxRetries;
    row.timeout_seconds = fields.limits.timeoutSeconds;
    row.ttl_seconds = fields.limits.ttlSeconds;
  }
}

const pipelineColumns = (p: Readonly<PipelineState>) => ({
  total: p.total,
  created: p.created,
  succeeded: p.succeeded,
  failed: p.failed,
  upstream_failed: p.upstreamFailed,
  stopped: p.stopped,
  skipped: p.skipped,
  concurrency: p.concurrency,
});
const updatePipeline = statement<{ run: number } & PipelineState, { run_id: number }>((db, p) =>
  db.updateTable("run_pipelines").set(pipelineColumns(p)).where("run_id", "=", p.run).returning("run_id"),
);
const insertPipeline = statement<{ run: number } & PipelineState>((db, p) =>
  db.insertInto("run_pipelines").values((eb) => ({
    run_id: p.run,
    ...pipelineColumns(p),
    // Children may have been claimed before their parent had a limit.
    slots_in_use: eb
      .selectFrom("runs")
      .select((each) => each.fn.countAll<number>().as("held"))
      .where("pipeline_id", "=", p.run)
      .where("agent", "is not", null),
  })),
);

/** Children are counted only once: a step of a sweep must not cost more the more of them there are. */
async function storePipeline(scope: UnitScope, run: number, state: PipelineState): Promise<void> {
  const updated = await updatePipeline(scope, { run, ...state });
  if (updated.length === 0) await insertPipeline(scope, { run, ...state });
  scope.announce.queue();
}

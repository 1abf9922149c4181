import {
  type ConditionRequest,
  DONE_OR_STOPPING,
  type Instant,
  isDone,
  SAFE_STOP,
  type Status,
} from "@polyaxon/lifecycle";
import {
  type CommandOutcome,
  type Fence,
  type JsonObject,
  type LiveState,
  type ManagedBy,
  mayBeReported,
  MOST_MERGED_INTO,
  type PendingReason,
  resumesChildren,
  resumesWithParent,
  type RunKind,
  type RunPatch,
} from "@polyaxon/orchestrator";
import { cleanText, jsonText, jsonTextOrNull, parseObject, parseTexts, storedName } from "../json.ts";
import { changeStatus, draftOf, type RunDraft } from "../rows/run-draft.ts";
import { type RunRow, unreadableOf } from "../rows/run-row.ts";
import { eachApart, statement } from "../statement.ts";
import { isFencedOff } from "./fence.ts";
import { forFamily, loadChildren, loadDetail, loadRun, loadUnfinishedChildren, lockRuns } from "./load.ts";
import type { UnitScope } from "./scope.ts";
import { settleInto } from "./settle-series.ts";
import { askToStop, stopRuns } from "./stop-run.ts";
import { storeDraft } from "./store-draft.ts";
import { isPipeline, wake } from "./wake.ts";

interface Fenced extends Fence {
  readonly uuid: string;
  readonly now: Instant;
}

/** Loads a run for a change that may be fenced, applies it and stores it, unless it is refused: then it changed nothing. */
async function changeRun<Refusal extends string = never>(
  scope: UnitScope,
  { uuid, now, ...fence }: Fenced,
  change: (draft: RunDraft) => void | Promise<Refusal | void>,
): Promise<CommandOutcome | Refusal> {
  const row = await loadRun(scope, uuid);
  if (row === undefined) return "not-found";
  if (await isFencedOff(scope, row, fence)) return "stale-attempt";
  const draft = draftOf(row);
  const refusal = await change(draft);
  if (refusal !== undefined) return refusal;
  await storeDraft(scope, draft, now);
  return "done";
}

export async function addCondition(
  scope: UnitScope,
  { condition, force, ...target }: Fenced & { condition: ConditionRequest; force?: boolean },
): Promise<CommandOutcome> {
  // Of a pipeline that somebody ends. Loaded before the first change, as in `forFamily`: locks are taken downwards.
  const children = DONE_OR_STOPPING.has(condition.type) ? await unfinishedChildren(scope, target.uuid) : [];
  let ended = false;
  const outcome = await changeRun(scope, target, (draft) => {
    const { managed_by: managedBy, agent } = draft.row;
    if (!mayBeReported({ managedBy: managedBy as ManagedBy, agent }, condition.type)) return;
    ended = changeStatus(draft, condition, target.now, force === undefined ? {} : { force });
  });
  if (ended && children.length > 0) {
    const message = `its pipeline was said to be ${condition.type}`;
    await stopRuns(scope, { uuids: children, reason: "PipelineStopping", message, now: target.now });
  }
  return outcome;
}

async function unfinishedChildren(scope: UnitScope, parent: string): Promise<readonly string[]> {
  const row = await loadRun(scope, parent);
  if (row === undefined || !isPipeline(row.kind)) return [];
  return (await loadUnfinishedChildren(scope, row.id)).map(({ uuid }) => uuid);
}

const updateReadme = statement<{ uuid: string; readme: string | null }>((db, p) =>
  db
    .updateTable("run_documents")
    .set({ readme: p.readme })
    .where("run_id", "=", (eb) => eb.selectFrom("runs").select("id").where("uuid", "=", p.uuid)),
);

/** Merges happen here, inside the transaction: parallel patches lose nothing. */
export async function patchRun(
  scope: UnitScope,
  { patch, ...target }: Fenced & { patch: RunPatch },
): Promise<CommandOutcome | "too-large"> {
  const outcome = await changeRun<"too-large">(scope, target, async (draft) => {
    const { documents, row } = draft;
    if (patch.merge === true && isTooLarge(row, patch)) return "too-large";
    const mergedOrNull = (stored: string | null, added: JsonObject | null): string | null =>
      added === null ? stored : documents.merge(stored, added);
    // Nothing could be decided from what it had: from what it gets now it may be.
    if (!isDone(row.status as Status) && unreadableOf(row, documents.read).length > 0)
      await wake(scope, row, target.now);
    // What came before it is told before it: later, it would take the place of what is given here.
    if (patch.outputs !== undefined && row.outputs !== null) await settleInto(scope, row);
    draft.touched = patch.readme !== undefined;
    if (patch.name !== undefined) row.name = storedName(patch.name);
    if (patch.description !== undefined) row.description = cleanText(patch.description);
    if (patch.tags !== undefined) row.tags = mergedTags(patch.merge === true ? row.tags : "[]", patch.tags);
    if (patch.inputs !== undefined)
      row.inputs = patch.merge === true ? mergedOrNull(row.inputs, patch.inputs) : jsonTextOrNull(patch.inputs);
    if (patch.outputs !== undefined) {
      row.outputs = patch.merge === true ? mergedOrNull(row.outputs, patch.outputs) : jsonTextOrNull(patch.outputs);
    }
    if (patch.metaInfo !== undefined) {
      row.meta_info =
        patch.merge === true ? documents.merge(row.meta_info, patch.metaInfo ?? {}) : jsonText(patch.metaInfo ?? {});
    }
    return undefined;
  });
  if (outcome === "done" && patch.readme !== undefined) {
    await updateReadme(scope, { uuid: target.uuid, readme: cleanText(patch.readme) });
  }
  return outcome;
}

/** Whether something would be merged into a document that is too large for it already. */
const isTooLarge = (row: RunRow, patch: RunPatch): boolean =>
  [patch.inputs && row.inputs, patch.outputs && row.outputs, patch.metaInfo && row.meta_info].some(
    (stored) => (stored?.length ?? 0) > MOST_MERGED_INTO,
  );

export function mergedTags(stored: string, added: readonly string[]): string {
  return jsonText([...new Set([...parseTexts(stored), ...added])]);
}

export async function skipRuns(
  scope: UnitScope,
  { uuids, reason, now }: { uuids: readonly string[]; reason: string; now: Instant },
): Promise<void> {
  await lockRuns(scope, uuids);
  for (const uuid of uuids) {
    await changeRun(scope, { uuid, now }, (draft) => {
      if (SAFE_STOP.has(draft.row.status as Status)) changeStatus(draft, { type: "skipped", reason }, now);
    });
  }
}

export async function approveRuns(
  scope: UnitScope,
  { uuids, only, now }: { uuids: readonly string[]; only?: readonly PendingReason[]; now: Instant },
): Promise<void> {
  await lockRuns(scope, uuids);
  for (const uuid of uuids) {
    const row = await loadDetail(scope, uuid);
    if (row === undefined || row.pending === null || isDone(row.status as Status)) continue;
    const pending = row.pending as PendingReason;
    if (only !== undefined && !only.includes(pending)) continue;
    const draft = draftOf(row);
    const wasHeldForFiles = pending === "upload" || (pending === "build" && row.status === "created");
    draft.row.pending = wasHeldForFiles && asksForApproval(row.raw_content) ? "approval" : null;
    if (pending === "cache") {
      draft.row.original_uuid = null;
      draft.row.original_kind = null;
    }
    await storeDraft(scope, draft, now);
  }
}

/** The operation says `isApproved: false`. */
function asksForApproval(rawContent: string | null): boolean {
  if (rawContent === null) return false;
  try {
    return parseObject(rawContent)["isApproved"] === false;
  } catch {
    return false; // Imported runs may hold text that is not JSON; nothing in it asks for anything.
  }
}

const updateRawContent = statement<{ run: number; rawContent: string }>((db, p) =>
  db.updateTable("run_documents").set({ raw_content: p.rawContent }).where("run_id", "=", p.run),
);

export interface ResumeChanges {
  readonly rawContent?: string;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly tags?: readonly string[];
  readonly metaInfo?: JsonObject;
}

export async function resumeRun(
  scope: UnitScope,
  { uuid, changes, now }: { uuid: string; changes: ResumeChanges; now: Instant },
): Promise<"resumed" | "not-final" | "deleted" | "not-found"> {
  const row = await loadRun(scope, uuid);
  if (row === undefined) return "not-found";
  // Its files go, and then its rows, whatever runs under them.
  if (row.live_state === -1) return "deleted";
  // What an agent still holds is alive until it says otherwise: its end would be taken for that of the second life (I4).
  if (!isDone(row.status as Status) || row.agent !== null) return "not-final";
  const withChildren = resumesChildren({ kind: row.kind as RunKind, status: row.status as Status });
  // Loaded before the first change, as in `forFamily`: locks are taken downwards.
  const children = withChildren ? await loadChildren(scope, row.id) : [];
  const draft = draftOf(row);
  if (changes.name !== undefined) draft.row.name = storedName(changes.name);
  if (changes.description !== undefined) draft.row.description = cleanText(changes.description);
  if (changes.tags !== undefined) draft.row.tags = mergedTags("[]", changes.tags);
  if (changes.metaInfo !== undefined) draft.row.meta_info = jsonText(changes.metaInfo);
  draft.touched = changes.rawContent !== undefined;
  changeStatus(draft, { type: "resuming", reason: "ResumeManager" }, now, { force: true });
  await storeDraft(scope, draft, now);
  if (changes.rawContent !== undefined)
    await updateRawContent(scope, { run: row.id, rawContent: cleanText(changes.rawContent) });
  // Each takes its end back from the parent's counters by itself.
  await eachApart(scope, children, async (beside, child) => {
    const { agent, live_state: liveState } = child;
    if (!resumesWithParent({ status: child.status as Status, agent, liveState: liveState as LiveState })) return;
    const resumed = draftOf(child);
    changeStatus(resumed, { type: "resuming", reason: "ResumeManager" }, now, { force: true });
    await storeDraft(beside, resumed, now);
  });
  return "resumed";
}

/** Archive, restore or delete a family; archived and deleted runs that are unfinished are asked to stop. */
export async function setLiveState(
  scope: UnitScope,
  { uuids, liveState, now }: { uuids: readonly string[]; liveState: 1 | 0 | -1; now: Instant },
): Promise<void> {
  const change = async (beside: UnitScope, row: RunRow): Promise<void> => {
    const draft = draftOf(row);
    // A deletion in progress is not taken back: its files may already be gone.
    if (row.live_state !== -1) draft.row.live_state = liveState;
    if (liveState !== 1) askToStop(draft, { reason: liveState === 0 ? "Archived" : "Deleted" }, now);
    await storeDraft(beside, draft, now);
  };
  await forFamily(scope, uuids, change);
}

export async function tagRuns(
  scope: UnitScope,
  { uuids, tags, now }: { uuids: readonly string[]; tags: readonly string[]; now: Instant },
): Promise<void> {
  await lockRuns(scope, uuids);
  for (const uuid of uuids) {
    await changeRun(scope, { uuid, now }, ({ row }) => {
      row.tags = mergedTags(row.tags, tags);
    });
  }
}

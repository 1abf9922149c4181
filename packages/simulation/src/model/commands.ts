import { type ConditionRequest, DONE_OR_STOPPING, type Instant, SAFE_STOP, isDone } from "@polyaxon/lifecycle";
import {
  type CommandOutcome,
  type Fence,
  type JsonObject,
  type LiveState,
  type PendingReason,
  type RunId,
  type RunPatch,
  MOST_MERGED_INTO,
  mayBeReported,
  resumesChildren,
  resumesWithParent,
} from "@polyaxon/orchestrator";
import { type Draft, changeStatus, draftOf, storeDraft } from "./change-run.ts";
import { clean, cleanTags, stored } from "./documents.ts";
import { isFencedOff } from "./fence.ts";
import { settleInto } from "./settle-series.ts";
import { type RunRow, type Tables, isPipeline } from "./tables.ts";

/** Loads a run for a change that may be fenced, applies it and stores it. */
function changeRun(
  tables: Tables,
  uuid: RunId,
  { now, touched, ...fence }: Fence & { readonly now: Instant; readonly touched?: boolean },
  change: (draft: Draft) => void,
): CommandOutcome {
  const row = tables.runs.get(uuid);
  if (row === undefined) return "not-found";
  if (isFencedOff(tables, row, fence)) return "stale-attempt";
  const draft = draftOf(row);
  change(draft);
  storeDraft(tables, draft, now, { touched: touched === true });
  return "done";
}

export const addCondition = (
  tables: Tables,
  uuid: RunId,
  condition: ConditionRequest,
  { force, ...options }: { force?: boolean; fence?: number; now: Instant },
): CommandOutcome => {
  let ended = false;
  const outcome = changeRun(tables, uuid, options, (draft) => {
    const { conditions } = draft.row;
    if (mayBeReported(draft.row, condition.type)) changeStatus(draft, condition, options.now, force === true);
    ended = draft.row.conditions !== conditions && DONE_OR_STOPPING.has(draft.row.status);
  });
  if (ended && !tables.defects.has("ended-pipelines-leave-their-children")) {
    const message = `its pipeline was said to be ${condition.type}`;
    stopChildren(tables, uuid, { reason: "PipelineStopping", message }, options.now);
  }
  return outcome;
};

export function patchRun(
  tables: Tables,
  uuid: RunId,
  patch: RunPatch,
  options: Fence & { now: Instant },
): CommandOutcome | "too-large" {
  const { merge, name, description, readme, tags, inputs, outputs, metaInfo } = patch;
  const touched = readme !== undefined;
  const known = tables.runs.get(uuid);
  if (merge === true && known !== undefined && !isFencedOff(tables, known, options)) {
    const grown = [inputs && known.inputs, outputs && known.outputs, metaInfo && known.metaInfo];
    if (grown.some((old) => old && JSON.stringify(old).length > MOST_MERGED_INTO)) return "too-large";
  }
  return changeRun(tables, uuid, { ...options, touched }, (draft) => {
    const row = outputs === undefined ? draft.row : (settleInto(tables, draft.row)?.row ?? draft.row);
    const document = (old: JsonObject | null, given: JsonObject | null) =>
      merge !== true ? stored(given) : given === null ? old : stored({ ...old, ...given });
    draft.row = {
      ...row,
      ...(name === undefined ? {} : { name: clean(name) }),
      ...(description === undefined ? {} : { description: clean(description) }),
      ...(readme === undefined ? {} : { readme: clean(readme) }),
      ...(tags === undefined ? {} : { tags: cleanTags(merge === true ? [...row.tags, ...tags] : tags) }),
      ...(inputs === undefined ? {} : { inputs: document(row.inputs, inputs) }),
      ...(outputs === undefined ? {} : { outputs: document(row.outputs, outputs) }),
      ...(metaInfo === undefined ? {} : { metaInfo: document(row.metaInfo, metaInfo) ?? {} }),
    };
  });
}

export interface StopOrigin {
  readonly reason: string;
  readonly message?: string;
  readonly user?: string | null;
}

/** Ends at once where nothing can be alive; otherwise `stopping` until the agent, or the last child, confirms. */
function askToStop(draft: Draft, { reason, message, user }: StopOrigin, now: Instant): void {
  const { status, agent, kind } = draft.row;
  if (DONE_OR_STOPPING.has(status)) return;
  const nothingAlive = agent === null && (SAFE_STOP.has(status) || !isPipeline(kind));
  const type = nothingAlive ? "stopped" : "stopping";
  const metaInfo = user ? { user: { username: user } } : null;
  changeStatus(draft, { type, reason, message: message ?? null, metaInfo }, now);
}

export function stopRuns(tables: Tables, uuids: readonly RunId[], origin: StopOrigin & { now: Instant }): void {
  forFamily(tables, uuids, true, (row) => {
    const draft = draftOf(row);
    askToStop(draft, origin, origin.now);
    storeDraft(tables, draft, origin.now);
  });
}

export function stopChildren(tables: Tables, parent: RunId, origin: StopOrigin, now: Instant): void {
  const unfinished = tables.children(parent).filter(({ status }) => !isDone(status));
  stopRuns(
    tables,
    unfinished.map(({ uuid }) => uuid),
    { ...origin, now },
  );
}

/** The named runs and all their descendants, parents before children. */
export function forFamily(
  tables: Tables,
  uuids: readonly RunId[],
  unfinishedOnly: boolean,
  each: (row: RunRow) => void,
): void {
  const seen = new Set<RunId>();
  const waiting = [...uuids];
  for (let uuid = waiting.shift(); uuid !== undefined; uuid = waiting.shift()) {
    const row = tables.runs.get(uuid);
    if (row === undefined || seen.has(uuid)) continue;
    seen.add(uuid);
    const children = tables.children(uuid).filter(({ status }) => !unfinishedOnly || !isDone(status));
    each(row);
    waiting.push(...children.map((child) => child.uuid));
  }
}

export function skipRuns(
  tables: Tables,
  uuids: readonly RunId[],
  { reason, now }: { reason: string; now: Instant },
): void {
  for (const uuid of uuids) {
    changeRun(tables, uuid, { now }, (draft) => {
      if (SAFE_STOP.has(draft.row.status)) changeStatus(draft, { type: "skipped", reason }, now);
    });
  }
}

export function approveRuns(
  tables: Tables,
  uuids: readonly RunId[],
  { only, now }: { only?: readonly PendingReason[]; now: Instant },
): void {
  for (const uuid of uuids) {
    const row = tables.runs.get(uuid);
    if (row === undefined || row.pending === null || isDone(row.status)) continue;
    const { pending } = row;
    if (only !== undefined && !only.includes(pending)) continue;
    const wasHeldForFiles = pending === "upload" || (pending === "build" && row.status === "created");
    const draft = draftOf(row);
    draft.row = {
      ...row,
      pending: wasHeldForFiles && asksForApproval(row.rawContent) ? "approval" : null,
      original: pending === "cache" ? null : row.original,
    };
    storeDraft(tables, draft, now);
  }
}

function asksForApproval(rawContent: string | null): boolean {
  try {
    return (JSON.parse(rawContent ?? "{}") as JsonObject)["isApproved"] === false;
  } catch {
    return false;
  }
}

export interface ResumeChanges {
  readonly rawContent?: string;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly tags?: readonly string[];
  readonly metaInfo?: JsonObject;
}

export function resumeRun(
  tables: Tables,
  uuid: RunId,
  { rawContent, name, description, tags, metaInfo }: ResumeChanges,
  now: Instant,
): "resumed" | "not-final" | "deleted" | "not-found" {
  const row = tables.runs.get(uuid);
  if (row === undefined) return "not-found";
  if (row.liveState === -1) return "deleted";
  if (!isDone(row.status) || row.agent !== null) return "not-final";
  const draft = draftOf({
    ...row,
    ...(rawContent === undefined ? {} : { rawContent: clean(rawContent) }),
    ...(name === undefined ? {} : { name: clean(name) }),
    ...(description === undefined ? {} : { description: clean(description) }),
    ...(tags === undefined ? {} : { tags: cleanTags(tags) }),
    ...(metaInfo === undefined ? {} : { metaInfo: stored(metaInfo) }),
  });
  changeStatus(draft, { type: "resuming", reason: "ResumeManager" }, now, true);
  storeDraft(tables, { before: row, row: draft.row }, now, { touched: rawContent !== undefined });
  for (const child of resumesChildren(row) ? tables.children(uuid) : []) {
    if (!resumesWithParent(child)) continue;
    const resumed = draftOf(child);
    changeStatus(resumed, { type: "resuming", reason: "ResumeManager" }, now, true);
    storeDraft(tables, resumed, now);
  }
  return "resumed";
}

/** Archive, restore or delete a family; archived and deleted runs that are unfinished are asked to stop. */
export function setLiveState(tables: Tables, uuids: readonly RunId[], liveState: LiveState, now: Instant): void {
  forFamily(tables, uuids, false, (row) => {
    const draft = draftOf(row);
    // A deletion in progress is not taken back: its files may already be gone.
    if (row.liveState !== -1) draft.row = { ...row, liveState };
    if (liveState !== 1) askToStop(draft, { reason: liveState === 0 ? "Archived" : "Deleted" }, now);
    storeDraft(tables, draft, now);
  });
}

export function tagRuns(tables: Tables, uuids: readonly RunId[], tags: readonly string[], now: Instant): void {
  for (const uuid of uuids) {
    changeRun(tables, uuid, { now }, (draft) => {
      draft.row = { ...draft.row, tags: cleanTags([...draft.row.tags, ...tags]) };
    });
  }
}

/** Forgets deleted runs whose files are gone, and deleted projects without runs. */
export function removeDeleted(tables: Tables, { before, limit }: { before: Instant; limit: number }): number {
  const gone = tables.runs.values().filter((row) => {
    const parent = row.pipeline === null ? undefined : tables.runs.get(row.pipeline);
    const isOver = isDone(row.status) && row.agent === null && !tables.outbox.has(`clean-run:${row.uuid}`);
    const isCounted = parent === undefined || isDone(parent.status);
    return row.liveState === -1 && row.updatedAt <= before && isOver && isCounted;
  });
  const removed = gone.toSorted((a, b) => a.id - b.id).slice(0, limit);
  for (const { uuid } of removed) {
    for (const table of [tables.runs, tables.work, tables.queue, tables.pipelines, tables.inbox, tables.seriesNews])
      table.delete(uuid);
    for (const [key, { run }] of tables.artifacts.entries()) if (run === uuid) tables.artifacts.delete(key);
    for (const [key, { run }] of tables.seriesBlocks.entries()) if (run === uuid) tables.seriesBlocks.delete(key);
    for (const [key, { run }] of tables.seriesParts.entries()) if (run === uuid) tables.seriesParts.delete(key);
    for (const [key, edge] of tables.edges.entries())
      if (edge.upstream === uuid || edge.downstream === uuid) tables.edges.delete(key);
    tables.bookmarks.delete(`run ${uuid}`);
    tables.announced.runs.add(uuid);
  }
  for (const { id, liveState, name, updatedAt } of tables.projects.values()) {
    const isEmpty = !tables.runs.values().some(({ projectId }) => projectId === id);
    if (liveState !== -1 || updatedAt > before || !isEmpty) continue;
    tables.projects.delete(id);
    tables.bookmarks.delete(`project ${name}`);
  }
  return removed.length;
}

import { type Instant, isDone } from "@polyaxon/lifecycle";
import type { Change, PipelineState, RunId, Save, SaveOutcome, WorkItem } from "@polyaxon/orchestrator";
import { type Draft, changeStatus, draftOf, earliest, storeDraft } from "./change-run.ts";
import { stopChildren } from "./commands.ts";
import { createChildren } from "./create-runs.ts";
import { addEdges } from "./edges.ts";
import { clean, cleanTags, stored } from "./documents.ts";
import { detail } from "./read-run.ts";
import { type PipelineRow, type Tables, type WorkRow, isPipeline } from "./tables.ts";

const INBOX_LIMIT = 1000;

interface LeaseRequest {
  readonly now: Instant;
  readonly limit: number;
  readonly perPipeline: number;
  readonly leaseMs: number;
  readonly token: string;
}

/** Oldest wake-ups first; runs of a parent that has had its share are passed over. */
export function leaseDue(tables: Tables, request: LeaseRequest): readonly WorkItem[] {
  return chooseDue(tables, request).flatMap((work) => {
    const run = tables.runs.get(work.run);
    if (run === undefined) return [];
    const { token } = request;
    tables.work.set(work.run, { ...work, leaseToken: token, dueAt: request.now + request.leaseMs, wakeAt: null });
    const pipeline = isPipeline(run.kind) ? tables.pipelines.get(run.uuid) : undefined;
    const inbox = isPipeline(run.kind) ? (tables.inbox.get(run.uuid) ?? []) : [];
    return [
      {
        run: detail(tables, run),
        leaseToken: token,
        seq: work.seq,
        pipelineState: pipeline === undefined ? null : stateOf(pipeline),
        inbox: inbox.slice(0, INBOX_LIMIT),
      },
    ];
  });
}

function chooseDue(tables: Tables, { now, limit, perPipeline }: LeaseRequest): readonly WorkRow[] {
  const id = (run: RunId | null): number => (run === null ? 0 : (tables.runs.get(run)?.id ?? 0));
  const due = tables.work
    .values()
    .filter((work) => work.dueAt !== null && work.dueAt <= now)
    .toSorted((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0) || id(a.pipeline) - id(b.pipeline) || id(a.run) - id(b.run));
  const taken = new Map<RunId, number>();
  const chosen: WorkRow[] = [];
  for (const work of due) {
    if (chosen.length === limit) break;
    if (work.pipeline !== null) {
      const count = taken.get(work.pipeline) ?? 0;
      if (count >= perPipeline) continue;
      taken.set(work.pipeline, count + 1);
    }
    chosen.push(work);
  }
  return chosen;
}

export function stateOf({ slotsInUse: _slotsInUse, ...state }: PipelineRow): PipelineState {
  return state;
}

/** Stores one decision if the run is still as it was read and the lease still held; otherwise makes it due again. */
export function save(tables: Tables, request: Save): SaveOutcome {
  const row = tables.runs.get(request.run);
  const work = tables.work.get(request.run);
  if (row === undefined || work === undefined || work.leaseToken !== request.leaseToken) return { kind: "conflict" };
  if (row.version !== request.expectedVersion && !tables.defects.has("saves-ignore-the-version")) {
    settle(tables, work, earliest(work.wakeAt, request.now));
    tables.announced.work = true;
    return { kind: "conflict" };
  }
  const draft = draftOf(row);
  const { leftInInbox, touched } = applyAll(tables, draft, request);
  storeDraft(tables, draft, request.now, { ownWork: false, touched });

  // Children that this save stopped or created may have woken the run since.
  const current = tables.work.get(request.run) ?? work;
  const asked = leftInInbox ? request.now : request.wakeAt;
  const at = current.seq === request.seq ? asked : earliest(current.wakeAt, asked);
  if (at === null && isDone(draft.row.status)) tables.work.delete(request.run);
  else settle(tables, current, at);
  if (at !== null) tables.announced.work = true;
  return { kind: "saved", version: draft.row.version };
}

function settle(tables: Tables, work: WorkRow, at: Instant | null): void {
  tables.work.set(work.run, { ...work, leaseToken: null, wakeAt: at, dueAt: at });
}

function applyAll(tables: Tables, draft: Draft, { run, changes, now }: Save) {
  let leftInInbox = false;
  let touched = false;
  for (const change of changes) {
    switch (change.kind) {
      case "status":
        changeStatus(draft, change.condition, now, change.force === true);
        break;
      case "set":
        setFields(draft, change.fields);
        touched ||= change.fields.content !== undefined;
        break;
      case "pipeline":
        storePipeline(tables, run, change.state);
        touched = true;
        break;
      case "add-edges":
        addEdges(tables, run, change.edges);
        touched = true;
        break;
      case "create-children":
        createChildren(tables, change.runs);
        break;
      case "stop-children":
        stopChildren(tables, run, change, now);
        break;
      case "forget-inbox": {
        const left = (tables.inbox.get(run) ?? []).filter(({ seq }) => seq > change.upToSeq);
        tables.inbox.set(run, left);
        leftInInbox = left.length > 0;
        break;
      }
      default:
        change satisfies never;
    }
  }
  return { leftInInbox, touched };
}

function setFields(draft: Draft, fields: Extract<Change, { kind: "set" }>["fields"]): void {
  const { componentState, content, inputs, metaInfo, tags, name, description, ...plain } = fields;
  draft.row = {
    ...draft.row,
    ...plain,
    ...(componentState === undefined ? {} : { componentState }),
    ...(content === undefined ? {} : { content: clean(content) }),
    ...(inputs === undefined ? {} : { inputs: stored(inputs) }),
    ...(metaInfo === undefined ? {} : { metaInfo: stored(metaInfo) }),
    ...(tags === undefined ? {} : { tags: cleanTags(tags) }),
    ...(name === undefined ? {} : { name: clean(name) }),
    ...(description === undefined ? {} : { description: clean(description) }),
  };
}

function storePipeline(tables: Tables, run: RunId, state: PipelineState): void {
  // Children may have been claimed before their parent had a limit.
  const held = () => tables.children(run).filter(({ agent }) => agent !== null).length;
  const slotsInUse = tables.pipelines.get(run)?.slotsInUse ?? held();
  tables.pipelines.set(run, { ...state, slotsInUse });
  tables.announced.queue = true;
}

export function releaseLease(tables: Tables, run: RunId, leaseToken: string, retryAt: Instant): void {
  if (!tables.runs.has(run)) return;
  const work = tables.work.get(run);
  if (work?.leaseToken === leaseToken) settle(tables, work, earliest(work.wakeAt, retryAt));
  tables.announced.work = true;
}

export function nextWakeAt(tables: Tables): Instant | null {
  return tables.work.values().reduce<Instant | null>((next, { dueAt }) => earliest(next, dueAt), null);
}

export function latestChange(tables: Tables): Instant | null {
  const waiting = tables.work.values().filter(({ dueAt }) => dueAt !== null);
  return waiting.reduce<Instant | null>((latest, { run }) => {
    const changedAt = tables.runs.get(run)?.updatedAt ?? null;
    return latest === null || (changedAt !== null && changedAt > latest) ? changedAt : latest;
  }, null);
}

export function breakAllLeases(tables: Tables): number {
  const leased = tables.work.values().filter(({ leaseToken }) => leaseToken !== null);
  for (const work of leased) settle(tables, work, 0);
  if (leased.length > 0) tables.announced.work = true;
  return leased.length;
}

/** The clock was set back: what it would come to too late comes earlier. */
export function bringForward(tables: Tables, ms: number, now: Instant): void {
  for (const work of tables.work.values()) {
    if (work.dueAt === null || work.dueAt <= now) continue;
    const wakeAt = work.wakeAt === null ? null : work.wakeAt - ms;
    tables.work.set(work.run, { ...work, dueAt: work.dueAt - ms, wakeAt });
  }
  for (const row of tables.outbox.values()) {
    if (row.dueAt > now) tables.outbox.set(row.idempotencyKey, { ...row, dueAt: row.dueAt - ms });
  }
  tables.announced.work = true;
}

import type { Condition, Status } from "@polyaxon/lifecycle";
import {
  asksForSomething,
  type CloningKind,
  type JsonObject,
  type LiveState,
  type ManagedBy,
  type PendingReason,
  type RunDetail,
  type RunId,
  type RunKind,
  type RunRecord,
  type RunResources,
  type UnreadableDocument,
} from "@polyaxon/orchestrator";
import type { Kysely, Selectable } from "kysely";
import { readObject, readTexts } from "../json.ts";
import type { RunsTable, Tables } from "../schema/tables.ts";
import { conditionFromRow } from "./condition-row.ts";

type Run = Selectable<RunsTable>;

/** A run's own row with its newest condition: what a change of it needs. */
export interface RunRow extends Run {
  c_type: string | null;
  c_status: string | null;
  c_reason: string | null;
  c_message: string | null;
  c_last_update_time: number | null;
  c_last_transition_time: number | null;
  c_meta_info: string | null;
}

/** A run's row with the names that its record shows. */
export interface RecordRow extends Run {
  project_name: string;
  project_uuid: string;
  pipeline_uuid: string | null;
  pipeline_name: string | null;
  pipeline_kind: string | null;
  original_name: string | null;
  controller_uuid: string | null;
}

export interface DetailRow extends RecordRow, RunRow {
  readme: string | null;
  raw_content: string | null;
  content: string | null;
}

const CONDITION_COLUMNS = [
  "c.type as c_type",
  "c.status as c_status",
  "c.reason as c_reason",
  "c.message as c_message",
  "c.last_update_time as c_last_update_time",
  "c.last_transition_time as c_last_transition_time",
  "c.meta_info as c_meta_info",
] as const;

/** From `runs as r`: rows of shape `RunRow`. */
export const selectRunRows = (db: Kysely<Tables>) =>
  db
    .selectFrom("runs as r")
    .leftJoin("run_conditions as c", (join) =>
      join.onRef("c.run_id", "=", "r.id").onRef("c.seq", "=", "r.condition_seq"),
    )
    .selectAll("r")
    .select(CONDITION_COLUMNS);

/** From `runs as r`: rows of shape `RecordRow`. */
export const selectRecordRows = (db: Kysely<Tables>) =>
  db
    .selectFrom("runs as r")
    .innerJoin("projects as pr", "pr.id", "r.project_id")
    .leftJoin("runs as p", "p.id", "r.pipeline_id")
    .leftJoin("runs as t", "t.id", "r.controller_id")
    .leftJoin("runs as o", "o.uuid", "r.original_uuid")
    .selectAll("r")
    .select([
      "pr.name as project_name",
      "pr.uuid as project_uuid",
      "p.uuid as pipeline_uuid",
      "p.name as pipeline_name",
      "p.kind as pipeline_kind",
      "o.name as original_name",
      "t.uuid as controller_uuid",
    ]);

/** From `runs as r`: rows of shape `DetailRow`. */
export const selectDetailRows = (db: Kysely<Tables>) =>
  selectRecordRows(db)
    .innerJoin("run_documents as d", "d.run_id", "r.id")
    .leftJoin("run_conditions as c", (join) =>
      join.onRef("c.run_id", "=", "r.id").onRef("c.seq", "=", "r.condition_seq"),
    )
    .select(["d.readme", "d.raw_content", "d.content"])
    .select(CONDITION_COLUMNS);

export function lastConditionOf(row: RunRow): Condition | null {
  if (row.c_type === null) return null;
  return conditionFromRow({
    type: row.c_type,
    status: row.c_status ?? "true",
    reason: row.c_reason,
    message: row.c_message,
    last_update_time: row.c_last_update_time ?? 0,
    last_transition_time: row.c_last_transition_time ?? 0,
    meta_info: row.c_meta_info,
  });
}

export const resourcesOf = (row: Pick<Run, "cpu_millis" | "memory_bytes" | "gpus">): RunResources => ({
  cpuMillis: row.cpu_millis,
  memoryBytes: row.memory_bytes,
  gpus: row.gpus,
});

/** Which documents of a run cannot be read: no unit writes such, somebody or a disk changed them. */
export function unreadableOf(
  row: Pick<Run, UnreadableDocument | "meta_info">,
  read: (text: string) => JsonObject | null = readObject,
): readonly UnreadableDocument[] {
  const { inputs, meta_info: metaInfo, outputs, tags } = row;
  const unreadable: UnreadableDocument[] = [];
  if (inputs !== null && read(inputs) === null) unreadable.push("inputs");
  if (outputs !== null && read(outputs) === null) unreadable.push("outputs");
  if (read(metaInfo) === null) unreadable.push("meta_info");
  if (readTexts(tags) === null) unreadable.push("tags");
  return unreadable;
}

/** The words in a row were checked when they were written; a row is never parsed again for them. */
export function recordFromRow(row: RecordRow): RunRecord {
  const tags = readTexts(row.tags);
  const metaInfo = readObject(row.meta_info);
  const inputs = readObject(row.inputs);
  const outputs = readObject(row.outputs);
  const isDamaged =
    tags === null ||
    metaInfo === null ||
    (inputs === null && row.inputs !== null) ||
    (outputs === null && row.outputs !== null);
  return {
    uuid: row.uuid as RunId,
    project: row.project_name,
    projectUuid: row.project_uuid,
    name: row.name,
    description: row.description,
    tags: tags ?? [],
    user: row.username,
    kind: row.kind as RunKind,
    runtime: row.runtime,
    managedBy: row.managed_by as ManagedBy,
    pending: row.pending as PendingReason | null,
    status: row.status as Status,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    scheduleAt: row.schedule_at,
    waitTime: row.wait_time,
    duration: row.duration,
    inputs,
    outputs,
    metaInfo: metaInfo ?? {},
    original:
      row.original_uuid === null || row.original_kind === null
        ? null
        : { uuid: row.original_uuid as RunId, name: row.original_name, kind: row.original_kind as CloningKind },
    pipeline:
      row.pipeline_uuid === null || row.pipeline_kind === null
        ? null
        : { uuid: row.pipeline_uuid as RunId, name: row.pipeline_name, kind: row.pipeline_kind as RunKind },
    controller: row.controller_uuid as RunId | null,
    queue: row.queue,
    liveState: row.live_state as LiveState,
    version: row.version,
    attempt: row.attempt,
    agent: row.agent,
    ...(row.claimed_at === null ? {} : { claimedAt: row.claimed_at }),
    limits: { maxRetries: row.max_retries, timeoutSeconds: row.timeout_seconds, ttlSeconds: row.ttl_seconds },
    ...(asksForSomething(resourcesOf(row)) ? { resources: resourcesOf(row) } : {}),
    ...(row.component_state === null ? {} : { componentState: row.component_state }),
    ...(isDamaged ? { unreadable: unreadableOf(row) } : {}),
  };
}

export function detailFromRow(row: DetailRow): RunDetail {
  return {
    ...recordFromRow(row),
    readme: row.readme,
    rawContent: row.raw_content,
    content: row.content,
    lastCondition: lastConditionOf(row),
  };
}

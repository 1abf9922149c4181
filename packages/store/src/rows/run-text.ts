import type { Status } from "@polyaxon/lifecycle";
import type {
  CloningKind,
  LiveState,
  ManagedBy,
  PendingReason,
  RunDetailText,
  RunId,
  RunKind,
  RunText,
  TrustedDocuments,
} from "@polyaxon/orchestrator";
import type { Kysely } from "kysely";
import type { Tables } from "../schema/tables.ts";
import type { Values } from "../statement.ts";
import { unreadableOf } from "./run-row.ts";

/** What a `RunText` is made of. */
const COLUMNS = [
  "r.id",
  "r.uuid",
  "r.name",
  "r.tags",
  "r.inputs",
  "r.outputs",
  "r.meta_info",
  "r.username",
  "r.kind",
  "r.runtime",
  "r.managed_by",
  "r.pending",
  "r.status",
  "r.created_at",
  "r.updated_at",
  "r.started_at",
  "r.finished_at",
  "r.schedule_at",
  "r.wait_time",
  "r.duration",
  "r.component_state",
  "r.cpu_millis",
  "r.memory_bytes",
  "r.gpus",
  "r.original_uuid",
  "r.original_kind",
  "o.name as original_name",
  "p.uuid as pipeline_uuid",
  "p.name as pipeline_name",
  "p.kind as pipeline_kind",
  "b.target_id as bookmark",
] as const;

/**
 * A run of a list on its way between threads: the values of these columns. Objects with the names of their fields cost four
 * times as much to copy (50 runs: 195 us against 50).
 */
export type RunTextValues = Values;

/** From `runs as r`: `RunTextValues` that nobody has looked at. */
export const selectRunTexts = (db: Kysely<Tables>) =>
  db
    .selectFrom("runs as r")
    .leftJoin("runs as p", "p.id", "r.pipeline_id")
    .leftJoin("runs as o", "o.uuid", "r.original_uuid")
    .leftJoin("bookmarks as b", (join) => join.on("b.kind", "=", "run").onRef("b.target_id", "=", "r.id"))
    .select(COLUMNS);

/** The same, and the values of `DETAIL_COLUMNS` behind them. */
export const selectDetailTexts = (db: Kysely<Tables>) =>
  selectRunTexts(db)
    .innerJoin("projects as pr", "pr.id", "r.project_id")
    .innerJoin("run_documents as d", "d.run_id", "r.id")
    .select(DETAIL_COLUMNS);

const DETAIL_COLUMNS = [
  "pr.name as project_name",
  "r.description",
  "r.live_state",
  "d.readme",
  "d.raw_content",
  "d.content",
] as const;

const [ID, TAGS, INPUTS, OUTPUTS, META_INFO] = [0, 3, 4, 5, 6] as const;

export const idOfText = (values: RunTextValues): number => values[ID] as number;

/** Looks into the documents, away from the thread that everything waits for; what cannot be read is empty from here on. */
export function checkedText(values: RunTextValues, trusted: TrustedDocuments = {}): RunTextValues {
  const unreadable = unreadableOf({
    tags: values[TAGS] as string,
    inputs: trusted.inputs === true ? null : (values[INPUTS] as string | null),
    outputs: trusted.outputs === true ? null : (values[OUTPUTS] as string | null),
    meta_info: trusted.metaInfo === true ? "{}" : (values[META_INFO] as string),
  });
  if (unreadable.length === 0) return values;
  const checked = [...values];
  for (const name of unreadable) checked[EMPTY[name].at] = EMPTY[name].text;
  return checked;
}

const EMPTY = {
  tags: { at: TAGS, text: "[]" },
  inputs: { at: INPUTS, text: null },
  outputs: { at: OUTPUTS, text: null },
  meta_info: { at: META_INFO, text: "{}" },
} as const;

/** The words among them were checked when they were written. */
export function textFromValues(values: RunTextValues): RunText {
  const row = values as TextRow;
  return {
    uuid: row[1],
    name: row[2],
    tags: row[3],
    inputs: row[4],
    outputs: row[5],
    metaInfo: row[6],
    user: row[7],
    kind: row[8],
    runtime: row[9],
    managedBy: row[10],
    pending: row[11],
    status: row[12],
    createdAt: row[13],
    updatedAt: row[14],
    startedAt: row[15],
    finishedAt: row[16],
    scheduleAt: row[17],
    waitTime: row[18],
    duration: row[19],
    componentState: row[20],
    resources: { cpuMillis: row[21], memoryBytes: row[22], gpus: row[23] },
    original: row[24] === null || row[25] === null ? null : { uuid: row[24], name: row[26], kind: row[25] },
    pipeline: row[27] === null || row[29] === null ? null : { uuid: row[27], name: row[28], kind: row[29] },
    bookmarked: row[30] !== null,
  };
}

export function detailTextFromValues(values: RunTextValues): RunDetailText {
  const [project, description, liveState, readme, rawContent, content] = values.slice(COLUMNS.length) as [
    string,
    string | null,
    LiveState,
    string | null,
    string | null,
    string | null,
  ];
  return { ...textFromValues(values), project, description, liveState, readme, rawContent, content };
}

/** The values of `COLUMNS`, by their places. */
type TextRow = readonly [
  id: number,
  uuid: RunId,
  name: string | null,
  tags: string,
  inputs: string | null,
  outputs: string | null,
  metaInfo: string,
  user: string | null,
  kind: RunKind,
  runtime: string | null,
  managedBy: ManagedBy,
  pending: PendingReason | null,
  status: Status,
  createdAt: number,
  updatedAt: number,
  startedAt: number | null,
  finishedAt: number | null,
  scheduleAt: number | null,
  waitTime: number | null,
  duration: number | null,
  componentState: string | null,
  cpuMillis: number,
  memoryBytes: number,
  gpus: number,
  originalUuid: RunId | null,
  originalKind: CloningKind | null,
  originalName: string | null,
  pipelineUuid: RunId | null,
  pipelineName: string | null,
  pipelineKind: RunKind | null,
  bookmark: number | null,
];

import type { NewRun, RunDetail, RunRecord } from "@polyaxon/orchestrator";
import { z } from "zod";
import { jsonObject } from "./parameters.ts";
import { wireTime } from "./time.ts";

const reference = z.object({ uuid: z.string(), name: z.string().nullable(), kind: z.string().nullable() });

/** A run in a list (reference/api.md §10.3). */
export const runItemSchema = z.object({
  uuid: z.string(),
  name: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
  started_at: z.string().nullable(),
  finished_at: z.string().nullable(),
  schedule_at: z.string().nullable(),
  wait_time: z.number().nullable(),
  duration: z.number().nullable(),
  kind: z.string(),
  runtime: z.string().nullable(),
  meta_info: jsonObject,
  status: z.string(),
  pipeline: reference.nullable(),
  original: reference.nullable(),
  is_managed: z.boolean(),
  managed_by: z.string(),
  pending: z.string().nullable(),
  inputs: jsonObject.nullable(),
  outputs: jsonObject.nullable(),
  tags: z.array(z.string()),
  settings: jsonObject,
  user: z.string().nullable(),
  bookmarked: z.boolean(),
  resources: z.object({ cpu: z.number(), memory: z.number(), gpu: z.number(), custom: z.number(), cost: z.number() }),
});

export const runSchema = runItemSchema.extend({
  owner: z.string(),
  project: z.string(),
  readme: z.string().nullable(),
  description: z.string().nullable(),
  raw_content: z.string().nullable(),
  content: z.string().nullable(),
  live_state: z.number(),
});

/** What a clone answers: a list item with its place, without bookmark and resources. */
export const clonedRunSchema = runItemSchema
  .omit({ bookmarked: true, resources: true })
  .extend({ owner: z.string(), project: z.string() });

/** What creating answers (§10.5): no status, the client sets `created` itself. */
export const createdRunSchema = z.object({
  uuid: z.string(),
  kind: z.string(),
  name: z.string().nullable(),
  description: z.string().nullable(),
  content: z.string().nullable(),
  is_managed: z.boolean(),
  managed_by: z.string(),
  pending: z.string().nullable(),
  meta_info: jsonObject,
  tags: z.array(z.string()),
  settings: jsonObject,
});

type Item = z.output<typeof runItemSchema>;

export function wireRunItem(run: RunRecord, namespace: string): Item {
  return {
    ...wireRunCore(run, namespace),
    bookmarked: run.bookmarked ?? false,
    resources: wireResources(run.resources),
  };
}

const wireResources = (asked: RunRecord["resources"]): Item["resources"] => ({
  cpu: (asked?.cpuMillis ?? 0) / 1000,
  memory: asked?.memoryBytes ?? 0,
  gpu: asked?.gpus ?? 0,
  custom: 0,
  cost: 0,
});

export const wireRun = (run: RunDetail, namespace: string): z.output<typeof runSchema> => ({
  ...wireRunItem(run, namespace),
  owner: "default",
  project: run.project,
  readme: run.readme,
  description: run.description,
  raw_content: run.rawContent,
  content: run.content,
  live_state: run.liveState,
});

export const wireClonedRun = (run: RunRecord, namespace: string): z.output<typeof clonedRunSchema> => ({
  ...wireRunCore(run, namespace),
  owner: "default",
  project: run.project,
});

/** The scheduler compiles, a moment later: there is content only where somebody waited for it. */
export const wireCreatedRun = (
  run: NewRun,
  content: string | null,
  namespace: string,
): z.output<typeof createdRunSchema> => ({
  uuid: run.uuid,
  kind: run.kind,
  name: run.name,
  description: run.description,
  content,
  is_managed: run.managedBy !== "user",
  managed_by: run.managedBy,
  pending: run.pending,
  meta_info: run.metaInfo,
  tags: [...run.tags],
  settings: { namespace },
});

function wireRunCore(run: RunRecord, namespace: string): Omit<Item, "bookmarked" | "resources"> {
  return {
    uuid: run.uuid,
    name: run.name,
    created_at: wireTime(run.createdAt),
    updated_at: wireTime(run.updatedAt),
    started_at: wireTime(run.startedAt),
    finished_at: wireTime(run.finishedAt),
    schedule_at: wireTime(run.scheduleAt),
    wait_time: run.waitTime,
    duration: run.duration,
    kind: run.kind,
    runtime: run.runtime,
    meta_info: run.metaInfo,
    status: run.status,
    pipeline: run.pipeline === null ? null : { ...run.pipeline, kind: pipelineKind(run.pipeline.kind) },
    original: run.original,
    is_managed: run.managedBy !== "user",
    managed_by: run.managedBy,
    pending: run.pending,
    inputs: run.inputs,
    outputs: run.outputs,
    tags: [...run.tags],
    settings: { namespace, component: run.componentState === undefined ? null : { state: run.componentState } },
    user: run.user,
  };
}

/** The client refuses every other kind here, a schedule's too, although upstream sends it. */
export const pipelineKind = (kind: string): string | null => (kind === "dag" || kind === "matrix" ? kind : null);

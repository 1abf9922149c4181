import { type Condition, conditionFrom } from "@polyaxon/lifecycle";
import type { NewRun, RunId } from "@polyaxon/orchestrator";
import { storedCondition, wake } from "./change-run.ts";
import { clean, cleanTags, stored } from "./documents.ts";
import type { RunRow, Tables } from "./tables.ts";

type Outcome = { kind: "created" } | { kind: "exists"; uuid: RunId } | { kind: "no-project" };

/** All or nothing. */
export function createRuns(tables: Tables, runs: readonly NewRun[]): Outcome {
  const seen = new Set<string>();
  for (const run of runs) {
    if (liveProject(tables, run.project) === undefined) return { kind: "no-project" };
    if (seen.has(run.uuid) || tables.runs.has(run.uuid)) return { kind: "exists", uuid: run.uuid };
    seen.add(run.uuid);
  }
  for (const run of runs) insert(tables, run);
  return { kind: "created" };
}

/** Children of a pipeline; those already there are passed over, so that repeating a step is harmless. */
export function createChildren(tables: Tables, runs: readonly NewRun[]): void {
  for (const run of runs) {
    if (liveProject(tables, run.project) === undefined) throw new Error(`There is no project "${run.project}".`);
    if (!tables.runs.has(run.uuid)) insert(tables, run);
  }
}

const liveProject = (tables: Tables, name: string) =>
  tables.projects.values().find((project) => project.name === name && project.liveState === 1);

function insert(tables: Tables, run: NewRun): void {
  const project = liveProject(tables, run.project);
  if (project === undefined) throw new Error(`There is no project "${run.project}".`);
  const conditions = run.imported?.conditions.map(storedCondition) ?? [firstCondition(run)];
  const row: RunRow = {
    id: tables.nextId(),
    uuid: run.uuid,
    projectId: project.id,
    name: clean(run.name),
    description: clean(run.description),
    readme: clean(run.readme ?? null),
    tags: cleanTags(run.tags),
    user: run.user,
    kind: run.kind,
    runtime: run.runtime,
    managedBy: run.managedBy,
    pending: run.pending,
    status: run.imported?.status ?? "created",
    createdAt: run.createdAt,
    updatedAt: run.createdAt,
    startedAt: run.imported?.startedAt ?? null,
    finishedAt: run.imported?.finishedAt ?? null,
    waitTime: run.imported?.waitTime ?? null,
    duration: run.imported?.duration ?? null,
    inputs: stored(run.inputs),
    outputs: stored(run.outputs),
    metaInfo: stored(run.metaInfo),
    original: run.original,
    pipeline: parent(tables, run, run.pipeline),
    controller: parent(tables, run, run.controller),
    queue: null,
    liveState: 1,
    version: 1,
    attempt: 0,
    agent: null,
    gpus: [],
    limits: { maxRetries: 0, timeoutSeconds: null, ttlSeconds: null },
    rawContent: clean(run.rawContent),
    content: null,
    conditions,
  };
  tables.runs.set(row.uuid, row);
  if (run.managedBy !== "user" && run.imported === undefined) wake(tables, row, run.createdAt);
  tables.announced.runs.add(row.uuid);
}

const firstCondition = (run: NewRun): Condition =>
  conditionFrom(
    { type: "created", reason: run.managedBy === "user" ? "ModelManager" : "OperationServiceInit" },
    run.createdAt,
  );

/** An imported run may name a parent that lives in another installation; ours may not. */
function parent(tables: Tables, run: NewRun, uuid: RunId | null): RunId | null {
  if (uuid === null || tables.runs.has(uuid)) return uuid;
  if (run.imported !== undefined) return null;
  throw new Error(`The run ${run.uuid} names a parent that is not stored: ${uuid}.`);
}

import { type Condition, conditionFrom, type Status } from "@polyaxon/lifecycle";
import type { NewRun, RunId } from "@polyaxon/orchestrator";
import { cleanText, jsonText, jsonTextOrNull, storedName } from "../json.ts";
import { conditionToRow } from "../rows/condition-row.ts";
import type { RunConditionsTable, RunDocumentsTable, RunsTable } from "../schema/tables.ts";
import { eachApart, statement } from "../statement.ts";
import type { UnitScope } from "./scope.ts";
import { indexTags, indexValues } from "./values.ts";
import { wake } from "./wake.ts";

/** What a run takes of its host, and its component, are known when it is compiled. */
type RunColumns = Omit<
  RunsTable,
  | "id"
  | "cpu_millis"
  | "memory_bytes"
  | "gpus"
  | "gpu_devices"
  | "claimed_at"
  | "component_state"
  | "values_at"
  | "values_due_at"
>;

/** Locked where others write too: a project that is being deleted gets no new runs. */
const selectLiveProject = statement<{ name: string }, { id: number }>({ by: ["name"] }, (db, p, dialect) => {
  const project = db.selectFrom("projects").select("id").where("name", "=", p.name).where("live_state", "=", 1);
  return dialect.locksRows ? project.forShare() : project;
});
const selectRunId = statement<{ uuid: string }, { id: number }>({ by: ["uuid"] }, (db, p) =>
  db.selectFrom("runs").select("id").where("uuid", "=", p.uuid),
);

const RUN_COLUMNS = [
  "uuid",
  "project_id",
  "name",
  "description",
  "tags",
  "username",
  "kind",
  "runtime",
  "managed_by",
  "pending",
  "status",
  "created_at",
  "updated_at",
  "started_at",
  "finished_at",
  "schedule_at",
  "wait_time",
  "duration",
  "inputs",
  "outputs",
  "meta_info",
  "original_uuid",
  "original_kind",
  "pipeline_id",
  "controller_id",
  "queue",
  "live_state",
  "version",
  "attempt",
  "agent",
  "max_retries",
  "timeout_seconds",
  "ttl_seconds",
  "condition_seq",
] as const satisfies readonly (keyof RunColumns)[];

const insertRun = statement<RunColumns, { id: number; uuid: string }>({ by: ["uuid"] }, (db, p) =>
  db
    .insertInto("runs")
    .values(Object.fromEntries(RUN_COLUMNS.map((column) => [column, p[column]])) as unknown as RunColumns)
    .returning(["id", "uuid"]),
);
const insertDocuments = statement<RunDocumentsTable>({ by: ["run_id"] }, (db, p) =>
  db
    .insertInto("run_documents")
    .values({ run_id: p.run_id, readme: p.readme, raw_content: p.raw_content, content: p.content }),
);
const insertCondition = statement<RunConditionsTable>({ by: ["run_id", "seq"] }, (db, p) =>
  db.insertInto("run_conditions").values({
    run_id: p.run_id,
    seq: p.seq,
    type: p.type,
    status: p.status,
    reason: p.reason,
    message: p.message,
    last_update_time: p.last_update_time,
    last_transition_time: p.last_transition_time,
    meta_info: p.meta_info,
  }),
);

export type CreateRunsOutcome = { kind: "created" } | { kind: "exists"; uuid: RunId } | { kind: "no-project" };

/** All or nothing: everything is looked up before anything is written. */
export async function createRuns(scope: UnitScope, { runs }: { runs: readonly NewRun[] }): Promise<CreateRunsOutcome> {
  const projects = new Map<string, number>();
  for (const { project } of runs) {
    if (projects.has(project)) continue;
    const [row] = await selectLiveProject(scope, { name: project });
    if (row === undefined) return { kind: "no-project" };
    projects.set(project, row.id);
  }
  const known = await knownRuns(scope, runs);
  const uuids = new Set<string>();
  for (const { uuid } of runs) {
    if (uuids.has(uuid) || known.has(uuid)) return { kind: "exists", uuid };
    uuids.add(uuid);
  }
  for (const run of runs) await insert(scope, run, projects.get(run.project) as number, known);
  return { kind: "created" };
}

/** Children of a pipeline; those already there are passed over, so that repeating a step is harmless. */
export async function createChildren(scope: UnitScope, runs: readonly NewRun[]): Promise<void> {
  const projects = new Map<string, number>();
  for (const { project: name } of runs) {
    if (projects.has(name)) continue;
    const [row] = await selectLiveProject(scope, { name });
    if (row === undefined) throw new Error(`Children cannot be created: there is no project "${name}".`);
    projects.set(name, row.id);
  }
  const known = await knownRuns(scope, runs);
  const fresh = new Map(runs.filter(({ uuid }) => !known.has(uuid)).map((run) => [run.uuid, run]));
  await eachApart(scope, [...fresh.values()], (beside, run) =>
    insert(beside, run, projects.get(run.project) as number, known),
  );
}

/** Uuids looked up with one statement. */
const LOOKED_UP_AT_ONCE = 500;

/** Ids of those of the runs, and of their parents, that are stored. */
async function knownRuns(scope: UnitScope, runs: readonly NewRun[]): Promise<Map<string, number>> {
  const known = new Map<string, number>();
  const uuids = [
    ...new Set(runs.flatMap(({ uuid, pipeline, controller }) => [uuid, pipeline, controller].filter(isNamed))),
  ];
  const [only, ...more] = uuids;
  if (only !== undefined && more.length === 0) {
    const [row] = await selectRunId(scope, { uuid: only });
    if (row !== undefined) known.set(only, row.id);
    return known;
  }
  for (let at = 0; at < uuids.length; at += LOOKED_UP_AT_ONCE) {
    const rows = await scope.db
      .selectFrom("runs")
      .select(["id", "uuid"])
      .where("uuid", "in", uuids.slice(at, at + LOOKED_UP_AT_ONCE))
      .execute();
    for (const { id, uuid } of rows) known.set(uuid, id);
  }
  return known;
}

const isNamed = (uuid: RunId | null): uuid is RunId => uuid !== null;

/** @param known ids of stored runs by uuid; the new one joins them, for children that come after it */
async function insert(scope: UnitScope, run: NewRun, projectId: number, known: Map<string, number>): Promise<void> {
  const conditions = run.imported === undefined ? [firstCondition(run)] : run.imported.conditions;
  const columns: RunColumns = {
    uuid: run.uuid,
    project_id: projectId,
    name: storedName(run.name),
    description: cleanText(run.description),
    tags: jsonText([...new Set(run.tags)]),
    username: run.user,
    kind: run.kind,
    runtime: run.runtime,
    managed_by: run.managedBy,
    pending: run.pending,
    status: run.imported?.status ?? ("created" satisfies Status),
    created_at: run.createdAt,
    updated_at: run.createdAt,
    started_at: run.imported?.startedAt ?? null,
    finished_at: run.imported?.finishedAt ?? null,
    schedule_at: null,
    wait_time: run.imported?.waitTime ?? null,
    duration: run.imported?.duration ?? null,
    inputs: jsonTextOrNull(run.inputs),
    outputs: jsonTextOrNull(run.outputs),
    meta_info: jsonText(run.metaInfo),
    original_uuid: run.original?.uuid ?? null,
    original_kind: run.original?.kind ?? null,
    pipeline_id: parentId(run, run.pipeline, known),
    controller_id: parentId(run, run.controller, known),
    queue: null,
    live_state: 1,
    version: 1,
    attempt: 0,
    agent: null,
    max_retries: 0,
    timeout_seconds: null,
    ttl_seconds: null,
    condition_seq: conditions.length,
  };
  const [inserted] = await insertRun(scope, columns);
  if (inserted === undefined) throw new Error(`No id came back for the run ${run.uuid}.`);
  const row = { ...columns, id: inserted.id };
  known.set(run.uuid, inserted.id);
  await insertDocuments(scope, {
    run_id: row.id,
    readme: cleanText(run.readme ?? null),
    raw_content: cleanText(run.rawContent),
    content: null,
  });
  for (const [index, condition] of conditions.entries()) {
    await insertCondition(scope, { run_id: row.id, seq: index + 1, ...conditionToRow(condition) });
  }
  await indexValues(scope, row, null, row);
  if (row.tags !== "[]") await indexTags(scope, row, null, row.tags);
  if (run.managedBy !== "user" && run.imported === undefined) await wake(scope, row, run.createdAt);
  scope.announce.run(run.uuid);
}

const firstCondition = (run: NewRun): Condition =>
  conditionFrom(
    { type: "created", reason: run.managedBy === "user" ? "ModelManager" : "OperationServiceInit" },
    run.createdAt,
  );

/** An imported run may name a parent that lives in another installation; ours may not. */
function parentId(run: NewRun, uuid: RunId | null, known: ReadonlyMap<string, number>): number | null {
  if (uuid === null) return null;
  const id = known.get(uuid) ?? null;
  if (id === null && run.imported === undefined)
    throw new Error(`The run ${run.uuid} names a parent that is not stored: ${uuid}.`);
  return id;
}

import type { SortKey } from "@polyaxon/query";
import { sql } from "kysely";
import { type OrderTerm, type Sql, term } from "../order.ts";
import type { FieldTable, Filter } from "./compile-query.ts";
import { flag, instant, liveState, number, quantity, refuseKey, search, wordOperation, words } from "./filters.ts";
import { bareUuid, byEdges, byId, byUuid } from "./related-runs.ts";
import { flagFilter, metricFilter, valueFilter } from "./value-filter.ts";
import { type ProjectValues, VALUE_SCOPES } from "./value-keys.ts";

/** Whose runs are listed, who asks, and when. */
export interface RunFieldsOf extends ProjectValues {
  readonly projectName: string;
  readonly user: string | null;
  readonly namespace: string | null;
  readonly now: number;
}

/** Fields of runs (reference/api.md §14.3 and §14.4), over `runs as r` alone. */
export function runFields(of: RunFieldsOf): FieldTable {
  const { now, user } = of;
  const uuids = search(sql`r.uuid`, bareUuid);
  const inputs = valueFilter(of, "inputs");
  const outputs = valueFilter(of, "outputs");
  const meta = valueFilter(of, "meta");
  const author = words(sql`r.username`);
  const { exists } = of;
  return {
    object: "runs",
    filters: {
      id: uuids,
      uid: uuids,
      uuid: uuids,
      name: search(sql`r.name`),
      description: search(sql`r.description`),
      created_at: instant(sql`r.created_at`, now),
      updated_at: instant(sql`r.updated_at`, now),
      started_at: instant(sql`r.started_at`, now),
      finished_at: instant(sql`r.finished_at`, now),
      schedule_at: instant(sql`r.schedule_at`, now),
      status: words(sql`r.status`),
      kind: words(sql`r.kind`),
      runtime: words(sql`r.runtime`),
      user: author,
      contributors: author,
      mine: flag(user === null ? sql`r.username is null` : sql`(r.username is not null and r.username = ${user})`),
      project: words(constant(of.projectName)),
      namespace: words(constant(of.namespace)),
      managed_by: words(sql`r.managed_by`),
      pending: words(sql`r.pending`),
      cloning_kind: words(sql`r.original_kind`),
      queue: words(sql`r.queue`),
      agent: words(sql`r.agent`),
      live_state: words(sql`r.live_state`, liveState),
      is_managed: flag(sql`r.managed_by <> 'user'`),
      original: byUuid(sql`r.original_uuid`, exists),
      pipeline: byId(sql`r.pipeline_id`, exists),
      controller: byId(sql`r.controller_id`, exists),
      upstream: byEdges(sql`e.upstream_id`, sql`e.downstream_id`, exists),
      downstream: byEdges(sql`e.downstream_id`, sql`e.upstream_id`, exists),
      component_state: words(sql`r.component_state`, bareUuid),
      tags: tags(of),
      duration: number(sql`r.duration`),
      wait_time: number(sql`r.wait_time`),
      cpu: quantity(sql`cast(r.cpu_millis as double precision) / 1000`),
      memory: quantity(sql`cast(r.memory_bytes as double precision)`),
      gpu: number(sql`cast(r.gpus as double precision)`),
      custom: number(NO_AMOUNT),
      cost: number(NO_AMOUNT),
      params: inputs,
      inputs,
      in: inputs,
      outputs,
      out: outputs,
      metrics: metricFilter(of, "outputs"),
      metrics_min: metricFilter(of, "least"),
      metrics_max: metricFilter(of, "most"),
      meta_info: meta,
      meta_values: meta,
      meta_flags: flagFilter(of),
      artifacts: ofArtifacts(exists, sql`a.state`, sql`1 = 1`),
      in_artifact_kind: ofArtifacts(exists, sql`a.kind`, sql`a.is_input = 1`),
      out_artifact_kind: ofArtifacts(exists, sql`a.kind`, sql`a.is_input = 0`),
      commit: ofArtifacts(exists, sql`a.name`, sql`a.kind = 'coderef'`),
      ...Object.fromEntries(UNSET.map((name) => [name, words(constant(null))])),
    },
    order: runOrder,
  };
}

/** Fields that nothing sets yet: null for every run. */
const UNSET = ["state", "artifacts_store", "connections", "teams", "backend", "framework"];

/** The same for every run of the list. */
const constant = (value: string | null): Sql => sql`cast(${value} as text)`;

/** What the API shows for amounts that nothing measures yet. */
const NO_AMOUNT = sql`cast(0 as double precision)`;

function tags({ project, among, asFilter, finds }: ProjectValues): Filter {
  return (condition) => {
    refuseKey(condition);
    if (condition.operation.kind === "nil") return sql`r.tags = '[]'`;
    const tagged = sql`g.project_id = ${project} and ${wordOperation(sql`g.tag`, condition)}`;
    return among === "few"
      ? finds(sql`select 1 from run_tags g where g.run_id = r.id and ${tagged}`)
      : asFilter(sql`r.id in (select g.run_id from run_tags g where ${tagged})`);
  };
}

function ofArtifacts(exists: ProjectValues["exists"], value: Sql, which: Sql): Filter {
  return (condition) => {
    refuseKey(condition);
    const found = sql`select 1 from artifacts a where a.run_id = r.id and ${which}`;
    return condition.operation.kind === "nil"
      ? sql`not exists (${found})`
      : exists(sql`${found} and ${wordOperation(value, condition)}`);
  };
}

/** Sorts that a plain column answers; the value says whether it may be null. */
const SORT_COLUMNS: Readonly<Record<string, { readonly column: string; readonly nullable: boolean }>> = {
  created_at: { column: "r.created_at", nullable: false },
  updated_at: { column: "r.updated_at", nullable: false },
  started_at: { column: "r.started_at", nullable: true },
  finished_at: { column: "r.finished_at", nullable: true },
  schedule_at: { column: "r.schedule_at", nullable: true },
  name: { column: "r.name", nullable: true },
  kind: { column: "r.kind", nullable: false },
  runtime: { column: "r.runtime", nullable: true },
  uuid: { column: "r.uuid", nullable: false },
  duration: { column: "r.duration", nullable: true },
  wait_time: { column: "r.wait_time", nullable: true },
  status: { column: "r.status", nullable: false },
  user: { column: "r.username", nullable: true },
  component_state: { column: "r.component_state", nullable: true },
  cpu: { column: "r.cpu_millis", nullable: false },
  memory: { column: "r.memory_bytes", nullable: false },
  gpu: { column: "r.gpus", nullable: false },
};

/** Sorts by what is the same for every run. */
const NOT_ORDERING = new Set(["custom", "cost", "namespace", "state"]);

/** By a column; a value (`metrics.loss`) as a key behind the first one is joined, see `list-runs.ts`. */
function runOrder({ field, key, descending }: SortKey): readonly OrderTerm[] | null {
  if (key !== null) return Object.hasOwn(VALUE_SCOPES, field) ? [] : null;
  const known = Object.hasOwn(SORT_COLUMNS, field) ? SORT_COLUMNS[field] : undefined;
  if (known !== undefined) return [term(sql.ref(known.column), { descending }, known.nullable)];
  return NOT_ORDERING.has(field) ? [] : null;
}

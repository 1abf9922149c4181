import type { SortKey } from "@polyaxon/query";
import { sql } from "kysely";
import { type FieldTable, type Filter, type Sql } from "./compile-query.ts";
import { flag, instant, number, refuse, search, unquoted, wordOperation, words } from "./filters.ts";
import { flagFilter, keyOf, metricFilter, valueFilter, type ValueScope } from "./value-filter.ts";

/** Fields of runs (reference/api.md §14.3 and §14.4), over the aliases of `selectRecordRows`. */
export function runFields(project: number, now: number): FieldTable {
  const uuids = search(sql`r.uuid`, bareUuid);
  const inputs = valueFilter(project, "inputs");
  const outputs = valueFilter(project, "outputs");
  const meta = valueFilter(project, "meta");
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
      user: words(sql`r.username`),
      project: words(sql`pr.name`),
      managed_by: words(sql`r.managed_by`),
      pending: words(sql`r.pending`),
      cloning_kind: words(sql`r.original_kind`),
      queue: words(sql`r.queue`),
      agent: words(sql`r.agent`),
      live_state: words(sql`r.live_state`, liveState),
      is_managed: flag(sql`r.managed_by <> 'user'`),
      original: reference("r.original_uuid", "o"),
      pipeline: reference("p.uuid", "p"),
      controller: reference("t.uuid", "t"),
      tags: tags(project),
      duration: number(sql`r.duration`),
      wait_time: number(sql`r.wait_time`),
      params: inputs,
      inputs,
      in: inputs,
      outputs,
      out: outputs,
      metrics: metricFilter(project),
      meta_info: meta,
      meta_values: meta,
      meta_flags: flagFilter(project),
      in_artifact_kind: artifactKind(1),
      out_artifact_kind: artifactKind(0),
    },
    order: orderRuns,
  };
}

const bareUuid = (word: string): string => unquoted(word).replaceAll("-", "").toLowerCase();

const liveState: Parameters<typeof words>[1] = (word, condition) => {
  const value = Number(word);
  return Number.isInteger(value) && value >= -1 && value <= 1
    ? value
    : refuse(condition, "1 (live), 0 (archived) or -1");
};

/** Another run, by uuid, or by its `.name` or `.kind`. */
function reference(uuid: string, alias: "o" | "p" | "t"): Filter {
  return (condition) => {
    if (condition.key === null) return wordOperation(sql.ref(uuid), condition, bareUuid);
    if (condition.key === "name" || condition.key === "kind")
      return wordOperation(sql.ref(`${alias}.${condition.key}`), condition);
    return refuse(condition, `"${condition.field}", "${condition.field}.name" or "${condition.field}.kind"`);
  };
}

function tags(project: number): Filter {
  return (condition) => {
    if (condition.operation.kind === "nil") return sql`r.tags = '[]'`;
    const tagged = wordOperation(sql`g.tag`, condition);
    return sql`r.id in (select g.run_id from run_tags g where g.project_id = ${project} and ${tagged})`;
  };
}

function artifactKind(isInput: 0 | 1): Filter {
  return (condition) =>
    sql`exists (select 1 from artifacts a where a.run_id = r.id and a.is_input = ${isInput} and ${wordOperation(sql`a.kind`, condition)})`;
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
};

const SORT_SCOPES: Readonly<Record<string, ValueScope>> = {
  metrics: "outputs",
  outputs: "outputs",
  out: "outputs",
  params: "inputs",
  inputs: "inputs",
  in: "inputs",
  meta_info: "meta",
  meta_flags: "meta",
  meta_values: "meta",
};

function orderRuns({ field, key, descending }: SortKey): readonly Sql[] | null {
  if (key === null) {
    const known = Object.hasOwn(SORT_COLUMNS, field) ? SORT_COLUMNS[field] : undefined;
    return known === undefined ? null : [direction(sql.ref(known.column), descending, known.nullable)];
  }
  const scope = Object.hasOwn(SORT_SCOPES, field) ? SORT_SCOPES[field] : undefined;
  if (scope === undefined) return null;
  // Numbers first, then texts, then runs without the value, whichever way each is sorted.
  const value = (column: Sql, types: Sql): Sql =>
    sql`(select ${column} from run_values v where v.run_id = r.id and v.key_id = ${keyOf(scope, key)} and v.type ${types})`;
  return [
    direction(value(sql`v.number`, sql`< 3`), descending, true),
    direction(value(sql`v.text`, sql`= 3`), descending, true),
  ];
}

/** Nulls come last both ways. Said only where there can be some: it keeps the plain form that an index answers. */
export function direction(by: Sql, descending: boolean, nullable: boolean): Sql {
  return sql`${by} ${descending ? sql`desc` : sql`asc`}${nullable ? sql` nulls last` : sql``}`;
}

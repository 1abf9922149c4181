import type { RunId } from "@polyaxon/orchestrator";
import type { Query, SortKey } from "@polyaxon/query";
import { sql } from "kysely";
import type { Dialect } from "../../dialect.ts";
import type { Database } from "../../statement.ts";

/** Which document of a run a field looks into. */
export type ValueScope = "inputs" | "outputs" | "meta" | BoundScope;
/** What its lineage knows of a run's metrics: their least and their greatest value. */
export type BoundScope = "least" | "most";

/** Fields that look into a document, by the key behind their dot. */
export const VALUE_SCOPES: Readonly<Record<string, ValueScope>> = {
  metrics: "outputs",
  metrics_min: "least",
  metrics_max: "most",
  outputs: "outputs",
  out: "outputs",
  params: "inputs",
  inputs: "inputs",
  in: "inputs",
  meta_info: "meta",
  meta_flags: "meta",
  meta_values: "meta",
};

/** The indexed values of one project. */
export interface ProjectValues {
  readonly project: number;
  /** The id of a key; 0, which no key has, for one that was never stored. */
  readonly keyOf: (scope: ValueScope, name: string) => number;
  /** Which runs are filtered: a few are looked up one by one, for all of them (the default) what a condition finds is listed once. */
  readonly among?: "few" | "all";
  readonly asFilter: Dialect["asFilter"];
  readonly finds: Dialect["finds"];
}

/** What a read by value is answered instead while the index is behind the documents of these runs. */
export interface BehindDocuments {
  readonly behind: readonly RunId[];
}

export const isBehind = (answer: unknown): answer is BehindDocuments =>
  typeof answer === "object" && answer !== null && Object.hasOwn(answer, "behind");

/** Stands for a scope where a run that is marked stands for a key. */
const MARKED = "";

/**
 * Looks up the keys that a list names, so that they stand in its statement as values: the statistics of a database say
 * how many rows have a given key, not how many have the key that a subquery will find. The same statement looks for runs of which
 * the index is behind: mostly there are none, and then that costs 2 us.
 */
export async function readKeys(
  { db }: Database,
  project: number,
  { isIndexed = false, query, sort = [] }: KeysWanted,
): Promise<ProjectValues["keyOf"] | BehindDocuments> {
  const names = new Set([...(query ? namesIn(query) : []), ...sort.map(({ field, key }) => nameOf(field, key))]);
  names.delete(null);
  if (names.size === 0) return () => 0;
  const keys = db
    .selectFrom("value_keys")
    .select(["id", "scope", "name"])
    .where("name", "in", [...names] as string[]);
  const marked = db
    .selectFrom("runs")
    .select(["id", sql.lit(MARKED).as("scope"), "uuid as name"])
    .where("project_id", "=", project)
    .where("values_due_at", "is not", null);
  const rows = await (isIndexed ? keys : keys.unionAll(marked)).execute();
  const behind = rows.filter(({ scope }) => scope === MARKED).map(({ name }) => name as RunId);
  if (behind.length > 0) return { behind };
  const ids = new Map(rows.map(({ id, scope, name }) => [`${scope}.${name}`, id]));
  return (scope, name) => ids.get(`${scope}.${name}`) ?? 0;
}

interface KeysWanted {
  readonly query?: Query | null | undefined;
  readonly sort?: readonly SortKey[];
  /** What was behind when the read began is indexed by now; what has come since then came too late for it. */
  readonly isIndexed?: boolean | undefined;
}

function* namesIn(query: Query): Generator<string | null> {
  if (query.kind === "condition") yield nameOf(query.field, query.key);
  else for (const part of query.terms) yield* namesIn(part);
}

const nameOf = (field: string, key: string | null): string | null =>
  key !== null && Object.hasOwn(VALUE_SCOPES, field) ? key : null;

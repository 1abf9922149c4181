import type { Query, SortKey } from "@polyaxon/query";
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

/**
 * Looks up the keys that a list names, so that they stand in its statement as values: the statistics of a database say
 * how many rows have a given key, not how many have the key that a subquery will find.
 */
export async function readKeys(
  { db }: Database,
  query: Query | null | undefined,
  sort: readonly SortKey[],
): Promise<ProjectValues["keyOf"]> {
  const names = new Set([...(query ? namesIn(query) : []), ...sort.map(({ field, key }) => nameOf(field, key))]);
  names.delete(null);
  if (names.size === 0) return () => 0;
  const rows = await db
    .selectFrom("value_keys")
    .selectAll()
    .where("name", "in", [...names] as string[])
    .execute();
  const ids = new Map(rows.map(({ id, scope, name }) => [`${scope}.${name}`, id]));
  return (scope, name) => ids.get(`${scope}.${name}`) ?? 0;
}

function* namesIn(query: Query): Generator<string | null> {
  if (query.kind === "condition") yield nameOf(query.field, query.key);
  else for (const part of query.terms) yield* namesIn(part);
}

const nameOf = (field: string, key: string | null): string | null =>
  key !== null && Object.hasOwn(VALUE_SCOPES, field) ? key : null;

import type { RunId } from "@polyaxon/orchestrator";
import type { Query, SortKey } from "@polyaxon/query";
import { type Kysely, sql } from "kysely";
import type { Dialect } from "../../dialect.ts";
import type { Tables } from "../../schema/tables.ts";
import { type Database, statement } from "../../statement.ts";
import { filledBatches } from "../filled-batches.ts";

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
  readonly exists: Dialect["exists"];
  readonly finds: Dialect["finds"];
}

/** What a read by value is answered instead while the index is behind the documents of these runs. */
export interface BehindDocuments {
  readonly behind: readonly RunId[];
}

export const isBehind = (answer: unknown): answer is BehindDocuments =>
  typeof answer === "object" && answer !== null && Object.hasOwn(answer, "behind");

/** Keys looked up with one statement. */
const AT_ONCE = [1, 2, 4, 16, 64] as const;
/** Stands for a scope where a run that is marked stands for a key. */
const MARKED = "";

type Key = readonly [scope: ValueScope, name: string];
interface KeyRow {
  readonly id: number;
  readonly scope: string;
  readonly name: string;
}
type Named = { readonly [K in `scope${number}` | `name${number}`]: string };

const keysNamed = (db: Kysely<Tables>, p: Named, count: number) =>
  db
    .selectFrom("value_keys")
    .select(["id", "scope", "name"])
    .where((eb) =>
      eb.or(
        Array.from({ length: count }, (_, at) =>
          eb.and([eb("scope", "=", p[`scope${at}`] as string), eb("name", "=", p[`name${at}`] as string)]),
        ),
      ),
    );
/**
 * In the order of their index and only so many: Postgres takes it then, also while it has no statistics of the column, as after an
 * upgrade, and believes that every run is marked. (There are eight, and a few more by transactions that were under way.)
 */
const marked = (db: Kysely<Tables>, project: number) =>
  db
    .selectFrom("runs")
    .select(["id", "uuid"])
    .where("project_id", "=", project)
    .where("values_due_at", "is not", null)
    .orderBy("values_due_at")
    .limit(1_000);
const LOOKUPS = AT_ONCE.map((count) => ({
  count,
  keys: statement<Named, KeyRow>((db, p) => keysNamed(db, p, count)),
  keysAndMarked: statement<Named & { readonly project: number }, KeyRow>((db, p) =>
    keysNamed(db, p, count).unionAll(
      db.selectFrom(marked(db, p.project).as("marked")).select(["id", sql.lit(MARKED).as("scope"), "uuid as name"]),
    ),
  ),
}));

/**
 * Looks up the keys that a list names, so that they stand in its statement as values: the statistics of a database say
 * how many rows have a given key, not how many have the key that a subquery will find. The same statement looks for runs of which
 * the index is behind: mostly there are none, and then that costs 2 us.
 */
export async function readKeys(
  database: Database,
  project: number,
  { isIndexed = false, query, sort = [] }: KeysWanted,
): Promise<ProjectValues["keyOf"] | BehindDocuments> {
  const keys = keysWanted(query, sort);
  if (keys.length === 0) return () => 0;
  const ids = new Map<string, number>();
  for (const [batch, { filled, of }] of filledBatches(LOOKUPS, keys).entries()) {
    const bound = named(filled);
    const isLooked = isIndexed || batch > 0;
    const rows = await (isLooked ? of.keys(database, bound) : of.keysAndMarked(database, { ...bound, project }));
    const behind = rows.filter(({ scope }) => scope === MARKED).map(({ name }) => name as RunId);
    if (behind.length > 0) return { behind };
    for (const { id, name, scope } of rows) ids.set(`${scope}.${name}`, id);
  }
  return (scope, name) => ids.get(`${scope}.${name}`) ?? 0;
}

function named(keys: readonly Key[]): Named {
  const bound: Record<string, string> = {};
  for (const [at, key] of keys.entries()) [bound[`scope${at}`], bound[`name${at}`]] = key;
  return bound;
}

interface KeysWanted {
  readonly query?: Query | null | undefined;
  readonly sort?: readonly SortKey[];
  /** What was behind when the read began is indexed by now; what has come since then came too late for it. */
  readonly isIndexed?: boolean | undefined;
}

/** What `keyOf` answers for all that a list may ask it, to tell two lists apart. */
export const idsOfKeys = (
  query: Query | null,
  sort: readonly SortKey[],
  keyOf: ProjectValues["keyOf"],
): readonly number[] => keysWanted(query, sort).map(([scope, name]) => keyOf(scope, name));

function keysWanted(query: Query | null | undefined, sort: readonly SortKey[]): readonly Key[] {
  const named = new Map<string, Key>();
  for (const key of [...(query ? keysIn(query) : []), ...sort.map(keyIn)])
    if (key !== null) named.set(key.join("."), key);
  return [...named.values()];
}

function* keysIn(query: Query): Generator<Key | null> {
  if (query.kind === "condition") yield keyIn(query);
  else for (const part of query.terms) yield* keysIn(part);
}

function keyIn({ field, key }: { readonly field: string; readonly key: string | null }): Key | null {
  const scope = Object.hasOwn(VALUE_SCOPES, field) ? VALUE_SCOPES[field] : undefined;
  return key === null || scope === undefined ? null : [scope, key];
}

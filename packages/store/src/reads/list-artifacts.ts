import type { ArtifactRecord, ListOptions, Page } from "@polyaxon/orchestrator";
import type { SortKey } from "@polyaxon/query";
import { sql } from "kysely";
import { artifactFromRow } from "../rows/artifact-row.ts";
import type { Database } from "../statement.ts";
import { conditionsOf } from "./page.ts";
import { compileSort, type FieldTable } from "./pql/compile-query.ts";
import { flag, search, words } from "./pql/filters.ts";
import { direction } from "./pql/run-fields.ts";

export async function listArtifacts(
  { db, dialect }: Database,
  { uuid, options }: { uuid: string; options: ListOptions },
): Promise<Page<ArtifactRecord>> {
  const matching = db
    .selectFrom("artifacts as a")
    .innerJoin("runs as r", "r.id", "a.run_id")
    .where("r.uuid", "=", uuid)
    .where(conditionsOf(options, ARTIFACT_FIELDS, dialect, { id: sql`r.id`, bookmark: null }));
  const order = compileSort(options.sort ?? [], ARTIFACT_FIELDS);
  const rows = await matching
    .selectAll("a")
    .select("r.uuid as run_uuid")
    .$call((query) => [...order, sql`a.name`, sql`a.state`].reduce((sorted, by) => sorted.orderBy(by), query))
    .limit(options.limit)
    .offset(options.offset)
    .execute();
  const results = rows.map(artifactFromRow);
  if (!options.withCount) return { results, count: null };
  const { count } = await matching.select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  return { results, count };
}

const SORTABLE = new Set(["name", "kind", "path", "is_input"]);

const ARTIFACT_FIELDS: FieldTable = {
  object: "lineage items",
  filters: {
    id: search(sql`a.name`),
    name: search(sql`a.name`),
    kind: words(sql`a.kind`),
    path: words(sql`a.path`),
    state: words(sql`a.state`),
    is_input: flag(sql`a.is_input = 1`),
    run: words(sql`r.uuid`),
  },
  order: ({ field, key, descending }: SortKey) =>
    key === null && SORTABLE.has(field) ? [direction(sql.ref(`a.${field}`), descending, field === "path")] : null,
};

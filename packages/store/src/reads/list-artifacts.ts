import type { ArtifactRecord, ListOptions, Page } from "@polyaxon/orchestrator";
import type { SortKey } from "@polyaxon/query";
import { sql } from "kysely";
import { artifactFromRow } from "../rows/artifact-row.ts";
import type { Database } from "../statement.ts";
import { orderedPage } from "./ordered-page.ts";
import { term } from "./order.ts";
import { conditionsOf, knownKeys, termsOf } from "./page.ts";
import type { FieldTable } from "./pql/compile-query.ts";
import { flag, search, words } from "./pql/filters.ts";

const BY_NAME: readonly SortKey[] = [{ field: "name", key: null, descending: false }];

export async function listArtifacts(
  { db, dialect }: Database,
  { uuid, options }: { uuid: string; options: ListOptions },
): Promise<Page<ArtifactRecord>> {
  const sort = knownKeys(options.sort, ARTIFACT_FIELDS, BY_NAME);
  const ties = [term(sql`a.name`, { descending: false }, false), term(sql`a.state`, { descending: false }, false)];
  const matching = db
    .selectFrom("artifacts as a")
    .innerJoin("runs as r", "r.id", "a.run_id")
    .where("r.uuid", "=", uuid)
    .where(conditionsOf(options, ARTIFACT_FIELDS, dialect, { id: sql`r.id`, isBookmarked: null }));
  const page = await orderedPage(matching.selectAll("a").select("r.uuid as run_uuid"), {
    options,
    sort,
    terms: [...termsOf(sort, ARTIFACT_FIELDS), ...ties],
  });
  return { ...page, results: page.results.map(artifactFromRow) };
}

const SORTABLE = new Set(["name", "kind", "path", "is_input", "state"]);

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
    key === null && SORTABLE.has(field) ? [term(sql.ref(`a.${field}`), { descending }, field === "path")] : null,
};

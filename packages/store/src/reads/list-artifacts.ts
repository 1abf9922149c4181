import type { ArtifactRecord, ListOptions, Page, ProjectArtifact } from "@polyaxon/orchestrator";
import type { SortKey } from "@polyaxon/query";
import { type RawBuilder, sql } from "kysely";
import { artifactFromRow } from "../rows/artifact-row.ts";
import type { Database } from "../statement.ts";
import { orderedPage } from "./ordered-page.ts";
import { term } from "./order.ts";
import { conditionsOf, knownKeys, termsOf } from "./page.ts";
import type { FieldTable } from "./pql/compile-query.ts";
import { flag, search, words } from "./pql/filters.ts";

const BY_NAME: readonly SortKey[] = [{ field: "name", key: null, descending: false }];

export async function listArtifacts(
  database: Database,
  { uuid, options }: { uuid: string; options: ListOptions },
): Promise<Page<ArtifactRecord>> {
  const page = await artifactsWhere(database, sql<boolean>`r.uuid = ${uuid}`, options);
  return { ...page, results: page.results.map(artifactFromRow) };
}

/** Those of all runs of a project that are not being deleted. */
export async function listProjectArtifacts(
  database: Database,
  { project, options }: { project: string; options: ListOptions },
): Promise<Page<ProjectArtifact>> {
  const ofProject = sql<boolean>`r.live_state <> -1 and r.project_id = (select p.id from projects as p where p.name = ${project})`;
  const page = await artifactsWhere(database, ofProject, options);
  return { ...page, results: page.results.map((row) => ({ ...artifactFromRow(row), runName: row.run_name })) };
}

async function artifactsWhere({ db, dialect }: Database, whose: RawBuilder<boolean>, options: ListOptions) {
  const sort = knownKeys(options.sort, ARTIFACT_FIELDS, BY_NAME);
  const ties = [sql`a.name`, sql`a.state`, sql`a.run_id`].map((by) => term(by, { descending: false }, false));
  const matching = db
    .selectFrom("artifacts as a")
    .innerJoin("runs as r", "r.id", "a.run_id")
    .where(whose)
    .where(conditionsOf(options, ARTIFACT_FIELDS, dialect, { id: sql`r.id`, isBookmarked: null }));
  return await orderedPage(matching.selectAll("a").select(["r.uuid as run_uuid", "r.name as run_name"]), {
    options,
    list: ARTIFACT_FIELDS.object,
    sort,
    terms: [...termsOf(sort, ARTIFACT_FIELDS), ...ties],
  });
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

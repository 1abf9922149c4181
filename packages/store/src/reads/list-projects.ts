import type { ListOptions, Page, ProjectRecord } from "@polyaxon/orchestrator";
import type { SortKey } from "@polyaxon/query";
import { sql } from "kysely";
import { jsonText } from "../json.ts";
import { projectFromRow, selectProjectRows } from "../rows/project-row.ts";
import type { Database } from "../statement.ts";
import { orderedPage } from "./ordered-page.ts";
import { term } from "./order.ts";
import { conditionsOf, knownKeys, termsOf } from "./page.ts";
import type { FieldTable, Filter } from "./pql/compile-query.ts";
import { instant, liveState, refuse, search, unquoted, words } from "./pql/filters.ts";

const NEWEST_CHANGE_FIRST: readonly SortKey[] = [{ field: "updated_at", key: null, descending: true }];

export async function listProjects(
  { db, dialect }: Database,
  { options, now }: { options: ListOptions; now: number },
): Promise<Page<ProjectRecord>> {
  const fields = projectFields(now);
  const sort = knownKeys(options.sort, fields, NEWEST_CHANGE_FIRST);
  const row = { id: sql`p.id`, isBookmarked: sql`b.target_id is not null` };
  const page = await orderedPage(selectProjectRows(db).where(conditionsOf(options, fields, dialect, row)), {
    options,
    list: fields.object,
    sort,
    terms: [...termsOf(sort, fields), term(sql`p.id`, { descending: true }, false)],
  });
  return { ...page, results: page.results.map(projectFromRow) };
}

function projectFields(now: number): FieldTable {
  const uuids = search(sql`p.uuid`);
  return {
    object: "projects",
    filters: {
      id: uuids,
      uid: uuids,
      uuid: uuids,
      name: search(sql`p.name`),
      description: search(sql`p.description`),
      created_at: instant(sql`p.created_at`, now),
      updated_at: instant(sql`p.updated_at`, now),
      live_state: words(sql`p.live_state`, liveState),
      tags,
    },
    order: ({ field, key, descending }: SortKey) =>
      key === null && SORTABLE.has(field) ? [term(sql.ref(`p.${field}`), { descending }, false)] : null,
  };
}

const SORTABLE = new Set(["created_at", "updated_at", "name", "uuid"]);

/** Projects are few: their tags are looked for in the JSON list itself. */
const tags: Filter = (condition) => {
  const { operation } = condition;
  if (operation.kind === "nil") return sql`p.tags = '[]'`;
  if (operation.kind !== "values") return refuse(condition, "a tag, a|b, or nil");
  const any = operation.values.map((word) => {
    const quoted = jsonText(unquoted(word)).replaceAll(/[\\%_]/g, String.raw`\$&`);
    return sql`p.tags like ${`%${quoted}%`} escape '\\'`;
  });
  return sql`(${sql.join(any, sql` or `)})`;
};

import type { ListOptions, Page, ProjectRecord } from "@polyaxon/orchestrator";
import type { SortKey } from "@polyaxon/query";
import { sql } from "kysely";
import { jsonText } from "../json.ts";
import { projectFromRow, selectProjectRows } from "../rows/project-row.ts";
import type { Database } from "../statement.ts";
import { conditionsOf } from "./page.ts";
import { compileSort, type FieldTable, type Filter } from "./pql/compile-query.ts";
import { instant, refuse, search, unquoted, words } from "./pql/filters.ts";
import { direction } from "./pql/run-fields.ts";

export async function listProjects(
  { db, dialect }: Database,
  { options, now }: { options: ListOptions; now: number },
): Promise<Page<ProjectRecord>> {
  const fields = projectFields(now);
  const matching = selectProjectRows(db).where(
    conditionsOf(options, fields, dialect, { id: sql`p.id`, bookmark: sql`b.target_id` }),
  );
  const order = [...compileSort(options.sort ?? [], fields)];
  if (order.length === 0) order.push(direction(sql`p.updated_at`, true, false));
  const rows = await matching
    .$call((query) => [...order, sql`p.id desc`].reduce((sorted, by) => sorted.orderBy(by), query))
    .limit(options.limit)
    .offset(options.offset)
    .execute();
  const results = rows.map(projectFromRow);
  if (!options.withCount) return { results, count: null };
  const { count } = await matching
    .clearSelect()
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return { results, count };
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
      live_state: words(sql`p.live_state`, Number),
      tags,
    },
    order: ({ field, key, descending }: SortKey) =>
      key === null && SORTABLE.has(field) ? [direction(sql.ref(`p.${field}`), descending, false)] : null,
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

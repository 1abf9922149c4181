import type { EdgeKind, ListOptions, Page, RunEdge, RunId, RunKind } from "@polyaxon/orchestrator";
import type { SortKey } from "@polyaxon/query";
import { sql } from "kysely";
import { parseObjectOrNull, parseTexts } from "../json.ts";
import type { Database } from "../statement.ts";
import { orderedPage } from "./ordered-page.ts";
import { term } from "./order.ts";
import { conditionsOf, knownKeys, termsOf } from "./page.ts";
import type { FieldTable, Filter } from "./pql/compile-query.ts";
import { refuse, refuseKey, words } from "./pql/filters.ts";
import { bareUuid } from "./pql/related-runs.ts";

const NEWEST_FIRST: readonly SortKey[] = [{ field: "created_at", key: null, descending: true }];

/** The edges of one run, with the runs at their other ends. */
export async function listEdges(
  { db, dialect }: Database,
  { uuid, towards, options }: { uuid: string; towards: "upstream" | "downstream"; options: ListOptions },
): Promise<Page<RunEdge>> {
  const [own, other] =
    towards === "upstream"
      ? (["e.downstream_id", "e.upstream_id"] as const)
      : (["e.upstream_id", "e.downstream_id"] as const);
  const fields = edgeFields(uuid, towards);
  const sort = knownKeys(options.sort, fields, NEWEST_FIRST);
  const ties = [sql`o.id`, sql`e.kind`].map((by) => term(by, { descending: true }, false));
  const matching = db
    .selectFrom("run_edges as e")
    .innerJoin("runs as o", "o.id", other)
    .where(own, "=", (eb) => eb.selectFrom("runs as r").select("r.id").where("r.uuid", "=", uuid))
    .where("o.live_state", "<>", -1)
    .where(conditionsOf(options, fields, dialect, { id: sql`o.id`, isBookmarked: null }));
  const columns = ["e.kind as edge", "e.params", "e.statuses", "o.uuid", "o.name", "o.kind", "o.runtime"] as const;
  const page = await orderedPage(matching.select(columns), {
    options,
    list: fields.object,
    sort,
    terms: [...termsOf(sort, fields), ...ties],
  });
  return {
    ...page,
    results: page.results.map((row) => ({
      run: { uuid: row.uuid as RunId, name: row.name, kind: row.kind as RunKind, runtime: row.runtime },
      kind: row.edge as EdgeKind,
      params: parseObjectOrNull(row.params),
      statuses: row.statuses === null ? null : parseTexts(row.statuses),
    })),
  };
}

const SORT_COLUMNS: Readonly<Record<string, string>> = { created_at: "o.created_at", kind: "e.kind" };

/** Of its two runs, one is the same for all edges of a list. */
function edgeFields(uuid: string, towards: "upstream" | "downstream"): FieldTable {
  const own = words(sql`cast(${uuid} as text)`, bareUuid);
  const other = words(sql`o.uuid`, bareUuid);
  return {
    object: "edges",
    filters: {
      upstream: towards === "upstream" ? other : own,
      downstream: towards === "upstream" ? own : other,
      kind: words(sql`e.kind`),
      statuses,
      values: isThere,
    },
    order: ({ field, key, descending }: SortKey) => {
      const column = key === null && Object.hasOwn(SORT_COLUMNS, field) ? SORT_COLUMNS[field] : undefined;
      return column === undefined ? null : [term(sql.ref(column), { descending }, false)];
    },
  };
}

/** Any of the statuses of an edge: they stand as a JSON list of plain words. */
const statuses: Filter = (condition) => {
  refuseKey(condition);
  const { operation } = condition;
  if (operation.kind === "nil") return sql`e.statuses is null`;
  const asked = operation.kind === "values" ? operation.values : refuse(condition, "a status, a|b, or nil");
  const holds = asked.map((word) =>
    /^[a-z_]+$/.test(word) ? sql`e.statuses like ${`%"${word.replaceAll("_", "\\_")}"%`} escape '\\'` : sql`1 = 0`,
  );
  return sql`(${sql.join(holds, sql` or `)})`;
};

const isThere: Filter = (condition) => {
  refuseKey(condition);
  return condition.operation.kind === "nil" ? sql`e.params is null` : refuse(condition, "nil");
};

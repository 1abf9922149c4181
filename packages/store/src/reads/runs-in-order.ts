import type { SortKey } from "@polyaxon/query";
import { type RawBuilder, sql } from "kysely";
import type { Dialect } from "../dialect.ts";
import { type Database, statement } from "../statement.ts";
import type { Cursor } from "./cursor.ts";
import { type FoundRow, type Slice, tryFirstGroup, type TwoValues, twoValuesOf } from "./first-group.ts";
import { behind, orderBy, type OrderTerm, type OrderValues, type Sql, term } from "./order.ts";
import type { FieldTable } from "./pql/compile-query.ts";
import { type ProjectValues, VALUE_SCOPES } from "./pql/value-keys.ts";
import type { RunsPlan } from "./runs-plan.ts";

/** A run of a page: where it stands, so that a cursor can say it. */
export interface FoundRun {
  readonly id: number;
  readonly part: number;
  readonly values: OrderValues;
}

export interface RunsWanted extends Pick<ProjectValues, "project" | "keyOf"> {
  readonly plan: RunsPlan;
  readonly start: Cursor | null;
  readonly offset: number;
  readonly limit: number;
}

/**
 * Which runs stand on a page, in order, without reading a whole row of them.
 *
 * A list is read in parts, one behind the other. A sort by a column has one part. A sort by a value (`metrics.loss`) has
 * four, each in the order of the index of values: numbers, booleans, texts, and the runs that have none.
 *
 * Where an index has the order, its first rows are tried: most lists are answered by those. When too few of them match,
 * what matches is found first, over narrow indexes, and then ordered. So no query walks wide rows of the whole project.
 */
export async function runsInOrder(database: Database, wanted: RunsWanted): Promise<readonly FoundRun[]> {
  const parts = await partsOf(database, wanted);
  const found: FoundRun[] = [];
  let { offset } = wanted;
  for (let at = wanted.start?.part ?? 0; at < parts.length && found.length < wanted.limit; at++) {
    const part = parts[at];
    // Nothing under the key is of that type.
    if (part === undefined || part === null) continue;
    const start = at === wanted.start?.part ? wanted.start.values : null;
    const limit = wanted.limit - found.length;
    const rows = await readPart(database, wanted, part, { start, offset, limit });
    for (const { id, ...values } of rows)
      found.push({ id, part: at, values: part.terms.map((_, n) => values[`k${n}`] ?? null) });
    if (rows.length > 0) offset = 0;
    else if (offset > 0 && at < parts.length - 1) offset -= await sizeOf(database, wanted, part);
  }
  return found;
}

interface Part {
  /** Of the values that it is ordered by; null: it is not ordered by one, or has none. */
  readonly type: number | null;
  readonly terms: readonly OrderTerm[];
  /** Over `runs as r`, and `run_values as v` when it reads by value. */
  readonly holds: Sql;
  /** More tables to order by. */
  readonly joins: Sql;
  /** The table that has the order, when one has all of it: its rows are tried first. */
  readonly walks: "runs" | "values" | null;
  /** It is ordered by one value and then by another: see `tryFirstGroup`. */
  readonly twoValues: TwoValues | null;
  /** It is ordered by values: `alone` when no column of a run is needed besides. */
  readonly byValue: false | "alone" | "with-runs";
}

const INDEXED = new Set(["updated_at", "created_at"]);

/** Which types of values are stored under a key. */
const storedTypes = statement<{ project: number; key: number }, Record<"t1" | "t2" | "t3", number | null>>((db, p) => {
  const stored = (type: number) =>
    sql<number>`(select 1 from run_values v where v.project_id = ${p.project} and v.key_id = ${p.key} and v.type = ${sql.lit(type)} limit 1)`;
  return db.selectNoFrom([stored(1).as("t1"), stored(2).as("t2"), stored(3).as("t3")]);
});

async function partsOf(database: Database, { project, keyOf, plan }: RunsWanted): Promise<readonly (Part | null)[]> {
  const { fields, sort } = plan;
  const [first, ...more] = sort;
  if (first === undefined) throw new Error("A list has an order.");
  const descending = sort.at(-1)?.descending ?? true;
  const last = term(sql`r.id`, { descending }, false);
  const values = { project, keyOf };
  const further = furtherKeys(more, values, fields, sql`r.id`);
  const scope = first.key === null ? undefined : VALUE_SCOPES[first.field];
  if (scope === undefined || first.key === null) {
    const own = fields.order(first) ?? [];
    const walks = sort.length === 1 && INDEXED.has(first.field) ? "runs" : null;
    const holds = sql`r.project_id = ${project}`;
    return [
      {
        type: null,
        terms: [...own, ...further.terms, last],
        holds,
        joins: further.joins,
        walks,
        twoValues: null,
        byValue: false,
      },
    ];
  }
  const key = keyOf(scope, first.key);
  const alone = more.every((each) => each.key !== null);
  const { joins, terms } = alone ? furtherKeys(more, values, fields, sql`v.run_id`) : further;
  const ofType = (type: number): Part => ({
    type,
    terms: [
      term(sql`v.number`, first, false),
      term(sql`v.text`, first, false),
      ...terms,
      term(alone ? sql`v.run_id` : sql`r.id`, { descending }, false),
    ],
    holds: sql`v.project_id = ${project} and v.key_id = ${key} and v.type = ${type}`,
    joins,
    walks: sort.length === 1 ? "values" : null,
    twoValues: sort.length === 2 ? twoValuesOf(sort, values, type) : null,
    byValue: alone ? "alone" : "with-runs",
  });
  const without: Part = {
    type: null,
    // The sign, as in `readMatching`: few runs have none, and the walk in search of them would be long.
    terms: [...further.terms, term(sql`+r.id`, { descending }, false)],
    // As "is not true" it stays a filter, for which the ids are listed once.
    holds: sql`r.project_id = ${project} and (r.id in (select w.run_id from run_values w where w.project_id = ${project} and w.key_id = ${key})) is not true`,
    joins: further.joins,
    walks: null,
    twoValues: null,
    byValue: false,
  };
  const [types] = await storedTypes(database, { project, key });
  return [types?.t2 ? ofType(2) : null, types?.t1 ? ofType(1) : null, types?.t3 ? ofType(3) : null, without];
}

/** Keys behind the first one, of the run with this id. Values among them are joined: a page has few rows that the first key leaves equal. */
function furtherKeys(
  keys: readonly SortKey[],
  { project, keyOf }: Pick<ProjectValues, "project" | "keyOf">,
  fields: FieldTable,
  run: Sql,
): { readonly joins: Sql; readonly terms: readonly OrderTerm[] } {
  const joins: Sql[] = [];
  const terms = keys.flatMap((each, index): readonly OrderTerm[] => {
    const scope = each.key === null ? undefined : VALUE_SCOPES[each.field];
    if (scope === undefined || each.key === null) return fields.order(each) ?? [];
    const alias = `s${index}`;
    const column = (name: string): Sql => sql.ref(`${alias}.${name}`);
    joins.push(
      sql` left join run_values as ${sql.ref(alias)} on ${column("run_id")} = ${run} and ${column("key_id")} = ${keyOf(scope, each.key)} and ${column("project_id")} = ${project}`,
    );
    const rank = sql`case ${column("type")} when 2 then 0 when 1 then 1 when 3 then 2 end`;
    return [
      term(rank, { descending: false }, true),
      term(column("number"), each, true),
      term(column("text"), each, true),
    ];
  });
  return { joins: sql.join(joins, sql``), terms };
}

/** Rows of an index that are tried before everything that matches is looked for. */
const triedRows = ({ offset, limit }: Slice): number => Math.max(1_500, 5 * (offset + limit));
/** Pages deeper than this are not reached by trying. */
const DEEPEST_TRY = 2_000;

async function readPart(
  database: Database,
  wanted: RunsWanted,
  part: Part,
  slice: Slice,
): Promise<readonly FoundRow[]> {
  if (part.walks !== null && slice.offset + slice.limit <= DEEPEST_TRY) {
    const tried = await tryFirstRows(database, wanted, part, part.walks, slice);
    if (tried.length === slice.limit) return tried;
  }
  if (part.twoValues !== null && slice.offset + slice.limit <= DEEPEST_TRY) {
    const tried = await tryFirstGroup(database, wanted.plan, part.twoValues, slice);
    if (tried.length === slice.limit) return tried;
  }
  return await readMatching(database, wanted, part, slice);
}

/** Right when it fills the page; otherwise some that match may stand further behind. */
async function tryFirstRows(
  { db }: Database,
  { plan }: RunsWanted,
  part: Part,
  walks: "runs" | "values",
  slice: Slice,
): Promise<readonly FoundRow[]> {
  const built = () => firstRows(plan, part, walks, slice);
  const { limit, offset } = slice;
  // A page behind a cursor is asked for once.
  const query =
    slice.start === null ? plan.compiled(db, `${part.type} ${offset} ${limit}`, built) : built().compile(db);
  const { rows } = await db.executeQuery(query);
  return rows;
}

function firstRows(
  { matchesFew }: RunsPlan,
  { holds, terms }: Part,
  walks: "runs" | "values",
  slice: Slice,
): RawBuilder<FoundRow> {
  const table = walks === "runs" ? sql`runs as r` : sql`run_values as v`;
  const columns = walks === "runs" ? sql`r.id` : sql`v.run_id, v.number, v.text`;
  const from = slice.start === null ? sql`` : sql` and ${behind(terms, slice.start)}`;
  const first = sql`(select ${columns} from ${table} where ${holds}${from} order by ${orderBy(terms)} limit ${triedRows(slice)})`;
  const source = walks === "runs" ? sql`${first} as w cross join runs as r` : sql`${first} as v cross join runs as r`;
  const same = walks === "runs" ? sql`r.id = w.id` : sql`r.id = v.run_id`;
  return sql<FoundRow>`select r.id as id, ${valuesOf(terms)} from ${source} where ${same} and ${matchesFew}
    order by ${orderBy(terms)} limit ${slice.limit} offset ${slice.offset}`;
}

async function readMatching(
  { db, dialect }: Database,
  wanted: RunsWanted,
  part: Part,
  { start, offset, limit }: Slice,
): Promise<readonly FoundRow[]> {
  const { terms, walks } = part;
  // A sign before the column keeps the database from walking the index in search of rows that match.
  const order = walks === "runs" ? terms.map((each) => ({ ...each, by: sql`+${each.by}` })) : terms;
  const from = start === null ? sql`` : sql` and ${behind(order, start)}`;
  const { id, source } = matchingOf(wanted, part, dialect);
  const { rows } = await sql<FoundRow>`select ${id} as id, ${valuesOf(terms)} from ${source}${from}
    order by ${orderBy(order)} limit ${limit} offset ${offset}`.execute(db);
  return rows;
}

async function sizeOf({ db, dialect }: Database, wanted: RunsWanted, part: Part): Promise<number> {
  const { source } = matchingOf(wanted, part, dialect);
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${source}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Everything of a part that matches. A part that is ordered by values alone needs no row of a run. */
function matchingOf(
  { project, plan: { matches } }: RunsWanted,
  { holds, joins, byValue }: Part,
  { asFilter }: Dialect,
): { readonly id: Sql; readonly source: Sql } {
  if (byValue === false) return { id: sql`r.id`, source: sql`runs as r${joins} where ${holds} and ${matches}` };
  const matching = asFilter(
    sql`v.run_id in (select r.id from runs as r where r.project_id = ${project} and ${matches})`,
  );
  return byValue === "alone"
    ? { id: sql`v.run_id`, source: sql`run_values as v${joins} where ${holds} and ${matching}` }
    : {
        id: sql`r.id`,
        source: sql`run_values as v cross join runs as r${joins} where r.id = v.run_id and ${holds} and ${matching}`,
      };
}

const valuesOf = (terms: readonly OrderTerm[]): Sql =>
  sql.join(terms.map(({ by }, index) => sql`${by} as ${sql.ref(`k${index}`)}`));

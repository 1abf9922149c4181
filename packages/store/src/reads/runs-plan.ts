import type { ListOptions } from "@polyaxon/orchestrator";
import type { SortKey } from "@polyaxon/query";
import { type CompiledQuery, type Expression, type Kysely, type RawBuilder, sql, type SqlBool } from "kysely";
import type { Dialect } from "../dialect.ts";
import type { Tables } from "../schema/tables.ts";
import { conditionsOf, knownKeys } from "./page.ts";
import type { FieldTable } from "./pql/compile-query.ts";
import { runFields } from "./pql/run-fields.ts";
import { idsOfKeys, type ProjectValues } from "./pql/value-keys.ts";

/** A list of runs in the words of the database, wherever its page starts. */
export interface RunsPlan {
  readonly fields: FieldTable;
  /** Known keys, at least one. */
  readonly sort: readonly SortKey[];
  /** Over `runs as r`, all of them. */
  readonly matches: Expression<SqlBool>;
  /** The same, cheap for a few of them. */
  readonly matchesFew: Expression<SqlBool>;
  /** Compiles a statement that is made of this list and of what its name says, unless it was compiled before. */
  compiled<R>(db: Kysely<Tables>, name: string, build: () => RawBuilder<R>): CompiledQuery<R>;
}

export interface PlanOf {
  readonly owner: { readonly id: number; readonly name: string };
  readonly options: Pick<ListOptions, "query" | "sort" | "bookmarks">;
  readonly caller: { readonly user: string | null; readonly namespace: string | null };
  readonly keyOf: ProjectValues["keyOf"];
  readonly dialect: Dialect;
  /** Instant. */
  readonly now: number;
}

/** Plans that are kept; a new one pushes the oldest out. */
const KEPT = 200;
/** Longer queries are not asked again and again, and their plans are large. */
const LONGEST_KEPT = 4_000;

const plans = new Map<string, RunsPlan>();

/**
 * A list is asked again and again with the same words, by who looks at it and by each page of it. To build its statements takes
 * longer than to run them (0.2 ms of the 0.3 that the first page of 50 takes, ten times as long before V8 has compiled the builder).
 */
export function runsPlan(of: PlanOf): RunsPlan {
  const { bookmarks = false, query = null, sort = [] } = of.options;
  const ids = idsOfKeys(query, sort, of.keyOf);
  const said = JSON.stringify([of.dialect.name, of.owner, of.caller, query, sort, bookmarks, ids]);
  // Of all words only this one means something else later; a quoted word may spell it with escapes.
  if (said.length > LONGEST_KEPT || said.includes("last_month") || said.includes("\\\\")) return newPlan(of);
  let plan = plans.get(said);
  if (plan === undefined) {
    plan = newPlan(of);
    const oldest = plans.size < KEPT ? undefined : plans.keys().next().value;
    if (oldest !== undefined) plans.delete(oldest);
    plans.set(said, plan);
  }
  return plan;
}

const NEWEST_CHANGE_FIRST: readonly SortKey[] = [{ field: "updated_at", key: null, descending: true }];

const IS_BOOKMARKED = sql`exists (select 1 from bookmarks b where b.kind = 'run' and b.target_id = r.id)`;

function newPlan({ caller, dialect, keyOf, now, options, owner }: PlanOf): RunsPlan {
  const { asFilter, exists, finds } = dialect;
  const matchesAmong = (among: "few" | "all") => {
    const project = { project: owner.id, projectName: owner.name };
    const fields = runFields({ ...project, keyOf, among, asFilter, exists, finds, now, ...caller });
    return { fields, matches: conditionsOf(options, fields, dialect, { id: sql`r.id`, isBookmarked: IS_BOOKMARKED }) };
  };
  const { fields, matches } = matchesAmong("all");
  const statements = new Map<string, CompiledQuery>();
  return {
    fields,
    matches,
    matchesFew: matchesAmong("few").matches,
    sort: knownKeys(options.sort, fields, NEWEST_CHANGE_FIRST),
    compiled<R>(db: Kysely<Tables>, name: string, build: () => RawBuilder<R>) {
      const known = statements.get(name) ?? build().compile(db);
      if (statements.size < MOST_STATEMENTS) statements.set(name, known);
      return known as CompiledQuery<R>;
    },
  };
}

/** Sizes of a page that are asked for. */
const MOST_STATEMENTS = 8;

import type { ListOptions, Page } from "@polyaxon/orchestrator";
import { type SelectQueryBuilder, sql } from "kysely";
import type { CursorOf } from "./cursor.ts";
import { behind, orderBy, type OrderTerm, type OrderValues } from "./order.ts";
import { nextOf, startOf } from "./page.ts";

/** One page of a list that is short enough to be ordered whenever it is read. The last terms tell each row from the others. */
export async function orderedPage<DB, TB extends keyof DB, O>(
  matching: SelectQueryBuilder<DB, TB, O>,
  { options, terms, ...of }: CursorOf & { readonly options: ListOptions; readonly terms: readonly OrderTerm[] },
): Promise<Page<O>> {
  const start = startOf(options, of);
  const byCursor = options.after !== undefined;
  const rows = (await matching
    .select(terms.map(({ by }, index) => by.as(`k${index}`)))
    .$if(start !== null, (query) => query.where(sql<boolean>`${behind(terms, start?.values ?? [])}`))
    .orderBy(orderBy(terms))
    .limit(options.limit + (byCursor ? 1 : 0))
    .offset(byCursor ? 0 : options.offset)
    .execute()) as (O & Record<`k${number}`, string | number | null>)[];
  const ends = rows.map((row) => ({
    part: 0,
    values: terms.map((_, index) => row[`k${index}`] ?? null) satisfies OrderValues,
  }));
  const next = nextOf(options, of, ends);
  const results: O[] = rows.slice(0, options.limit);
  if (!options.withCount) return { results, count: null, next };
  const { count } = (await matching
    .clearSelect()
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow()) as { count: number };
  return { results, count, next };
}

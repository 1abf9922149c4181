import type { SortKey } from "@polyaxon/query";
import { type RawBuilder, sql } from "kysely";

export type Sql = RawBuilder<unknown>;

/** One thing to order by. What is null comes last, both ways. */
export interface OrderTerm {
  readonly by: Sql;
  readonly descending: boolean;
  readonly nullable: boolean;
}

/** What a row is ordered by, as it stands in a cursor: one value for each term. */
export type OrderValues = readonly (string | number | null)[];

export const term = (by: Sql, { descending }: Pick<SortKey, "descending">, nullable: boolean): OrderTerm => ({
  by,
  descending,
  nullable,
});

/** Nulls last is said only where there can be some: it keeps the plain form that an index answers. */
export const orderBy = (terms: readonly OrderTerm[]): Sql =>
  sql.join(
    terms.map(
      ({ by, descending, nullable }) =>
        sql`${by} ${descending ? sql`desc` : sql`asc`}${nullable ? sql` nulls last` : sql``}`,
    ),
  );

/** Rows that come behind the one that is ordered by these values. The last term tells every row from every other. */
export function behind(terms: readonly OrderTerm[], values: OrderValues): Sql {
  const [first] = terms;
  if (first === undefined) return sql`1 = 1`;
  const oneWay = terms.every(({ descending, nullable }) => !nullable && descending === first.descending);
  if (oneWay) {
    const columns = sql.join(terms.map(({ by }) => by));
    return sql`(${columns}) ${first.descending ? sql`<` : sql`>`} (${sql.join([...values])})`;
  }
  const cases = terms.map((last, index) => {
    const equal = terms.slice(0, index).map(({ by }, at) => isSame(by, values[at] ?? null));
    return sql`(${sql.join([...equal, isBehind(last, values[index] ?? null)], sql` and `)})`;
  });
  // "is true" keeps a database from looking each case up in an index of its own, all of them from the start.
  const anyCase = sql`(${sql.join(cases, sql` or `)}) is true`;
  // Implied by the cases, and what an index can start from.
  return first.nullable
    ? anyCase
    : sql`${first.by} ${first.descending ? sql`<=` : sql`>=`} ${values[0]} and ${anyCase}`;
}

const isSame = (by: Sql, value: string | number | null): Sql =>
  value === null ? sql`${by} is null` : sql`${by} = ${value}`;

function isBehind({ by, descending, nullable }: OrderTerm, value: string | number | null): Sql {
  if (value === null) return sql`1 = 0`;
  const further = descending ? sql`${by} < ${value}` : sql`${by} > ${value}`;
  return nullable ? sql`(${further} or ${by} is null)` : further;
}

import { nearest, type Query, type QueryCondition, QueryError, type SortKey } from "@polyaxon/query";
import { sql } from "kysely";
import type { OrderTerm, Sql } from "../order.ts";

/** How one field filters; throws `QueryError` for an operation that its type does not allow. */
export type Filter = (condition: QueryCondition) => Sql;

/** The fields of one kind of object. */
export interface FieldTable {
  /** `runs`, for messages. */
  readonly object: string;
  readonly filters: Readonly<Record<string, Filter>>;
  /** What a sort key orders by; null for a key that cannot be sorted by, which is ignored. */
  readonly order: (key: SortKey) => readonly OrderTerm[] | null;
}

/** A query as one bound condition. Values only ever travel as parameters. */
export function compileQuery(query: Query, fields: FieldTable): Sql {
  if (query.kind !== "condition") {
    const terms = query.terms.map((term) => compileQuery(term, fields));
    if (terms.length === 0) return sql`1 = 1`;
    return sql`(${sql.join(terms, query.kind === "and" ? sql` and ` : sql` or `)})`;
  }
  const filter = Object.hasOwn(fields.filters, query.field) ? fields.filters[query.field] : undefined;
  if (filter === undefined) throw unknownField(query, fields);
  if (query.operation.kind === "any") return sql`1 = 1`;
  const holds = filter(query);
  // "is not true" rather than "not": a row without a value does not have the one that is ruled out.
  return query.negated ? sql`(${holds}) is not true` : sql`(${holds})`;
}

function unknownField({ field, key, position }: QueryCondition, fields: FieldTable): QueryError {
  const name = key === null ? field : `${field}.${key}`;
  const close = nearest(field, Object.keys(fields.filters));
  const hint = close === null ? `known fields: ${Object.keys(fields.filters).join(", ")}` : `did you mean "${close}"?`;
  return new QueryError(
    `Query: ${fields.object} have no field "${name}" (at character ${position + 1}); ${hint}`,
    position,
    name,
  );
}

import type { Query, SortKey } from "../ast.ts";
import { nearest } from "../nearest.ts";
import { QueryError } from "../query-error.ts";
import { compareScalars } from "./compare.ts";
import type { Filter, Holds, Scalar } from "./filters.ts";

export type Fields<R> = Readonly<Record<string, Filter<R>>>;

/** One thing to order by; what has no value comes last, both ways. */
export interface Order<R> {
  readonly by: (row: R) => Scalar;
  readonly descending: boolean;
}

/**
 * A query as a test of one row: what every store's answer is held against.
 *
 * @param object `runs`, for messages
 * @throws QueryError for an unknown field, or an operation that a field does not take
 */
export function queryTest<R>(query: Query, object: string, fields: Fields<R>): Holds<R> {
  if (query.kind !== "condition") {
    const terms = query.terms.map((term) => queryTest(term, object, fields));
    return query.kind === "and" ? (row) => terms.every((each) => each(row)) : (row) => terms.some((each) => each(row));
  }
  const filter = Object.hasOwn(fields, query.field) ? fields[query.field] : undefined;
  if (filter === undefined) {
    const name = query.key === null ? query.field : `${query.field}.${query.key}`;
    const close = nearest(query.field, Object.keys(fields));
    const hint = close === null ? "" : `; did you mean "${close}"?`;
    throw new QueryError(`Query: ${object} have no field "${name}"${hint}`, query.position, name);
  }
  if (query.operation.kind === "any") return () => true;
  const holds = filter(query);
  return query.negated ? (row) => !holds(row) : holds;
}

/** Rows in the order of the keys; those that cannot be sorted by are ignored. */
export function inOrder<R>(
  rows: readonly R[],
  keys: readonly SortKey[],
  orderOf: (key: SortKey) => readonly Order<R>[] | null,
  last: (a: R, b: R) => number,
): readonly R[] {
  const orders = keys.flatMap((key) => orderOf(key) ?? []);
  return rows.toSorted((a, b) => {
    for (const { by, descending } of orders) {
      const [left, right] = [by(a), by(b)];
      if (left === right) continue;
      if (left === null) return 1;
      if (right === null) return -1;
      const order = compareScalars(left, right) * (descending ? -1 : 1);
      if (order !== 0) return order;
    }
    return last(a, b);
  });
}

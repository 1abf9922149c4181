import { type Query, QueryError, type SortKey, nearest } from "@polyaxon/query";
import type { Filter, Holds, Scalar } from "./filters.ts";

export type Fields<R> = Readonly<Record<string, Filter<R>>>;

/** A query as a test of one row. */
export function holdsFor<R>(query: Query, object: string, fields: Fields<R>): Holds<R> {
  if (query.kind !== "condition") {
    const terms = query.terms.map((term) => holdsFor(term, object, fields));
    return query.kind === "and" ? (row) => terms.every((each) => each(row)) : (row) => terms.some((each) => each(row));
  }
  const filter = Object.hasOwn(fields, query.field) ? fields[query.field] : undefined;
  if (filter === undefined) {
    const name = query.key === null ? query.field : `${query.field}.${query.key}`;
    const hint = `did you mean "${nearest(query.field, Object.keys(fields))}"?`;
    throw new QueryError(`Query: ${object} have no field "${name}"; ${hint}`, query.position, name);
  }
  if (query.operation.kind === "any") return () => true;
  const holds = filter(query);
  return query.negated ? (row) => !holds(row) : holds;
}

/** Rows in the order of the keys; what has no value comes last, both ways. Keys that cannot be sorted by are ignored. */
export function sorted<R>(
  rows: readonly R[],
  keys: readonly SortKey[],
  by: (key: SortKey) => readonly ((row: R) => Scalar)[] | null,
  last: (a: R, b: R) => number,
): readonly R[] {
  const orders = keys.flatMap((key) => (by(key) ?? []).map((value) => ({ value, sign: key.descending ? -1 : 1 })));
  return rows.toSorted((a, b) => {
    for (const { value, sign } of orders) {
      const [left, right] = [value(a), value(b)];
      if (left === right) continue;
      if (left === null) return 1;
      if (right === null) return -1;
      return (left < right ? -1 : 1) * sign;
    }
    return last(a, b);
  });
}

export type { Comparison, Condition as QueryCondition, Query, SortKey } from "./ast.ts";
export { nearest } from "./nearest.ts";
export { parseQuery } from "./parse-query.ts";
export { parseSort } from "./parse-sort.ts";
export { QueryError } from "./query-error.ts";

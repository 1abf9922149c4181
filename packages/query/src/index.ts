export type { Comparison, Condition as QueryCondition, Query, SortKey } from "./ast.ts";
export { QueryError } from "./query-error.ts";
export { nearest } from "./nearest.ts";

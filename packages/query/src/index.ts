export type { Comparison, Condition as QueryCondition, Query, SortKey } from "./ast.ts";

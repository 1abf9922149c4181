import type { ListOptions } from "@polyaxon/orchestrator";
import { parseQuery, parseSort, type Query } from "@polyaxon/query";
import { z } from "zod";
import { queryBool, queryInt } from "./parameters.ts";

/** The parameters of every list. */
export const listQuery = z.object({
  limit: queryInt.optional(),
  offset: queryInt.optional(),
  sort: z.string().max(1000).optional(),
  query: z.string().max(100_000).optional(),
  bookmarks: queryBool.optional(),
  no_page: queryBool.optional(),
  /** Given, if only empty: pages by cursor, without a count; `next` is the address of the page behind. */
  cursor: z.string().max(10_000).optional(),
  mode: z.string().max(32).optional(),
});

export type ListQuery = z.output<typeof listQuery>;

/**
 * Reads the parameters of a list. Archived and deleted things are left out unless the query speaks of `live_state`
 * (lineage has no such state: `alsoArchived`); old ones are not (upstream hides runs of more than 30 days).
 * @throws QueryError for a query that cannot be read
 */
export function listOptions(
  request: ListQuery,
  limits: { readonly usual: number; readonly most: number; readonly alsoArchived?: boolean },
): ListOptions {
  const text = request.query ?? "";
  const given = text.trim() === "" ? null : parseQuery(text);
  const { cursor } = request;
  return {
    query: limits.alsoArchived === true || text.includes("live_state") ? given : onlyLive(given),
    sort: parseSort(request.sort ?? ""),
    limit: Math.min(request.limit ?? limits.usual, limits.most),
    offset: request.offset ?? 0,
    withCount: request.no_page !== true && cursor === undefined,
    ...(cursor === undefined ? {} : { after: cursor === "" ? null : cursor }),
    ...(request.bookmarks === true ? { bookmarks: true } : {}),
  };
}

const LIVE: Query = {
  kind: "condition",
  field: "live_state",
  key: null,
  negated: false,
  operation: { kind: "values", values: ["1"] },
  position: 0,
};

const onlyLive = (given: Query | null): Query => (given === null ? LIVE : { kind: "and", terms: [given, LIVE] });

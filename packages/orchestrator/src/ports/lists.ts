import type { Instant } from "@polyaxon/lifecycle";
import type { Query, SortKey } from "@polyaxon/query";

export interface Page<T> {
  readonly results: readonly T[];
  /** Exact number of matches; null when `withCount` was false. */
  readonly count: number | null;
  /** Where the page behind this one starts, for `ListOptions.after`; null at the end, and for a page by `offset`. */
  readonly next: string | null;
}

export interface ListOptions {
  readonly query?: Query | null;
  readonly sort?: readonly SortKey[];
  readonly limit: number;
  readonly offset: number;
  readonly withCount: boolean;
  /** A page of runs whose documents hold more bytes is refused, unless it is one run alone. Default: whatever they hold. */
  readonly maxBytes?: number;
  /**
   * Pages by cursor instead of `offset`: null is the first page, otherwise the `next` of the page before, asked with the same
   * query and sort. Such a page costs the same however deep it is, and rows that come or go meanwhile move no other row.
   */
  readonly after?: string | null;
  /** Only bookmarked. */
  readonly bookmarks?: boolean;
  /** Whose runs are `mine`, and what `namespace` is. */
  readonly caller?: { readonly user: string | null; readonly namespace: string | null };
}

/** Who may make a change: refused, as `stale-attempt`, from anybody else. */
export interface Fence {
  /** The attempt that the caller believes to be the newest. */
  readonly fence?: number;
  /** The agent that holds the run, and which of its processes says so; null: it does not say. */
  readonly holder?: { readonly agent: string; readonly session: string | null; readonly claimedAt?: Instant };
}

export type CommandOutcome = "done" | "not-found" | "stale-attempt";

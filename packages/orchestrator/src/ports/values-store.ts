import type { Instant } from "@polyaxon/lifecycle";
import type { RunId } from "./records.ts";

/** Where many values of a run change, lists are told of them at most so often, unless somebody asks for a list before. */
export const INDEX_VALUES_EVERY_MS = 1_000;

/**
 * Lists find runs by an index of the values in their documents. Of a run of which many values change, and which was indexed less
 * than `INDEX_VALUES_EVERY_MS` before, the index may be behind its documents. Nobody sees it: whatever reads by value brings what
 * is behind up to date first. These two are for what nobody reads.
 */
export interface ValuesStore {
  /** Runs whose values were to be indexed by `now`. */
  runsToIndex(request: { readonly now: Instant; readonly limit: number }): Promise<readonly RunId[]>;
  /** Brings the index of a run's values to what its documents say; harmless when they are no different. */
  indexRun(uuid: RunId, now: Instant): Promise<void>;
}

import type { Instant } from "@polyaxon/lifecycle";
import type { RunId } from "./records.ts";
import type { CommandOutcome } from "./lists.ts";

/** Series of one run may have so many names. */
export const MAX_SERIES_NAMES = 10_000;

/** A run that logs all the time is told so often of its values. */
export const SETTLE_EVERY_MS = 1_000;

/** What a batch of points says about one series, in the order of arrival. */
export interface SeriesSummary {
  readonly name: string;
  readonly points: number;
  readonly firstStep: number;
  readonly lastStep: number;
  /** Microseconds since 1970. */
  readonly firstTime: number;
  readonly lastTime: number;
  /** NaN when nothing but NaN came. */
  readonly min: number;
  readonly max: number;
  readonly last: number;
}

/** Points of many series that arrived together, as bytes that the store does not look into. */
export interface SeriesBlock {
  /** Rises with the arrival, within a run. */
  readonly arrival: number;
  readonly attempt: number;
  readonly points: number;
  readonly bytes: Uint8Array;
}

/** Where a part of a series lies in a sealed chunk. */
export interface SeriesPart {
  readonly name: string;
  readonly attempt: number;
  /** Of the newest block whose points are in the chunk. */
  readonly arrival: number;
  /** Tells parts of one series and chunk apart, in their order. */
  readonly index: number;
  readonly chunk: string;
  readonly position: number;
  readonly length: number;
  readonly points: number;
  readonly stepMin: number;
  readonly stepMax: number;
}

/** What of some series of a run is sealed. */
export interface SealedSeries {
  readonly run: RunId;
  /** By name, then in their order. */
  readonly parts: readonly SeriesPart[];
  /** Whether there were blocks of any series, looked up before the parts: then those are to be read, and the parts anew. */
  readonly hasBlocks: boolean;
}

/** A run whose blocks are worth sealing. */
export interface SeriesTail {
  readonly run: RunId;
  readonly blocks: number;
  readonly points: number;
  readonly bytes: number;
}

/** When blocks are worth sealing. */
export interface SealingRule {
  readonly now: Instant;
  readonly limit: number;
  /** Any one of them is enough. */
  readonly blocks: number;
  readonly points: number;
  readonly bytes: number;
  /** Milliseconds since the oldest came: of any run, and of one that has ended. */
  readonly ageMs: number;
  readonly ageOfDoneMs: number;
}

/**
 * Points that clients send in batches. Blocks in the database are the truth until they are sealed: then the chunk is, which is
 * on disk before its transaction begins.
 */
export interface SeriesStore {
  /**
   * Adds a block to the newest attempt. The last value of each series becomes an output, and its summary an artifact of kind
   * `metric`: in the same transaction if that of the run was not done within `SETTLE_EVERY_MS` before, else with the next block
   * after that, with the end of the run, before its outputs are patched, or by `settleSeries`, whichever comes first.
   * `too-many-names`: the run would have more than `MAX_SERIES_NAMES`.
   */
  appendSeries(
    uuid: RunId,
    block: { readonly points: number; readonly bytes: Uint8Array; readonly summaries: readonly SeriesSummary[] },
    options: { fence?: number; now: Instant },
  ): Promise<CommandOutcome | "too-many-names">;
  /** Runs that are to be told of values that came until `before`. */
  seriesToSettle(request: { readonly before: Instant; readonly limit: number }): Promise<readonly RunId[]>;
  /** Tells a run of its newest values; harmless when there are none. */
  settleSeries(uuid: RunId, now: Instant): Promise<void>;
  /** Blocks that are not sealed, as they arrived, behind `after`; as many as `maxPoints` allows, but one at least. */
  seriesBlocks(
    uuid: RunId,
    page: { readonly after: number | null; readonly maxPoints: number },
  ): Promise<readonly SeriesBlock[]>;
  /**
   * What is sealed of some series, for each of the runs that there are. Read after the blocks: what was sealed in between is then
   * seen twice, and by `arrival`.
   */
  sealedSeries(uuids: readonly RunId[], names: readonly string[]): Promise<readonly SealedSeries[]>;
  tailsToSeal(rule: SealingRule): Promise<readonly SeriesTail[]>;
  /**
   * Exchanges blocks for the parts of a chunk that holds them. `conflict`: some block is there no longer, because another
   * process sealed it, or the run was deleted; nothing was changed.
   */
  sealSeries(
    uuid: RunId,
    seal: { readonly arrivals: readonly number[]; readonly parts: readonly SeriesPart[] },
  ): Promise<"sealed" | "conflict">;
  /** Names of the chunks of a run. */
  seriesChunks(uuid: RunId): Promise<readonly string[]>;
}

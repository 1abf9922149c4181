import type { Clock, Ids, Logger } from "./ports/environment.ts";
import type { RunId } from "./ports/records.ts";
import { type SeriesBlock, type SeriesPart, type SeriesStore, SETTLE_EVERY_MS } from "./ports/series-store.ts";
import { type Repeated, repeatedly } from "./repeatedly.ts";

/** Chunks on disk: a write is there, whole, when its promise resolves. */
export interface ChunkFiles {
  write(run: string, chunk: string, bytes: Uint8Array): Promise<void>;
  list(run: string): Promise<readonly { readonly chunk: string; readonly modifiedAt: number }[]>;
  remove(run: string, chunk: string): Promise<void>;
}

/** Sorts the points of blocks into one chunk. Pure. */
export type SealBlocks = (blocks: readonly SeriesBlock[]) => {
  readonly bytes: Uint8Array;
  readonly parts: readonly Omit<SeriesPart, "chunk">[];
};

const LOOK_EVERY_MS = 2_000;
/** What the database keeps of a run before it is sealed. */
const RULE = { limit: 50, blocks: 512, points: 250_000, bytes: 2 * 1024 * 1024, ageMs: 3_600_000, ageOfDoneMs: 30_000 };
/** Points of one chunk: few are in memory, and sorting them holds up nothing else for long. */
const CHUNK_POINTS = 250_000;
/** A chunk that no part names is removed after so long: until then it may be another process's, whose transaction is to come. */
const ORPHAN_MS = 3_600_000;

/**
 * Seals points into chunks. A chunk is on disk before the transaction that names it and removes the blocks begins, so that a
 * process killed anywhere leaves either the blocks, or the parts, and at most a chunk that nobody names.
 */
export function createSeriesSealer(deps: {
  readonly store: Pick<
    SeriesStore,
    "tailsToSeal" | "seriesBlocks" | "sealSeries" | "seriesChunks" | "seriesToSettle" | "settleSeries"
  >;
  readonly files: ChunkFiles;
  readonly seal: SealBlocks;
  readonly clock: Clock;
  readonly ids: Pick<Ids, "uuid">;
  readonly logger: Logger;
}): Repeated & { sweep(): Promise<number>; sealRun(run: RunId): Promise<void> } {
  const { clock, files, ids, logger, seal, store } = deps;

  async function sealRun(run: RunId): Promise<void> {
    for (let after: number | null = null; !repeated.isStopped();) {
      const blocks = await store.seriesBlocks(run, { after, maxPoints: CHUNK_POINTS });
      if (blocks.length === 0) break;
      const chunk = ids.uuid();
      const { bytes, parts } = seal(blocks);
      if (parts.length > 0) await files.write(run, chunk, bytes);
      const arrivals = blocks.map(({ arrival }) => arrival);
      const outcome = await store.sealSeries(run, { arrivals, parts: parts.map((part) => ({ ...part, chunk })) });
      if (outcome === "conflict") {
        await files.remove(run, chunk);
        return;
      }
      after = arrivals.at(-1) ?? null;
    }
    await removeOrphans(run);
  }

  async function removeOrphans(run: RunId): Promise<void> {
    const there = await files.list(run);
    const old = there.filter(({ modifiedAt }) => modifiedAt < clock.now() - ORPHAN_MS);
    if (old.length === 0) return;
    const named = new Set(await store.seriesChunks(run));
    for (const { chunk } of old) if (!named.has(chunk)) await files.remove(run, chunk);
  }

  /** What came last before a pause is told here: no other batch follows that would do it. */
  async function settle(): Promise<void> {
    const now = clock.now();
    for (const run of await store.seriesToSettle({ before: now - SETTLE_EVERY_MS, limit: RULE.limit })) {
      if (repeated.isStopped()) return;
      try {
        await store.settleSeries(run, now);
      } catch (error) {
        logger.error({ runId: run, error }, "a run could not be told of its values; it is tried again");
      }
    }
  }

  async function sweep(): Promise<number> {
    await settle();
    const due = await store.tailsToSeal({ ...RULE, now: clock.now() });
    for (const { run } of due) {
      if (repeated.isStopped()) break;
      try {
        await sealRun(run);
      } catch (error) {
        // It fails alone (I6): its blocks stay the truth.
        logger.error({ runId: run, error }, "the series of a run could not be sealed; it is tried again");
      }
    }
    return due.length;
  }
  const failure = "series could not be sealed; it is tried again";
  const repeated = repeatedly(sweep, { everyMs: LOOK_EVERY_MS, failure, logger });
  return { sweep, sealRun, ...repeated };
}

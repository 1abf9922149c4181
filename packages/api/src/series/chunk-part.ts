import type { OpenedChunk, SeriesFiles } from "@polyaxon/artifacts";
import type { RunId, SeriesPart } from "@polyaxon/orchestrator";
import {
  type ChartWindow,
  decodePartHead,
  decodeStepsAndValues,
  orderOf,
  partHeadBytes,
  type PartSource,
  readColumn,
} from "@polyaxon/tracking";

/** Chunks that are kept open while a run is drawn; of more, each read opens its own. */
const MOST_OPEN = 64;

/** Reads chunks of one run; close it when done. */
export interface ChunkReader {
  read(chunk: string, position: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

export function createChunkReader(files: SeriesFiles, run: RunId): ChunkReader {
  const kept = new Map<string, Promise<OpenedChunk>>();
  const open = async (chunk: string): Promise<OpenedChunk> => {
    const opened = await files.open(run, chunk);
    if (opened === null)
      throw new Error(`the chunk ${chunk} of the series of run ${run} is missing; restore it from a backup`);
    return opened;
  };
  return {
    async read(chunk, position, length) {
      const known = kept.get(chunk);
      if (known === undefined && kept.size >= MOST_OPEN) {
        const once = await open(chunk);
        try {
          return await once.read(position, length);
        } finally {
          await once.close();
        }
      }
      const opened = known ?? open(chunk);
      kept.set(chunk, opened);
      return await (await opened).read(position, length);
    },
    async close() {
      for (const opened of await Promise.allSettled(kept.values()))
        if (opened.status === "fulfilled") await opened.value.close();
    },
  };
}

/** A part that is read whole when a chart has more than one border of its buckets for so many of its nodes. */
const NODES_A_BORDER = 4;

/**
 * A sealed part. When most of it will be wanted, its steps and values are read at once; otherwise its nodes first, then the
 * points that lie on the borders of buckets.
 */
export function chunkPart(part: SeriesPart, chunks: ChunkReader, window: ChartWindow): PartSource {
  const { attempt, points, stepMin, stepMax } = part;
  const headBytes = partHeadBytes(points);
  const read = (position: number, length: number): Promise<Uint8Array> =>
    chunks.read(part.chunk, part.position + position, Math.min(length, part.length - position));
  const borders = window.to > window.from ? ((stepMax - stepMin) / (window.to - window.from)) * window.buckets : 1;
  // Nearly all of a part is values, which no form makes shorter.
  const isWanted = borders * NODES_A_BORDER > headBytes / 48;
  let head: Promise<{ readonly bytes: Uint8Array; readonly parts: ReturnType<typeof decodePartHead> }> | null = null;
  const opened = () =>
    (head ??= read(0, isWanted ? Math.min(part.length, headBytes + points * 16 + 64) : headBytes).then((bytes) => ({
      bytes,
      parts: decodePartHead(bytes),
    })));
  let whole: ReturnType<typeof decodeStepsAndValues> | null = null;
  return {
    attempt,
    arrival: orderOf(part),
    points,
    stepMin,
    stepMax,
    nodes: async () => (await opened()).parts.nodes,
    async read(from, to) {
      const { bytes, parts } = await opened();
      if (bytes.byteLength >= parts.timesAt) {
        whole ??= decodeStepsAndValues(bytes);
        return { steps: whole.steps.subarray(from, to), values: whole.values.subarray(from, to) };
      }
      const [steps, values] = await Promise.all([
        readColumn(read, parts.stepsAt, from, to),
        readColumn(read, parts.valuesAt, from, to),
      ]);
      return { steps, values };
    },
  };
}

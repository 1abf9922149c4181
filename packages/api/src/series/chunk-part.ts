import type { SeriesPart } from "@polyaxon/orchestrator";
import {
  type ChartWindow,
  decodePartHead,
  decodeStepsAndValues,
  orderOf,
  partHeadBytes,
  type PartSource,
  readColumn,
  type sharedEvenColumns,
} from "@polyaxon/tracking";
import type { ChunkReader } from "./chunk-reader.ts";

/** Steps that parts of a run have in common, see `sharedEvenColumns`. */
export type EvenColumns = ReturnType<typeof sharedEvenColumns>;

/** A part that is read whole when a chart has more than one border of its buckets for so many of its nodes. */
const NODES_A_BORDER = 4;

/**
 * A sealed part. When most of it will be wanted, its steps and values are read at once; otherwise its nodes first, then the
 * points that lie on the borders of buckets.
 */
export function chunkPart(
  part: SeriesPart,
  { chunks, even }: { readonly chunks: ChunkReader; readonly even: EvenColumns },
  window: ChartWindow,
): PartSource {
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
        whole ??= decodeStepsAndValues(bytes, even);
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

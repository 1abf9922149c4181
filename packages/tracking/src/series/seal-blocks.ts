import { decodePointBlock, type PointBlockLimits, type SeriesPoints } from "./point-block.ts";
import { encodePart, type SortedPoints } from "./series-part.ts";
import { cutIntoParts, sortPoints } from "./sort-points.ts";

/** Most that one request may bring. */
export const BLOCK_LIMITS: PointBlockLimits = { maxSeries: 1_000, maxPoints: 500_000 };

export interface StoredBlock {
  readonly arrival: number;
  readonly attempt: number;
  readonly bytes: Uint8Array;
}

/** A part of what arrived, in the order of its steps. */
export interface GatheredPart {
  readonly name: string;
  readonly attempt: number;
  /** Of the newest block that was gathered. */
  readonly arrival: number;
  /** Tells parts of one name apart, in their order. */
  readonly index: number;
  readonly points: SortedPoints;
}

/**
 * What blocks hold of each series and attempt, sorted and cut into parts.
 * @param wanted says which series of a block to take; default: all
 */
export function* gatherBlocks(
  blocks: readonly StoredBlock[],
  wanted: (name: string, arrival: number) => boolean = () => true,
  only: ReadonlySet<string> | null = null,
): Generator<GatheredPart> {
  const pieces = new Map<string, Map<number, SeriesPoints[]>>();
  let arrival = 0;
  for (const block of blocks) {
    arrival = Math.max(arrival, block.arrival);
    for (const points of decodePointBlock(block.bytes, BLOCK_LIMITS, only)) {
      if (!wanted(points.name, block.arrival)) continue;
      const attempts = pieces.get(points.name) ?? new Map<number, SeriesPoints[]>();
      pieces.set(points.name, attempts);
      const ofAttempt = attempts.get(block.attempt);
      if (ofAttempt === undefined) attempts.set(block.attempt, [points]);
      else ofAttempt.push(points);
    }
  }
  for (const [name, attempts] of pieces) {
    let index = 0;
    for (const [attempt, arrived] of attempts) {
      for (const points of cutIntoParts(sortPoints(arrived))) {
        yield { name, attempt, arrival, index, points };
        index += 1;
      }
    }
  }
}

/** Where a part lies in a chunk. */
export interface SealedPart extends Omit<GatheredPart, "points"> {
  readonly position: number;
  readonly length: number;
  readonly points: number;
  readonly stepMin: number;
  readonly stepMax: number;
}

/** One chunk of blocks: its parts one after the other, and where each of them lies. */
export function sealBlocks(blocks: readonly StoredBlock[]): { bytes: Uint8Array; parts: readonly SealedPart[] } {
  const encoded: Uint8Array[] = [];
  const parts: SealedPart[] = [];
  let position = 0;
  for (const { points, ...part } of gatherBlocks(blocks)) {
    const bytes = encodePart(points);
    const { steps } = points;
    const range = { stepMin: steps[0] as number, stepMax: steps.at(-1) as number };
    parts.push({ ...part, position, length: bytes.length, points: steps.length, ...range });
    encoded.push(bytes);
    position += bytes.length;
  }
  const whole = new Uint8Array(position);
  for (const [index, bytes] of encoded.entries()) whole.set(bytes, parts[index]?.position ?? 0);
  return { bytes: whole, parts };
}

/** The place of a part among those of its attempt: by arrival, then as it was cut. */
export const orderOf = ({ arrival, index }: { readonly arrival: number; readonly index: number }): number =>
  arrival + index / 2 ** 20;

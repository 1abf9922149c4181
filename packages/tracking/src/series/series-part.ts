import { aligned, COLUMN_FORM, COLUMN_HEAD, decodeColumn, doublesAt, encodeColumn } from "./column.ts";
import { SeriesFormatError } from "./series-format-error.ts";

/** Points of one series and one attempt, by step; those of equal step in the order of their arrival. */
export interface SortedPoints {
  readonly steps: Float64Array;
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** Most points of one part; longer series are several parts. */
export const PART_POINTS = 16_384;
/** Points that one node sums up. */
export const NODE_POINTS = 256;
const NODE_FIELDS = 6;
const HEAD = 32;
const MAGIC = 0x5058_4c50; // "PLXP"

/**
 * The level above the points: for each `NODE_POINTS` of them the steps of the first and the last, and min, max, first and
 * last value. NaN counts for first and last only; a node of nothing but NaN has NaN for its bounds.
 */
export interface PartNodes {
  readonly points: number;
  readonly count: number;
  /** `NODE_FIELDS` numbers for each node. */
  readonly fields: Float64Array;
}

export interface Node {
  readonly stepFirst: number;
  readonly stepLast: number;
  readonly min: number;
  readonly max: number;
  readonly first: number;
  readonly last: number;
}

export function nodeAt({ fields }: PartNodes, index: number): Node {
  const at = index * NODE_FIELDS;
  return {
    stepFirst: fields[at] as number,
    stepLast: fields[at + 1] as number,
    min: fields[at + 2] as number,
    max: fields[at + 3] as number,
    first: fields[at + 4] as number,
    last: fields[at + 5] as number,
  };
}

export function nodesOf({ steps, values }: Pick<SortedPoints, "steps" | "values">): PartNodes {
  const count = Math.ceil(steps.length / NODE_POINTS);
  const fields = new Float64Array(count * NODE_FIELDS);
  for (let index = 0; index < count; index += 1) {
    const from = index * NODE_POINTS;
    const to = Math.min(steps.length, from + NODE_POINTS);
    let min = Number.NaN;
    let max = Number.NaN;
    for (let at = from; at < to; at += 1) {
      const value = values[at] as number;
      if (!(value >= min)) min = Number.isNaN(value) ? min : value;
      if (!(value <= max)) max = Number.isNaN(value) ? max : value;
    }
    fields.set(
      [steps[from] as number, steps[to - 1] as number, min, max, values[from] as number, values[to - 1] as number],
      index * NODE_FIELDS,
    );
  }
  return { points: steps.length, count, fields };
}

/**
 * A part as bytes: `PLXP` (u32), version 1 (u32), points (u32), nodes (u32), where its steps, values and times begin and
 * where it ends (u32 each); the nodes; the three columns. Times come last, since charts by step do without them.
 */
export function encodePart(points: SortedPoints): Uint8Array<ArrayBuffer> {
  const nodes = nodesOf(points);
  const columns = [points.steps, points.values, points.times].map(encodeColumn);
  const starts = [HEAD + nodes.fields.byteLength];
  for (const column of columns) starts.push((starts.at(-1) ?? 0) + column.length);
  const bytes = new Uint8Array(starts.at(-1) ?? 0);
  const view = new DataView(bytes.buffer);
  for (const [index, word] of [MAGIC, 1, points.steps.length, nodes.count, ...starts].entries())
    view.setUint32(index * 4, word, true);
  bytes.set(new Uint8Array(nodes.fields.buffer), HEAD);
  for (const [index, column] of columns.entries()) bytes.set(column, starts[index] ?? 0);
  return bytes;
}

/** Bytes at the beginning of a part that `decodePartHead` needs. */
export const partHeadBytes = (points: number): number => HEAD + Math.ceil(points / NODE_POINTS) * NODE_FIELDS * 8;

export interface PartHead {
  readonly nodes: PartNodes;
  readonly stepsAt: number;
  readonly timesAt: number;
  readonly valuesAt: number;
  readonly end: number;
}

/** @throws SeriesFormatError */
export function decodePartHead(bytes: Uint8Array): PartHead {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (index: number): number => view.getUint32(index * 4, true);
  if (bytes.byteLength < HEAD || word(0) !== MAGIC || word(1) !== 1)
    throw new SeriesFormatError("expected a part of a series, version 1");
  const count = word(3);
  const end = HEAD + count * NODE_FIELDS * 8;
  if (end > bytes.byteLength || count !== Math.ceil(word(2) / NODE_POINTS))
    throw new SeriesFormatError("a part of a series is cut short");
  const fields = doublesAt(bytes, HEAD, count * NODE_FIELDS);
  return {
    nodes: { points: word(2), count, fields },
    stepsAt: word(4),
    valuesAt: word(5),
    timesAt: word(6),
    end: word(7),
  };
}

/**
 * Steps and values of a part, of which the bytes up to its times are enough.
 * @param even see `decodeColumn`
 * @throws SeriesFormatError
 */
export function decodeStepsAndValues(
  bytes: Uint8Array,
  even?: Parameters<typeof decodeColumn>[3],
): Pick<SortedPoints, "steps" | "values"> {
  const { nodes, stepsAt, valuesAt } = decodePartHead(bytes);
  const column = (at: number): Float64Array => decodeColumn(bytes, at, nodes.points, even).values;
  return { steps: column(stepsAt), values: column(valuesAt) };
}

/** All points of a whole part. @throws SeriesFormatError */
export function decodePart(bytes: Uint8Array): SortedPoints {
  const { nodes, stepsAt, timesAt, valuesAt } = decodePartHead(bytes);
  const column = (at: number): Float64Array => decodeColumn(bytes, at, nodes.points).values;
  return { steps: column(stepsAt), times: column(timesAt), values: column(valuesAt) };
}

/** Reads a column of a part from where its file begins with it, so that few points cost few bytes. */
export async function readColumn(
  read: (position: number, length: number) => Promise<Uint8Array>,
  at: number,
  from: number,
  to: number,
): Promise<Float64Array> {
  const head = await read(at, COLUMN_HEAD + 16);
  const form = new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(0, true);
  const count = to - from;
  if (form === COLUMN_FORM.even) return decodeColumn(head, 0, to).values.subarray(from);
  const [skip, width] = form === COLUMN_FORM.near ? [COLUMN_HEAD + 8, 4] : [COLUMN_HEAD, 8];
  const body = await read(at + skip + from * width, count * width);
  if (body.byteLength < count * width) throw new SeriesFormatError("a part of a series is cut short");
  const own = aligned(body);
  if (width === 8) return new Float64Array(own, 0, count);
  const base = new DataView(head.buffer, head.byteOffset, head.byteLength).getFloat64(COLUMN_HEAD, true);
  return Float64Array.from(new Uint32Array(own, 0, count), (distance) => base + distance);
}

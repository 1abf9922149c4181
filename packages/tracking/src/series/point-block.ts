import { columnEnd, decodeColumn, encodeColumn, padded } from "./column.ts";
import { SeriesFormatError } from "./series-format-error.ts";

/** Points of one series, in the order in which they arrived. The three columns are equally long. */
export interface SeriesPoints {
  readonly name: string;
  readonly steps: Float64Array;
  /** Microseconds since 1970 UTC. */
  readonly times: Float64Array;
  readonly values: Float64Array;
}

export interface PointBlockLimits {
  readonly maxSeries: number;
  /** Of all series together. */
  readonly maxPoints: number;
}

const MAGIC = 0x5358_4c50; // "PLXS"
const VERSION = 1;
const HEAD = 16;
const ENTRY = 8;
const LONGEST_NAME = 256;

/**
 * Points of many series as one piece of bytes: what clients send, and what the database keeps until it is sealed.
 * All numbers are little-endian.
 *
 * - head: `PLXS`, version 1 (u32), number of series (u32), 0 (u32)
 * - for each series: bytes of its name (u32), number of its points (u32)
 * - the names in UTF-8, one after the other, filled up to a multiple of 8 bytes
 * - for each series: its steps, times and values, each as a column (see `encodeColumn`)
 */
export function encodePointBlock(series: readonly SeriesPoints[]): Uint8Array<ArrayBuffer> {
  const names = series.map(({ name }) => new TextEncoder().encode(name));
  const columns = series.flatMap(({ steps, times, values }) => [steps, times, values].map(encodeColumn));
  const nameBytes = names.reduce((sum, name) => sum + name.length, 0);
  let at = HEAD + series.length * ENTRY;
  const bytes = new Uint8Array(at + padded(nameBytes) + columns.reduce((sum, column) => sum + column.length, 0));
  const view = new DataView(bytes.buffer);
  for (const [index, word] of [MAGIC, VERSION, series.length, 0].entries()) view.setUint32(index * 4, word, true);
  for (const [index, { steps }] of series.entries()) {
    view.setUint32(HEAD + index * ENTRY, names[index]?.length ?? 0, true);
    view.setUint32(HEAD + index * ENTRY + 4, steps.length, true);
  }
  for (const name of names) {
    bytes.set(name, at);
    at += name.length;
  }
  at = HEAD + series.length * ENTRY + padded(nameBytes);
  for (const column of columns) {
    bytes.set(column, at);
    at += column.length;
  }
  return bytes;
}

/**
 * Reads what `encodePointBlock` wrote. Nothing larger than the limits is made of it. Columns may be views of `bytes`.
 * @param only leaves out every other series; their columns are passed over
 * @throws SeriesFormatError
 */
export function decodePointBlock(
  bytes: Uint8Array,
  limits: PointBlockLimits,
  only: ReadonlySet<string> | null = null,
): SeriesPoints[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < HEAD || view.getUint32(0, true) !== MAGIC)
    throw new SeriesFormatError("expected bytes that begin with PLXS");
  const version = view.getUint32(4, true);
  if (version !== VERSION) throw new SeriesFormatError(`expected version ${VERSION}, found ${version}`);
  const count = view.getUint32(8, true);
  if (count > limits.maxSeries)
    throw new SeriesFormatError(`expected at most ${limits.maxSeries} series, found ${count}`);
  if (HEAD + count * ENTRY > bytes.byteLength) throw new SeriesFormatError("the bytes end inside the list of series");

  const entries: { readonly name: string; readonly points: number }[] = [];
  let at = HEAD + count * ENTRY;
  let points = 0;
  for (let index = 0; index < count; index += 1) {
    const nameBytes = view.getUint32(HEAD + index * ENTRY, true);
    const length = view.getUint32(HEAD + index * ENTRY + 4, true);
    if (nameBytes > LONGEST_NAME || at + nameBytes > bytes.byteLength)
      throw new SeriesFormatError(`the name of series ${index} is longer than ${LONGEST_NAME} bytes, or not all there`);
    points += length;
    if (points > limits.maxPoints)
      throw new SeriesFormatError(`expected at most ${limits.maxPoints} points in all, found more`);
    entries.push({ name: new TextDecoder().decode(bytes.subarray(at, at + nameBytes)), points: length });
    at += nameBytes;
  }
  at = HEAD + count * ENTRY + padded(at - HEAD - count * ENTRY);
  const found: SeriesPoints[] = [];
  for (const { name, points: length } of entries) {
    if (only !== null && !only.has(name)) {
      for (let column = 0; column < 3; column += 1) at = columnEnd(bytes, at, length);
      continue;
    }
    const steps = decodeColumn(bytes, at, length);
    const times = decodeColumn(bytes, steps.end, length);
    const values = decodeColumn(bytes, times.end, length);
    at = values.end;
    found.push({ name, steps: steps.values, times: times.values, values: values.values });
  }
  if (at !== bytes.byteLength) throw new SeriesFormatError(`${bytes.byteLength - at} bytes are left over at the end`);
  return found;
}

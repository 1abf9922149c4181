import { SeriesFormatError } from "./series-format-error.ts";

/**
 * A column of doubles as bytes, in the shortest of three forms that gives every bit back. All numbers are little-endian;
 * a column begins with its form (u32) and four zero bytes, and is filled up to a multiple of 8 bytes.
 *
 * - 0, plain: one f64 each
 * - 1, evenly spaced: first value and stride, two f64, whatever the length
 * - 2, whole numbers close to each other: the smallest as f64, then the distance from it, one u32 each
 */
export const COLUMN_FORM = { plain: 0, even: 1, near: 2 } as const;
type Form = (typeof COLUMN_FORM)[keyof typeof COLUMN_FORM];

/** Bytes before the values of a plain column. */
export const COLUMN_HEAD = 8;
const FURTHEST = 0xffff_ffff;

export function encodeColumn(values: Float64Array): Uint8Array<ArrayBuffer> {
  if (isEven(values)) {
    const bytes = withForm(COLUMN_FORM.even, 16);
    new Float64Array(bytes.buffer, COLUMN_HEAD).set([values[0] ?? 0, strideOf(values)]);
    return bytes;
  }
  const base = baseOf(values);
  if (base !== null) {
    const bytes = withForm(COLUMN_FORM.near, 8 + padded(values.length * 4));
    new Float64Array(bytes.buffer, COLUMN_HEAD, 1)[0] = base;
    const distances = new Uint32Array(bytes.buffer, COLUMN_HEAD + 8, values.length);
    for (let at = 0; at < values.length; at += 1) distances[at] = (values[at] as number) - base;
    return bytes;
  }
  const bytes = withForm(COLUMN_FORM.plain, values.length * 8);
  new Float64Array(bytes.buffer, COLUMN_HEAD).set(values);
  return bytes;
}

/**
 * Reads `count` values from a column that begins at `offset`.
 * @param even hands out one array for evenly spaced columns that are equal; default: each gets its own
 * @returns the values, which may be a view of `bytes`, and where the column ends
 * @throws SeriesFormatError when the bytes end early or the form is unknown
 */
export function decodeColumn(
  bytes: Uint8Array,
  offset: number,
  count: number,
  even: (first: number, stride: number, count: number) => Float64Array = evenColumn,
): { values: Float64Array; end: number } {
  const end = columnEnd(bytes, offset, count);
  const form = formAt(bytes, offset);
  const body = offset + COLUMN_HEAD;
  switch (form) {
    case COLUMN_FORM.plain:
      return { values: doublesAt(bytes, body, count), end };
    case COLUMN_FORM.even: {
      const [first = 0, stride = 0] = doublesAt(bytes, body, 2);
      return { values: even(first, stride, count), end };
    }
    case COLUMN_FORM.near: {
      const base = doublesAt(bytes, body, 1)[0] as number;
      const distances = new Uint32Array(aligned(bytes, body + 8, body + 8 + count * 4));
      const values = new Float64Array(count);
      for (let at = 0; at < count; at += 1) values[at] = base + (distances[at] as number);
      return { values, end };
    }
    default:
      return form satisfies never;
  }
}

/** Where the column that begins at `offset` ends. @throws SeriesFormatError when the bytes end before, or the form is unknown */
export function columnEnd(bytes: Uint8Array, offset: number, count: number): number {
  if (offset + COLUMN_HEAD > bytes.byteLength) throw cutShort(offset);
  const end = offset + columnBytes(formAt(bytes, offset), count);
  if (end > bytes.byteLength) throw cutShort(offset);
  return end;
}

function evenColumn(first: number, stride: number, count: number): Float64Array {
  const values = new Float64Array(count);
  for (let at = 0; at < count; at += 1) values[at] = first + at * stride;
  return values;
}

/** Evenly spaced columns that are equal, as the steps of a run's series mostly are, share the last such array. Not to be changed. */
export function sharedEvenColumns(): typeof evenColumn {
  let last: Float64Array = new Float64Array();
  let of: readonly [first: number, stride: number, count: number] = [0, 0, 0];
  return (first, stride, count) => {
    if (!Object.is(of[0], first) || !Object.is(of[1], stride) || of[2] !== count) {
      last = evenColumn(first, stride, count);
      of = [first, stride, count];
    }
    return last;
  };
}

/** `count` doubles from `offset` on: as they lie there, or a copy where a view of doubles may not begin. */
export function doublesAt(bytes: Uint8Array, offset: number, count: number): Float64Array {
  const begin = bytes.byteOffset + offset;
  return begin % 8 === 0
    ? new Float64Array(bytes.buffer, begin, count)
    : new Float64Array(aligned(bytes, offset, offset + count * 8));
}

/** A copy, because bytes may begin anywhere and a view of numbers must not. (`slice` of a Buffer is no copy.) */
export function aligned(bytes: Uint8Array, from = 0, to: number = bytes.byteLength): ArrayBuffer {
  const own = new Uint8Array(to - from);
  own.set(bytes.subarray(from, to));
  return own.buffer;
}

const formAt = (bytes: Uint8Array, offset: number): Form =>
  new DataView(bytes.buffer, bytes.byteOffset + offset, 4).getUint32(0, true) as Form;

function columnBytes(form: number, count: number): number {
  switch (form) {
    case COLUMN_FORM.plain:
      return COLUMN_HEAD + count * 8;
    case COLUMN_FORM.even:
      return COLUMN_HEAD + 16;
    case COLUMN_FORM.near:
      return COLUMN_HEAD + 8 + padded(count * 4);
    default:
      throw new SeriesFormatError(`a column has the form ${form}; expected 0, 1 or 2`);
  }
}

export const padded = (bytes: number): number => Math.ceil(bytes / 8) * 8;

function withForm(form: Form, bodyBytes: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(COLUMN_HEAD + bodyBytes);
  new DataView(bytes.buffer).setUint32(0, form, true);
  return bytes;
}

const strideOf = (values: Float64Array): number =>
  values.length < 2 ? 0 : (values[1] as number) - (values[0] as number);

function isEven(values: Float64Array): boolean {
  if (values.length < 2) return false;
  const [start = 0] = values;
  const stride = strideOf(values);
  for (let at = 0; at < values.length; at += 1) {
    const expected = start + at * stride;
    // Neither NaN nor a negative zero is even: they would come back as something else.
    if (values[at] !== expected || (expected === 0 && !Object.is(values[at], expected))) return false;
  }
  return true;
}

/** The smallest value, when each is a whole number at most 2^32 - 1 above it. */
function baseOf(values: Float64Array): number | null {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) return null;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return values.length > 0 && most - least <= FURTHEST ? least : null;
}

const cutShort = (offset: number): SeriesFormatError =>
  new SeriesFormatError(`the bytes end inside the column that begins at byte ${offset}`);

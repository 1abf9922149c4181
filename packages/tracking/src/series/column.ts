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
 * @returns the values, and where the column ends
 * @throws SeriesFormatError when the bytes end early or the form is unknown
 */
export function decodeColumn(bytes: Uint8Array, offset: number, count: number): { values: Float64Array; end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (offset + COLUMN_HEAD > bytes.byteLength) throw cutShort(offset);
  const length = columnBytes(view.getUint32(offset, true), count);
  const end = offset + length;
  if (end > bytes.byteLength) throw cutShort(offset);
  const form = view.getUint32(offset, true) as Form;
  const body = aligned(bytes, offset + COLUMN_HEAD, end);
  switch (form) {
    case COLUMN_FORM.plain:
      return { values: new Float64Array(body, 0, count), end };
    case COLUMN_FORM.even: {
      const [start = 0, stride = 0] = new Float64Array(body, 0, 2);
      const values = new Float64Array(count);
      for (let at = 0; at < count; at += 1) values[at] = start + at * stride;
      return { values, end };
    }
    case COLUMN_FORM.near: {
      const base = new Float64Array(body, 0, 1)[0] as number;
      const distances = new Uint32Array(body, 8, count);
      const values = new Float64Array(count);
      for (let at = 0; at < count; at += 1) values[at] = base + (distances[at] as number);
      return { values, end };
    }
    default:
      return form satisfies never;
  }
}

/** A copy, because bytes may begin anywhere and a view of doubles must not. (`slice` of a Buffer is no copy.) */
export function aligned(bytes: Uint8Array, from = 0, to: number = bytes.byteLength): ArrayBuffer {
  const own = new Uint8Array(to - from);
  own.set(bytes.subarray(from, to));
  return own.buffer;
}

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

import type { ChartLine, ChartWindow } from "./chart-lines.ts";
import { aligned, padded } from "./column.ts";
import { SeriesFormatError } from "./series-format-error.ts";

/** One line of an answer: which of the runs and names that were asked for, by their places. */
export interface AnsweredLine {
  readonly run: number;
  readonly name: number;
  readonly window: ChartWindow;
  readonly line: ChartLine;
}

/** Begins an answer: `PLXC`, version 1 (u32). All numbers are little-endian. */
export function answerHead(): Uint8Array {
  return words(0x4358_4c50, 1);
}

const END = 0xffff_ffff;

/** Ends an answer, so that one that was cut short is noticed: a run of 2^32 - 1 (u32), 0 (u32). */
export const answerEnd = (): Uint8Array => words(END, 0);

const LINE_HEAD = 40;

/**
 * Lines, one after the other. Each: place of the run, place of the name, kind (0 points, 1 envelope), length, buckets, 0 (u32
 * each), the window's first and last step (f64), then
 *
 * - points: steps and values, f64 each
 * - envelope: the buckets that have points (u32, filled up to a multiple of 8 bytes), then min, max, first and last, f64 each
 */
export function encodeLines(lines: readonly AnsweredLine[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(lines.reduce((sum, { line }) => sum + lineBytes(line), 0));
  let at = 0;
  for (const line of lines) at = writeLine(bytes, at, line);
  return bytes;
}

function lineBytes(line: ChartLine): number {
  return line.kind === "points"
    ? LINE_HEAD + line.steps.length * 16
    : LINE_HEAD + padded(line.index.length * 4) + line.index.length * 32;
}

/** Answers where it ends. */
function writeLine({ buffer }: Uint8Array<ArrayBuffer>, at: number, of: AnsweredLine): number {
  const { line, name, run, window } = of;
  const isPoints = line.kind === "points";
  const length = isPoints ? line.steps.length : line.index.length;
  new Uint32Array(buffer, at, 6).set([run, name, isPoints ? 0 : 1, length, window.buckets, 0]);
  new Float64Array(buffer, at + 24, 2).set([window.from, window.to]);
  let end = at + LINE_HEAD;
  if (!isPoints) {
    new Uint32Array(buffer, end, length).set(line.index);
    end += padded(length * 4);
  }
  for (const column of isPoints ? [line.steps, line.values] : [line.min, line.max, line.first, line.last]) {
    new Float64Array(buffer, end, length).set(column);
    end += length * 8;
  }
  return end;
}

/** Reads a whole answer. @throws SeriesFormatError when it is not one, or was cut short */
export function decodeAnswer(bytes: Uint8Array): AnsweredLine[] {
  const own = aligned(bytes);
  const view = new DataView(own);
  if (own.byteLength < 8 || view.getUint32(0, true) !== 0x4358_4c50 || view.getUint32(4, true) !== 1)
    throw new SeriesFormatError("expected an answer that begins with PLXC, version 1");
  const lines: AnsweredLine[] = [];
  for (let at = 8; ;) {
    if (at + 8 > own.byteLength) throw new SeriesFormatError("the answer was cut short");
    const run = view.getUint32(at, true);
    if (run === END) return lines;
    if (at + LINE_HEAD > own.byteLength) throw new SeriesFormatError("the answer was cut short");
    const [name = 0, kind = 0, length = 0, buckets = 0] = new Uint32Array(own, at + 4, 4);
    const [from = 0, to = 0] = new Float64Array(own, at + 24, 2);
    const start = at + LINE_HEAD + (kind === 0 ? 0 : padded(length * 4));
    const columns = kind === 0 ? 2 : 4;
    const end = start + columns * length * 8;
    if (end > own.byteLength) throw new SeriesFormatError("the answer was cut short");
    const column = (index: number): Float64Array => new Float64Array(own, start + index * length * 8, length);
    const line: ChartLine =
      kind === 0
        ? { kind: "points", steps: column(0), values: column(1) }
        : {
            kind: "envelope",
            index: new Uint32Array(own, at + LINE_HEAD, length),
            min: column(0),
            max: column(1),
            first: column(2),
            last: column(3),
          };
    lines.push({ run, name, window: { from, to, buckets }, line });
    at = end;
  }
}

function words(...values: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length * 4);
  new Uint32Array(bytes.buffer).set(values);
  return bytes;
}

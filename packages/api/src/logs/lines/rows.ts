import type { LogFile } from "../log-file.ts";

const CHUNK_BYTES = 512 * 1024;
/** A longer text is no line of ours; it is passed over. */
const LONGEST_ROW_BYTES = 4 * 1024 * 1024;
const NEWLINE = 10;
const OPENING_BRACE = 0x7b;

/** Rows of a log file that have their line break and begin as a JSON object does: those that numbers are given to. */
export interface Rows {
  readonly bytes: Buffer;
  /** Beginning and line break of each row, in turn, within `bytes`. */
  readonly spans: readonly number[];
  /** Where `bytes` begin in the file. */
  readonly offset: number;
  /** Of the file: behind the last line break seen. */
  readonly end: number;
}

/** From a row's beginning to the last line break before `until`, in pieces. */
export async function* rowsOf(file: LogFile, from: number, until: number): AsyncGenerator<Rows> {
  let start = from;
  let length = CHUNK_BYTES;
  for (let skipping = false; start < until;) {
    const bytes = await file.read(start, Math.min(length, until - start));
    if (skipping) {
      const end = bytes.indexOf(NEWLINE) + 1;
      skipping = end === 0 && bytes.length > 0;
      if (bytes.length === 0) return;
      start += end === 0 ? bytes.length : end;
      continue;
    }
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end === 0) {
      if (bytes.length < length) return;
      skipping = length > LONGEST_ROW_BYTES;
      length = skipping ? CHUNK_BYTES : length * 2;
      continue;
    }
    length = CHUNK_BYTES;
    yield { bytes, spans: spansOf(bytes, end), offset: start, end: start + end };
    start += end;
  }
}

function spansOf(bytes: Buffer, end: number): readonly number[] {
  const spans: number[] = [];
  for (let from = 0; from < end;) {
    const to = bytes.indexOf(NEWLINE, from);
    if (bytes[from] === OPENING_BRACE) spans.push(from, to);
    from = to + 1;
  }
  return spans;
}

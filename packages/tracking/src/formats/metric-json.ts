import { parseEventLine, parseFloatText, readStep } from "./event-file.ts";
import { jsonNumber } from "./json-number.ts";
import { microsToPythonText, toPythonText } from "./timestamp.ts";

/** Points of a metric, by column; `times` are microseconds since 1970. */
export interface MetricPointColumns {
  readonly steps: Float64Array;
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/**
 * The JSON of what `eventColumns` answers for a metric, written straight from a file or from columns: a file has each number and nearly
 * each time as the JSON has it, so that most of its bytes are copied, and no value is made of them (100,000 rows: 24 ms, and 80 ms by way
 * of values, in one run on a busy machine).
 */
export class MetricJson {
  readonly #steps = new TextColumn();
  readonly #timestamps = new TextColumn();
  readonly #values = new TextColumn();
  /** The first 19 bytes of the last time that was read and found to be Python's text; its decimals are looked at each time. */
  readonly #second = new Uint8Array(SECOND_BYTES);

  /**
   * Adds the rows that `parseEventFile` reads. A number that is written with more digits than it needs keeps them.
   *
   * @param bytes of an event file: whole lines
   */
  addFile(bytes: Uint8Array): void {
    for (const column of [this.#steps, this.#timestamps, this.#values]) column.makeRoom(bytes.length);
    for (let at = 0; at < bytes.length;) {
      const copied = this.#copyRow(bytes, at);
      if (copied !== -1) {
        at = copied;
        continue;
      }
      const newline = bytes.indexOf(NEWLINE, at);
      const end = newline === -1 ? bytes.length : newline;
      this.#readRow(Buffer.from(bytes.buffer, bytes.byteOffset + at, end - at).toString("utf8"), bytes.length - end);
      at = end + 1;
    }
  }

  addPoints({ steps, times, values }: MetricPointColumns): void {
    for (let at = 0; at < steps.length; at += 1)
      this.#add(jsonText(steps[at] ?? 0), microsToPythonText(times[at] ?? 0), values[at] ?? Number.NaN, 0);
  }

  /** `{"step":[...],"timestamp":[...],"metric":[...]}` in pieces; nothing may be added after. */
  pieces(): readonly Uint8Array[] {
    const text = (part: string): Uint8Array => Buffer.from(part, "latin1");
    return [
      text('{"step":['),
      ...this.#steps.chunks(),
      text('],"timestamp":['),
      ...this.#timestamps.chunks(),
      text('],"metric":['),
      ...this.#values.chunks(),
      text("]}"),
    ];
  }

  /** Takes the row that begins at `start` as it is, and answers where the next one begins; −1 for one that has to be read. */
  #copyRow(bytes: Uint8Array, start: number): number {
    const stepEnd = endOfWhole(bytes, start);
    if (stepEnd === -1 || bytes[stepEnd] !== BAR) return -1;
    const time = stepEnd + 1;
    const timeEnd = bytes[time + SHORT_TIME] === BAR ? time + SHORT_TIME : time + LONG_TIME;
    if (bytes[timeEnd] !== BAR || !this.#isPythons(bytes, time, timeEnd)) return -1;
    const end = endOfNumber(bytes, timeEnd + 1);
    if (end === -1 || (end < bytes.length && bytes[end] !== NEWLINE)) return -1;
    this.#steps.copy(bytes, start, stepEnd);
    this.#timestamps.copyText(bytes, time, timeEnd);
    this.#values.copy(bytes, timeEnd + 1, end);
    return end + 1;
  }

  #isPythons(bytes: Uint8Array, from: number, to: number): boolean {
    const second = this.#second;
    for (let at = 0; at < SECOND_BYTES; at += 1)
      if (bytes[from + at] !== second[at]) return this.#isOther(bytes, from, to);
    for (let at = 0; at < ZONE.length; at += 1) if (bytes[to - ZONE.length + at] !== ZONE.charCodeAt(at)) return false;
    if (to - from === SHORT_TIME) return true;
    let digits = 0;
    for (let at = from + SECOND_BYTES + 1; at < to - ZONE.length; at += 1) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) return false;
      digits |= digit;
    }
    return bytes[from + SECOND_BYTES] === POINT && digits !== 0;
  }

  /** The first time of another second. */
  #isOther(bytes: Uint8Array, from: number, to: number): boolean {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("latin1");
    if (toPythonText(text) !== text) return false;
    this.#second.set(bytes.subarray(from, from + SECOND_BYTES));
    return true;
  }

  #readRow(line: string, left: number): void {
    if (line.startsWith("{")) {
      const row = parseEventLine("metric", line);
      if (row !== null)
        this.#add(jsonText(row.step), microsToPythonText(row.timestampMicros), parseFloatText(row.value), left);
      return;
    }
    const [first = "", second, ...rest] = line.split("|");
    if (second === undefined || rest.length === 0) return;
    const step = readStep(first);
    const time = step === undefined ? null : toPythonText(second);
    const value = time === null ? null : parseFloatText(rest.join("|"));
    if (step !== undefined && time !== null && value !== null) this.#add(jsonText(step), time, value, left);
  }

  #add(step: string, time: string, value: number | null, left: number): void {
    this.#steps.add(step, left);
    this.#timestamps.add(`"${time}"`, left);
    this.#values.add(value === null ? "null" : JSON.stringify(jsonNumber(value)), left);
  }
}

const jsonText = (step: number | null): string => JSON.stringify(step);

const SECOND_BYTES = 19;
const ZONE = "+00:00";
/** Characters of a time without decimals, and with six. */
const SHORT_TIME = 25;
const LONG_TIME = 32;

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const BAR = 0x7c;

/** Of whole numbers with so many digits JSON has the same. */
const MOST_DIGITS = 15;

/** Where a whole number as JSON has it ends; −1 when there is none. */
function endOfWhole(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isDigit(bytes[at])) at += 1;
  const digits = at - from;
  return digits === 0 || digits > MOST_DIGITS || (digits > 1 && bytes[from] === ZERO) ? -1 : at;
}

/** The same of a number with decimals, none of which is to spare: `1.0` is `1` in JSON. */
function endOfNumber(bytes: Uint8Array, from: number): number {
  const whole = bytes[from] === MINUS ? from + 1 : from;
  const point = endOfWhole(bytes, whole);
  if (point === -1) return -1;
  // -0 is 0 in JSON.
  if (bytes[point] !== POINT) return whole !== from && bytes[whole] === ZERO ? -1 : point;
  let end = point + 1;
  while (isDigit(bytes[end])) end += 1;
  return end === point + 1 || bytes[end - 1] === ZERO ? -1 : end;
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= ZERO && byte <= NINE;

/** ASCII texts with commas between them, in chunks: nothing is moved when it grows. */
class TextColumn {
  readonly #full: Uint8Array[] = [];
  #chunk = Buffer.allocUnsafe(0);
  #length = 0;
  #isEmpty = true;

  /** For a comma, quotes and so many bytes more. */
  makeRoom(bytes: number): void {
    if (this.#length + bytes + 3 <= this.#chunk.length) return;
    this.#endChunk();
    this.#chunk = Buffer.allocUnsafeSlow(Math.max(bytes + 3, CHUNK_BYTES));
  }

  /** There is room: a row is longer than what becomes of any of its columns. */
  copy(from: Uint8Array, start: number, end: number): void {
    const chunk = this.#chunk;
    let length = this.#separated();
    for (let at = start; at < end; at += 1) chunk[length++] = from[at] as number;
    this.#length = length;
  }

  copyText(from: Uint8Array, start: number, end: number): void {
    const chunk = this.#chunk;
    let length = this.#separated();
    chunk[length++] = QUOTE;
    for (let at = start; at < end; at += 1) chunk[length++] = from[at] as number;
    chunk[length++] = QUOTE;
    this.#length = length;
  }

  /** @param left bytes for which there is to be room afterwards */
  add(text: string, left: number): void {
    this.makeRoom(text.length + left + 1);
    const length = this.#separated();
    this.#length = length + this.#chunk.write(text, length, "latin1");
  }

  chunks(): readonly Uint8Array[] {
    this.#endChunk();
    return this.#full;
  }

  /** Where the next text begins. */
  #separated(): number {
    if (this.#isEmpty) {
      this.#isEmpty = false;
      return this.#length;
    }
    this.#chunk[this.#length] = COMMA;
    return this.#length + 1;
  }

  #endChunk(): void {
    const used = this.#chunk.subarray(0, this.#length);
    // Of steps, most of a chunk is left over.
    if (used.length > 0) this.#full.push(used.length * 2 < this.#chunk.length ? new Uint8Array(used) : used);
    this.#chunk = Buffer.allocUnsafe(0);
    this.#length = 0;
  }
}

const CHUNK_BYTES = 64 * 1024;

import { encodeLogLine, microsToIso } from "@polyaxon/tracking";
import type { SecretForms } from "./secret-forms.ts";

const FIRST_BYTES = 256 * 1024;
/** Room for everything of a stored line but its value and its source. */
const FRAME_BYTES = 128;
const MICROS_PER_SECOND = 1_000_000;

/**
 * Encodes pieces of output as stored log lines, the bytes that `encodeLogLine` gives. Most output is plain ASCII that needs no
 * escape: such a piece is copied without ever becoming a string, which is four times as fast and the reason for this file.
 */
export interface LogEncoder {
  add(micros: number, bytes: Buffer, from: number, to: number, end: number, eol: boolean, secret: boolean): void;
  /** What was added since `clear`; valid until the next call. */
  bytes(): Buffer;
  clear(): void;
  /** Gives the memory back until the next `add`. */
  release(): void;
}

/** 1 for bytes that JSON text holds as they are: printable ASCII without `"` and `\`. */
const PLAIN = new Uint8Array(256).map((_, byte) =>
  byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c ? 1 : 0,
);

export function createLogEncoder(
  source: { readonly node: string; readonly pod: string; readonly container: string },
  secrets: SecretForms,
): LogEncoder {
  // The encoder of the format says how a line begins and ends; the value and the numbers change between the parts.
  const sample = encodeLogLine({ timestampMicros: 0, ...source, value: "", offset: 0 });
  const [head, body] = parts(sample, microsToIso(0));
  const [middle, tail] = parts(body, '"",');
  const afterStamp = Buffer.from(`${microsToIso(0).slice(26)}${middle}"`);
  const afterValue = Buffer.from(`",${tail.slice(0, tail.lastIndexOf("0}"))}`);
  const whole = Buffer.from("}\n");
  const open = Buffer.from(',"eol":false}\n');
  let second = Number.NaN;
  let beforeMicros = Buffer.alloc(0);
  let out = Buffer.alloc(0);
  let at = 0;

  function reserve(bytes: number): void {
    if (out.length - at >= bytes) return;
    const larger = Buffer.allocUnsafe(Math.max(FIRST_BYTES, out.length * 2, at + bytes));
    out.copy(larger, 0, 0, at);
    out = larger;
  }

  function copy(part: Buffer): void {
    out.set(part, at);
    at += part.length;
  }

  function digits(value: number, width: number): void {
    let rest = value;
    for (let i = at + width - 1; i >= at; i--) {
      const next = Math.floor(rest / 10);
      out[i] = 0x30 + rest - next * 10;
      rest = next;
    }
    at += width;
  }

  function addPlain(micros: number, bytes: Buffer, from: number, to: number, end: number, eol: boolean): void {
    const newSecond = Math.floor(micros / MICROS_PER_SECOND);
    if (newSecond !== second) {
      second = newSecond;
      beforeMicros = Buffer.from(head + microsToIso(second * MICROS_PER_SECOND).slice(0, 20));
    }
    reserve(FRAME_BYTES + beforeMicros.length + afterStamp.length + to - from);
    copy(beforeMicros);
    digits(micros - second * MICROS_PER_SECOND, 6);
    copy(afterStamp);
    bytes.copy(out, at, from, to);
    at += to - from;
    copy(afterValue);
    digits(end, decimalWidth(end));
    copy(eol ? whole : open);
  }

  return {
    add(micros, bytes, from, to, end, eol, secret) {
      if (!secret && isPlain(bytes, from, to)) {
        addPlain(micros, bytes, from, to, end, eol);
        return;
      }
      const text = bytes.toString("utf8", from, to);
      const value = secret ? secrets.mask(text) : text;
      const place = eol ? { offset: end } : { offset: end, eol };
      const line = encodeLogLine({ timestampMicros: micros, ...source, value, ...place });
      reserve(line.length * 3);
      at += out.write(line, at);
    },
    bytes: () => out.subarray(0, at),
    clear() {
      at = 0;
    },
    release() {
      out = Buffer.alloc(0);
      at = 0;
    },
  };
}

function isPlain(bytes: Buffer, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (PLAIN[bytes[i] as number] === 0) return false;
  return true;
}

function decimalWidth(value: number): number {
  let width = 1;
  for (let limit = 10; value >= limit; limit *= 10) width += 1;
  return width;
}

function parts(text: string, separator: string): [string, string] {
  const at = text.lastIndexOf(separator);
  return [text.slice(0, at), text.slice(at + separator.length)];
}

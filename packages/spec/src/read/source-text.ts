import type { IssueCode } from "../issues/issue-codes.ts";
import type { ReadLimits } from "./limits.ts";

/** A problem at an offset of the text, in UTF-16 units. */
export interface TextProblem {
  readonly code: IssueCode;
  readonly message: string;
  readonly offset: number;
  /** The text up to the problem, to tell line and column from. */
  readonly text: string;
  readonly expected?: string;
  readonly found?: string;
  readonly hint?: string;
}

/**
 * The text of a file, or why it is none. Only UTF-8 is read; the length is checked before anything else. Lines end in a line
 * feed, however they are written.
 */
export function sourceText(source: Uint8Array | string, limits: ReadLimits): string | TextProblem {
  if (source.length > limits.maxBytes) {
    const message = `the file is too large: ${megabytes(source.length)}, at most ${megabytes(limits.maxBytes)} are read`;
    return { code: "PLX-101", message, offset: 0, text: "", hint: TOO_LARGE };
  }
  const text = typeof source === "string" ? source.replace(/^\uFEFF/, "") : decodeUtf8(source);
  if (typeof text !== "string") return text;
  const control = UNPRINTABLE.exec(text);
  if (control === null) return withLineFeeds(text);
  const code = control[0].charCodeAt(0);
  const what = code === 0 ? "a NUL character: it looks like a binary file" : `the control character U+${hex(code, 4)}`;
  const offset = control.index;
  return { code: "PLX-103", message: `the file holds ${what} (character ${offset})`, offset, text, expected: "text" };
}

/** A carriage return ends a line too, with or without a line feed behind it. */
export const withLineFeeds = (text: string): string => (text.includes("\r") ? text.replaceAll(/\r\n?/g, "\n") : text);

const TOO_LARGE =
  "is this a data file? A matrix stands for many operations that differ in their params, and a `pathRef` keeps a component in a file of its own";

// What PyYAML refuses, except lone surrogates, which only text that never was bytes can hold.
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u0084\u0086-\u009F\uFFFE\uFFFF]/;

const MARKS: readonly (readonly [string, readonly number[]])[] = [
  ["UTF-32", [0xff, 0xfe, 0, 0]],
  ["UTF-32", [0, 0, 0xfe, 0xff]],
  ["UTF-16", [0xff, 0xfe]],
  ["UTF-16", [0xfe, 0xff]],
];

const UTF8 = new TextDecoder("utf-8", { fatal: true });

function decodeUtf8(bytes: Uint8Array): string | TextProblem {
  const encoding = MARKS.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte))?.[0] ?? wideText(bytes);
  if (encoding !== undefined) {
    const message = `the file is encoded in ${encoding} (byte 0), only UTF-8 is read`;
    return {
      code: "PLX-102",
      message,
      offset: 0,
      text: "",
      expected: "UTF-8",
      found: encoding,
      hint: "save it as UTF-8",
    };
  }
  try {
    return UTF8.decode(bytes);
  } catch {
    const at = firstInvalidByte(bytes);
    const text = new TextDecoder("utf-8").decode(bytes.subarray(0, at));
    const found = `byte 0x${hex(bytes[at] ?? 0, 2)} at offset ${at}`;
    return {
      code: "PLX-102",
      message: `the file is not UTF-8: ${found}`,
      offset: text.length,
      text,
      expected: "UTF-8",
      found,
      hint: bytes.subarray(0, 10_000).includes(0)
        ? "it looks like a binary file, which no Polyaxonfile is"
        : "save it as UTF-8",
    };
  }
}

/** UTF-16 and UTF-32 without a mark: ASCII text whose every other byte is NUL. */
function wideText(bytes: Uint8Array): string | undefined {
  if (bytes.length < 4) return undefined;
  const [a, b, c, d] = bytes;
  if ((a !== 0 && b === 0 && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0 && d !== 0)) return "UTF-32";
  const isWide = (a !== 0 && b === 0 && c !== 0 && d === 0) || (a === 0 && b !== 0 && c === 0 && d !== 0);
  return isWide ? "UTF-16" : undefined;
}

/** The first byte of the first sequence that is wrong or cut off. Bisects for the longest beginning that streams well. */
function firstInvalidByte(bytes: Uint8Array): number {
  let valid = 0;
  let invalid = bytes.length + 1;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (isValidUtf8(bytes.subarray(0, middle), true)) valid = middle;
    else invalid = middle;
  }
  while (valid > 0 && !isValidUtf8(bytes.subarray(0, valid), false)) valid--;
  return valid;
}

function isValidUtf8(bytes: Uint8Array, stream: boolean): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream });
    return true;
  } catch {
    return false;
  }
}

/** Rounded up, so that what is a byte too large does not read as just large enough. */
const megabytes = (bytes: number): string => `${(Math.ceil(bytes / 1e5) / 10).toFixed(1)} MB`;
const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, "0");

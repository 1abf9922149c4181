/** Python's spelling of numbers and string escapes; used by templates and by literal reading. */

const HEX = /0[xX](?:_?[0-9a-fA-F])+/y;
const OCT = /0[oO](?:_?[0-7])+/y;
const BIN = /0[bB](?:_?[01])+/y;
const FLOAT =
  /(?:\d(?:_?\d)*\.(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?|\d(?:_?\d)*[eE][+-]?\d(?:_?\d)*/y;
const STRICT_FLOAT = /\d(?:_?\d)*(?:\.\d(?:_?\d)*)?[eE][+-]?\d(?:_?\d)*|\d(?:_?\d)*\.\d(?:_?\d)*/y;
const INT = /0(?:_?0)*|[1-9](?:_?\d)*/y;
const WORD_CHAR = /[\p{L}\p{N}_]/u;

export interface NumberToken {
  readonly value: number;
  readonly isFloat: boolean;
  readonly end: number;
}

/**
 * Reads the unsigned number that begins at `at`; null when Python would refuse it (`007`, `1_`, `12abc`).
 * With `strictDots` (templates) a float needs digits on both sides of its dot and may not follow one, so that
 * `rows.0.name` is two item accesses.
 */
export function readNumber(source: string, at: number, strictDots = false): NumberToken | null {
  for (const pattern of [HEX, OCT, BIN]) {
    pattern.lastIndex = at;
    const text = pattern.exec(source)?.[0];
    if (text !== undefined) return token(Number(text.replaceAll("_", "")), false, source, at + text.length);
  }
  const pattern = strictDots ? STRICT_FLOAT : FLOAT;
  pattern.lastIndex = at;
  const floatText = strictDots && source[at - 1] === "." ? undefined : pattern.exec(source)?.[0];
  if (floatText !== undefined) return token(Number(floatText.replaceAll("_", "")), true, source, at + floatText.length);
  INT.lastIndex = at;
  const intText = INT.exec(source)?.[0];
  if (intText === undefined) return null;
  return token(Number(intText.replaceAll("_", "")), false, source, at + intText.length);
}

function token(value: number, isFloat: boolean, source: string, end: number): NumberToken | null {
  if (end < source.length && WORD_CHAR.test(source[end] ?? "")) return null;
  return { value, isFloat, end };
}

const SIMPLE: Readonly<Record<string, string>> = {
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\n": "",
};
const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g;

/** Undoes the escapes of a Python text literal; unknown ones stay as written, broken hex ones give null. */
export function unescapeString(body: string): string | null {
  if (!body.includes("\\")) return body;
  let broken = false;
  const text = body.replace(ESCAPE, (whole, x?: string, u?: string, big?: string, octal?: string, other?: string) => {
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
    const hex = x ?? u ?? big;
    if (hex !== undefined) {
      const code = Number.parseInt(hex, 16);
      if (code <= 0x10ffff) return String.fromCodePoint(code);
    }
    if (hex !== undefined || other === "x" || other === "u" || other === "U" || other === "N") broken = true;
    return (other !== undefined ? SIMPLE[other] : undefined) ?? whole;
  });
  return broken ? null : text;
}

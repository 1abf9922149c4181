import { readNumber, unescapeString } from "./python-lexis.ts";
import { type Value, Tuple, dictOf, float } from "./values.ts";

/**
 * Reads a text as a Python literal, as `ast.literal_eval` would: numbers, quoted text, `True`, `False`, `None`, and
 * tuples, lists and dicts of those. Undefined when it is anything else.
 *
 * Two differences, both in favour of what the author wrote: whole numbers beyond 2^53 and complex numbers stay text.
 */
export function readLiteral(text: string, maxDepth: number): Value | undefined {
  if (!couldBeLiteral(text)) return undefined;
  const reader = new LiteralReader(text, maxDepth);
  const value = reader.open();
  return value !== undefined && reader.atEnd() ? value : undefined;
}

/** Most texts are rejected by their first character. */
const couldBeLiteral = (text: string): boolean => /^[ \t]*[-+.\d'"[({TFNrRbBuU]/.test(text);

const WORDS: Readonly<Record<string, Value>> = { True: true, False: false, None: null };
const SPACE_INSIDE = /[ \t\f\r\n]*/y;
const SPACE = /[ \t\f]*/y;
const TRAILING = /[ \t\f\r\n]*$/y;
const STRING_START = /([rRuU]?)('''|"""|'|")/y;
const WORD = /(?:True|False|None)(?![\p{L}\p{N}_])/uy;

class LiteralReader {
  readonly #text: string;
  readonly #maxDepth: number;
  #at = 0;
  #depth = 0;

  constructor(text: string, maxDepth: number) {
    this.#text = text;
    this.#maxDepth = maxDepth;
  }

  /** The outermost value, where commas without brackets make a tuple. */
  open(): Value | undefined {
    const first = this.#value();
    if (first === undefined || !this.#take(",")) return first;
    const items = [first];
    while (!this.atEnd()) {
      const item = this.#value();
      if (item === undefined) return undefined;
      items.push(item);
      if (!this.#take(",")) break;
    }
    return Tuple.from(items);
  }

  atEnd(): boolean {
    TRAILING.lastIndex = this.#at;
    return TRAILING.test(this.#text);
  }

  #skip(): void {
    const pattern = this.#depth > 0 ? SPACE_INSIDE : SPACE;
    pattern.lastIndex = this.#at;
    this.#at += pattern.exec(this.#text)?.[0].length ?? 0;
  }

  #take(char: string): boolean {
    this.#skip();
    if (this.#text[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }

  #value(): Value | undefined {
    this.#skip();
    const char = this.#text[this.#at] ?? "";
    if (char === "[") return this.#bracketed("]");
    if (char === "(") return this.#bracketed(")");
    if (char === "{") return this.#dict();
    if (char === "-" || char === "+" || char === "." || (char >= "0" && char <= "9")) return this.#number();
    WORD.lastIndex = this.#at;
    const word = WORD.exec(this.#text)?.[0];
    if (word !== undefined) {
      this.#at += word.length;
      return WORDS[word];
    }
    return this.#string();
  }

  #number(): Value | undefined {
    const sign = this.#text[this.#at];
    if (sign === "-" || sign === "+") this.#at += 1;
    this.#skip();
    const token = readNumber(this.#text, this.#at);
    if (token === null) return undefined;
    this.#at = token.end;
    const value = sign === "-" ? -token.value : token.value;
    if (token.isFloat) return float(value);
    return Number.isSafeInteger(value) ? value + 0 : undefined;
  }

  /** Neighbouring texts are one text. */
  #string(): string | undefined {
    let whole: string | undefined;
    for (;;) {
      this.#skip();
      STRING_START.lastIndex = this.#at;
      const start = STRING_START.exec(this.#text);
      if (start === null) return whole;
      const quote = start[2] ?? "'";
      const from = this.#at + start[0].length;
      const to = closing(this.#text, from, quote);
      if (to < 0) return undefined;
      const body = this.#text.slice(from, to);
      const part = start[1] === "r" || start[1] === "R" ? body : unescapeString(body);
      if (part === null) return undefined;
      whole = (whole ?? "") + part;
      this.#at = to + quote.length;
    }
  }

  #bracketed(close: "]" | ")"): Value | undefined {
    const items: Value[] = [];
    let commas = 0;
    const complete = this.#inside(
      close,
      () => {
        const item = this.#value();
        if (item === undefined) return false;
        items.push(item);
        return true;
      },
      () => {
        commas += 1;
      },
    );
    if (!complete) return undefined;
    if (close === "]") return items;
    const only = items[0];
    return items.length === 1 && commas === 0 && only !== undefined ? only : Tuple.from(items);
  }

  #dict(): Value | undefined {
    const entries: [string, Value][] = [];
    const complete = this.#inside("}", () => {
      const key = this.#value();
      if ((typeof key !== "string" && typeof key !== "number") || !this.#take(":")) return false;
      const value = this.#value();
      if (value === undefined) return false;
      entries.push([String(key), value]);
      return true;
    });
    return complete ? dictOf(entries) : undefined;
  }

  /** Items with commas between, a trailing comma allowed, up to `close`. */
  #inside(close: string, item: () => boolean, onComma?: () => void): boolean {
    this.#at += 1;
    this.#depth += 1;
    if (this.#depth > this.#maxDepth) return false;
    let first = true;
    while (!this.#take(close)) {
      if (!first) {
        if (!this.#take(",")) return false;
        onComma?.();
        if (this.#take(close)) break;
      }
      first = false;
      if (!item()) return false;
    }
    this.#depth -= 1;
    return true;
  }
}

/** Where the closing quote begins; a one-line text ends at a line break. −1 when it never closes. */
function closing(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text.startsWith(quote, at)) return at;
    else if (quote.length === 1 && text[at] === "\n") return -1;
  }
  return -1;
}

import { MAX_KEY_CHARACTERS, type ReadLimits } from "../limits.ts";
import { lineStarts } from "../line-starts.ts";
import type { Places } from "../node-places.ts";
import { resolvePlain } from "../plain-scalars.ts";
import { MOST_SURPRISES, type Surprise, surpriseOf } from "../surprising-scalars.ts";
import { blockText } from "./block-text.ts";
import { CleanPlaces, PlaceLog } from "./clean-places.ts";
import { flowPlainText, plainKey, plainText, quotedText } from "./clean-scalars.ts";
import { COLON, DASH, HASH, isBlank, LineCursor, UNCLEAN } from "./line-cursor.ts";

export interface CleanYaml {
  readonly value: unknown;
  /** Plain scalars that are not read as they look, in the order of the text. */
  readonly surprises: readonly Surprise[];
}

/**
 * Reads the YAML that nearly all Polyaxonfiles keep to, or returns undefined: not well-formed, more than one document, anchors,
 * tags, explicit keys, quotes over several lines, a key written twice, a number that is not kept exactly, and whatever else is
 * rare or the full reader has something to say about. It gives no positions and goes over the text once, at a small part of
 * what the full reader costs, which is asked where positions are needed. What this takes, the full reader reads the same.
 */
export function parseCleanYaml(text: string, limits: ReadLimits): CleanYaml | TooLarge | undefined {
  if (SPECIAL.test(text)) return undefined;
  const reading = new CleanReading(text, limits, null);
  try {
    return { value: reading.document(), surprises: reading.surprises };
  } catch (error) {
    if (error === UNCLEAN) return undefined;
    if (error === TOO_LARGE) return { tooLargeAt: reading.at };
    throw error;
  }
}

/** It is well-formed so far, and at this offset has more values than it may have. */
export interface TooLarge {
  readonly tooLargeAt: number;
}

/** Where the values stand of a text that `parseCleanYaml` reads with these limits. It is read once more. */
export function placesOfCleanYaml(text: string, limits: ReadLimits): Places {
  const log = new PlaceLog();
  new CleanReading(text, limits, log).document();
  return new CleanPlaces(log, lineStarts(text));
}

/** White space that not every parser takes for the same. */
const SPECIAL = /[\t\u0085\u00A0\u2028\u2029\uFEFF]/;
/** Thrown, always the same one, at one value more than the limit. */
const TOO_LARGE = new Error("too many values");

const MAX_DEPTH = 50;

const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const COMMA = 0x2c;
const GREATER = 0x3e;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const BAR = 0x7c;
const CLOSE_BRACE = 0x7d;

/**
 * One pass over a text. What is told by columns begins at a node and ends at the beginning of the next line with content, whose
 * column is the cursor's; what is in brackets ends behind them.
 */
class CleanReading {
  readonly surprises: Surprise[] = [];
  readonly #cursor: LineCursor;
  readonly #limits: ReadLimits;
  /** To the node that is being read. */
  readonly #path: (string | number)[] = [];
  readonly #log: PlaceLog | null;
  #depth = 0;
  #nodes = 0;

  constructor(text: string, limits: ReadLimits, log: PlaceLog | null) {
    this.#cursor = new LineCursor(text);
    this.#limits = limits;
    this.#log = log;
  }

  /** The offset that it has come to. */
  get at(): number {
    return this.#cursor.at;
  }

  document(): Record<string, unknown> {
    const cursor = this.#cursor;
    cursor.toFirstLine();
    let value: Record<string, unknown>;
    if (cursor.code() === OPEN_BRACE) {
      value = this.#flowMapping();
      cursor.endLine();
    } else {
      const start = cursor.at;
      const key = this.#blockKey();
      if (key === undefined) throw UNCLEAN;
      value = this.#mapping(cursor.column, key, start);
    }
    if (cursor.column !== -1) throw UNCLEAN;
    return value;
  }

  /** A node in a block collection at column `parent`, itself at column `column`: on a line of its own, or behind a dash. */
  #block(column: number, parent: number): unknown {
    if (this.#isAtDash()) return this.#sequence(column);
    const start = this.#cursor.at;
    const key = this.#blockKey();
    return key === undefined ? this.#inline(parent) : this.#mapping(column, key, start);
  }

  #mapping(column: number, first: string, start: number): Record<string, unknown> {
    this.#enter();
    this.#log?.open("mapping", start);
    const mapping: Record<string, unknown> = {};
    let key: string | undefined = first;
    let keyStart = start;
    for (;;) {
      if (key === undefined) throw UNCLEAN;
      this.#add(mapping, key, keyStart);
      mapping[key] = this.#valueOfKey(column);
      this.#path.pop();
      if (this.#cursor.column !== column) break;
      keyStart = this.#cursor.at;
      key = this.#blockKey();
    }
    this.#log?.end();
    this.#leave(column);
    return mapping;
  }

  #valueOfKey(column: number): unknown {
    if (!this.#isLineOver()) return this.#inline(column);
    this.#cursor.endLine();
    const next = this.#cursor.column;
    return next > column || (next === column && this.#isAtDash()) ? this.#block(next, column) : this.#nothing();
  }

  #sequence(column: number): unknown[] {
    this.#enter();
    this.#log?.open("list", this.#cursor.at);
    const list: unknown[] = [];
    do {
      this.#path.push(list.length);
      list.push(this.#item(column));
      this.#path.pop();
    } while (this.#cursor.column === column && this.#isAtDash());
    this.#log?.end();
    this.#leave(column);
    return list;
  }

  #item(column: number): unknown {
    const cursor = this.#cursor;
    const dash = cursor.at;
    cursor.at += 1;
    // What follows a dash stands as deep as if it had a line of its own.
    if (!this.#isLineOver()) return this.#block(column + cursor.at - dash, column);
    cursor.endLine();
    return cursor.column > column ? this.#block(cursor.column, column) : this.#nothing();
  }

  /** A scalar, or a collection in brackets, in a block collection. */
  #inline(parent: number): unknown {
    const cursor = this.#cursor;
    switch (cursor.code()) {
      case OPEN_BRACKET:
      case OPEN_BRACE:
      case QUOTE:
      case APOSTROPHE: {
        const value = this.#flow();
        cursor.endLine();
        return value;
      }
      case BAR:
      case GREATER:
        this.#count();
        this.#log?.scalar(cursor.at, null);
        return blockText(cursor, parent);
      default: {
        const start = cursor.at;
        return this.#plain(plainText(cursor, parent), start);
      }
    }
  }

  /** The key of this line, and on to behind its colon; or undefined, and no step further. */
  #blockKey(): string | undefined {
    const cursor = this.#cursor;
    const start = cursor.at;
    const code = cursor.code();
    if (code === OPEN_BRACKET || code === OPEN_BRACE || code === BAR || code === GREATER) return undefined;
    const isQuoted = code === QUOTE || code === APOSTROPHE;
    const key = isQuoted ? quotedText(cursor) : plainKey(cursor);
    if (isQuoted) cursor.skipSpaces();
    if (cursor.code() === COLON && isBlank(cursor.text.charCodeAt(cursor.at + 1))) {
      cursor.at += 1;
      return key;
    }
    cursor.at = start;
    return undefined;
  }

  /** Anything that stands between brackets, where columns mean nothing. */
  #flow(): unknown {
    const start = this.#cursor.at;
    switch (this.#cursor.code()) {
      case OPEN_BRACKET:
        return this.#flowList();
      case OPEN_BRACE:
        return this.#flowMapping();
      case QUOTE:
      case APOSTROPHE:
        this.#count();
        this.#log?.scalar(start, null);
        return quotedText(this.#cursor);
      default:
        return this.#plain(flowPlainText(this.#cursor), start);
    }
  }

  #flowList(): unknown[] {
    const cursor = this.#cursor;
    this.#enter();
    this.#log?.open("list", cursor.at);
    const list: unknown[] = [];
    cursor.at += 1;
    cursor.skipLines();
    while (cursor.code() !== CLOSE_BRACKET) {
      this.#path.push(list.length);
      list.push(this.#flow());
      this.#path.pop();
      this.#separator(CLOSE_BRACKET);
    }
    cursor.at += 1;
    this.#log?.end();
    this.#depth -= 1;
    return list;
  }

  #flowMapping(): Record<string, unknown> {
    const cursor = this.#cursor;
    this.#enter();
    this.#log?.open("mapping", cursor.at);
    const mapping: Record<string, unknown> = {};
    cursor.at += 1;
    cursor.skipLines();
    while (cursor.code() !== CLOSE_BRACE) {
      const start = cursor.at;
      const key = this.#flowKey();
      this.#add(mapping, key, start);
      cursor.skipLines();
      mapping[key] = this.#flow();
      this.#path.pop();
      this.#separator(CLOSE_BRACE);
    }
    cursor.at += 1;
    this.#log?.end();
    this.#depth -= 1;
    return mapping;
  }

  /** A key between brackets, and on to behind its colon, which may touch the value when the key is in quotes. */
  #flowKey(): string {
    const cursor = this.#cursor;
    const code = cursor.code();
    const isQuoted = code === QUOTE || code === APOSTROPHE;
    const key = isQuoted ? quotedText(cursor) : flowPlainText(cursor);
    if (isQuoted) cursor.skipSpaces();
    if (cursor.code() !== COLON) throw UNCLEAN;
    cursor.at += 1;
    if (!isQuoted && !isBlank(cursor.code())) throw UNCLEAN;
    return key;
  }

  /** Behind an entry between brackets: on to the next one, or to the bracket that closes. */
  #separator(close: number): void {
    const cursor = this.#cursor;
    cursor.skipLines();
    const code = cursor.code();
    if (code === COMMA) {
      cursor.at += 1;
      cursor.skipLines();
    } else if (code !== close) {
      throw UNCLEAN;
    }
  }

  #plain(text: string, start: number): unknown {
    this.#count();
    this.#log?.scalar(start, text);
    const plain = resolvePlain(text);
    if (plain.kind === "invalid" || plain.inexact === true) throw UNCLEAN;
    const as = surpriseOf(text, plain);
    if (as !== null) {
      if (this.surprises.length >= MOST_SURPRISES) throw UNCLEAN;
      this.surprises.push({ path: [...this.#path], text, value: plain.value, as });
    }
    return plain.value;
  }

  #nothing(): null {
    this.#count();
    this.#log?.scalar(null, "");
    return null;
  }

  #isAtDash(): boolean {
    const { at, text } = this.#cursor;
    return text.charCodeAt(at) === DASH && isBlank(text.charCodeAt(at + 1));
  }

  /** Whether nothing but blanks and a comment follows on this line; else on to what does. */
  #isLineOver(): boolean {
    const cursor = this.#cursor;
    const before = cursor.at;
    cursor.skipSpaces();
    const code = cursor.code();
    if (code !== HASH && !isBlank(code)) return false;
    cursor.at = before;
    return true;
  }

  #add(mapping: Readonly<Record<string, unknown>>, key: string, start: number): void {
    if (key === "<<" || key === "__proto__" || (mapping[key] !== undefined && Object.hasOwn(mapping, key)))
      throw UNCLEAN;
    if (key.length > MAX_KEY_CHARACTERS) throw UNCLEAN;
    this.#count();
    this.#log?.scalar(start, key);
    this.#path.push(key);
  }

  #enter(): void {
    this.#count();
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH || this.#depth > this.#limits.maxDepth) throw UNCLEAN;
  }

  /** Block collections end where a line is indented less. */
  #leave(column: number): void {
    this.#depth -= 1;
    if (this.#cursor.column > column) throw UNCLEAN;
  }

  #count(): void {
    this.#nodes += 1;
    if (this.#nodes > this.#limits.maxNodes) throw TOO_LARGE;
  }
}

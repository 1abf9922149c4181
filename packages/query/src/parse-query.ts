import type { Condition, Query } from "./ast.ts";
import { parseOperation } from "./parse-operation.ts";
import { QueryError } from "./query-error.ts";

/** Bounds on what a caller may ask a database to do. */
export const LIMITS = { length: 32_768, depth: 20, conditions: 200, values: 500 } as const;

/**
 * Reads a query (reference/api.md §14.1).
 *
 *     query = and { ("OR" | "|" before a new "field:" or "(") and }
 *     and   = item { ("," | "AND") item }
 *     item  = "(" query ")" | field ":" operation
 *     field = word | word "." key
 *
 * Words are case-insensitive and AND binds tighter. Wider than upstream in one place: after the first dot a key may also
 * hold dots, dashes and slashes, so that a metric named `val/loss` can be asked for.
 *
 * @throws QueryError with the offset of what could not be understood; also when a bound of `LIMITS` is passed
 */
export function parseQuery(text: string): Query {
  if (text.length > LIMITS.length) {
    throw new QueryError(`Query: expected at most ${LIMITS.length} characters, found ${text.length}`, LIMITS.length);
  }
  const reader = new Reader(text);
  const query = reader.query(0);
  reader.expectEnd();
  return query;
}

const FIELD = /([A-Za-z_]\w*)(?:\.([\w./-]+))?[ \t]*:/y;
const EQUATION = /^([A-Za-z_][\w.]*)\s*(==|=|<=|>=|<|>)\s*([^\s,()|]+)/;
/** Words (no dates or numbers, of which most fields take one) and commas up to the end or a bracket, short enough for a message. */
const WORD_LIST = /^[A-Za-z_%][\w%.-]{0,63}(?:\s*,\s*[A-Za-z_%][\w%.-]{0,63}){0,9}\s*(?=\)|$)/;
const SPACE = /\s*/y;
const OR_WORD = /or(?=[\s(]|$)/iy;
const AND_WORD = /and(?=[\s(]|$)/iy;
const NEW_ITEM = /\|\s*(?:\(|[A-Za-z_]\w*(?:\.[\w./-]+)?[ \t]*:)/y;

class Reader {
  readonly #text: string;
  #at = 0;
  #conditions = 0;
  /** The condition that was read last, where it asks for words, and where it ends. */
  #words: { readonly text: string; readonly end: number } | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  query(depth: number): Query {
    if (depth > LIMITS.depth) throw this.#error(`expected at most ${LIMITS.depth} nested parentheses`);
    const terms = [this.#conjunction(depth)];
    while (this.#skipOr()) terms.push(this.#conjunction(depth));
    return terms.length === 1 && terms[0] !== undefined ? terms[0] : { kind: "or", terms };
  }

  expectEnd(): void {
    this.#match(SPACE);
    if (this.#at < this.#text.length) throw this.#error(`expected "," AND, OR or the end, found ${this.#found()}`);
  }

  #conjunction(depth: number): Query {
    const terms = [this.#item(depth)];
    while (this.#skipAnd()) terms.push(this.#item(depth));
    return terms.length === 1 && terms[0] !== undefined ? terms[0] : { kind: "and", terms };
  }

  #item(depth: number): Query {
    this.#match(SPACE);
    if (this.#text[this.#at] !== "(") return this.#condition();
    this.#at += 1;
    const inner = this.query(depth + 1);
    this.#match(SPACE);
    if (this.#text[this.#at] !== ")") throw this.#error(`expected ")", found ${this.#found()}`);
    this.#at += 1;
    return inner;
  }

  /** For `status=running` and `loss<0.1`, which other languages would read, and for `status:running,queued`. */
  #meant(): string {
    const words = this.#wordsBefore();
    const [list] = words === null ? [] : (WORD_LIST.exec(this.#text.slice(this.#at)) ?? []);
    if (words !== null && list !== undefined)
      return `; did you mean "${words}|${list.trim().replaceAll(/\s*,\s*/g, "|")}"?`;
    const [, field, operator = "", value = ""] = EQUATION.exec(this.#text.slice(this.#at)) ?? [];
    if (field === undefined) return "";
    return `; did you mean "${field}:${operator.replace(/^==?$/, "")}${value}"?`;
  }

  /** The condition that only a comma parts from here; null when none does, or it asks for no words. */
  #wordsBefore(): string | null {
    const between = this.#words === null ? "" : this.#text.slice(this.#words.end, this.#at);
    return /^\s*,\s*$/.test(between) ? (this.#words?.text.trimEnd() ?? null) : null;
  }

  #condition(): Condition {
    const position = this.#at;
    this.#conditions += 1;
    if (this.#conditions > LIMITS.conditions) throw this.#error(`expected at most ${LIMITS.conditions} conditions`);
    const match = this.#match(FIELD);
    if (match === null) throw this.#error(`expected "field:value" or "(", found ${this.#found()}${this.#meant()}`);
    const [, field = "", key = null] = match;
    const start = this.#at;
    const end = this.#operationEnd();
    this.#at = end;
    const name = key === null ? field : `${field}.${key}`;
    const operation = parseOperation(this.#text.slice(start, end), start, name, LIMITS.values);
    this.#words = operation.operation.kind === "values" ? { text: this.#text.slice(position, end), end } : null;
    return { kind: "condition", field, key, position, ...operation };
  }

  /** An operation goes on up to "," ")" AND OR, or a pipe that begins a new item. */
  #operationEnd(): number {
    for (let at = this.#at; at < this.#text.length; at++) {
      const char = this.#text[at];
      if (char === "," || char === ")") return at;
      if (char === "(") {
        this.#at = at;
        throw this.#error('a value cannot hold "("');
      }
      if (char === "|" && this.#matchesAt(NEW_ITEM, at)) return at;
      const startsWord = /\s/.test(this.#text[at - 1] ?? "");
      if (startsWord && (this.#matchesAt(AND_WORD, at) || this.#matchesAt(OR_WORD, at))) return at;
    }
    return this.#text.length;
  }

  #skipOr(): boolean {
    this.#match(SPACE);
    if (this.#matchesAt(NEW_ITEM, this.#at)) {
      this.#at += 1;
      return true;
    }
    return this.#match(OR_WORD) !== null;
  }

  #skipAnd(): boolean {
    this.#match(SPACE);
    if (this.#text[this.#at] !== ",") return this.#match(AND_WORD) !== null;
    this.#at += 1;
    return true;
  }

  /** Takes what `pattern` matches here; null, and nothing taken, when it does not. */
  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match !== null) this.#at += match[0].length;
    return match;
  }

  #matchesAt(pattern: RegExp, at: number): boolean {
    pattern.lastIndex = at;
    return pattern.test(this.#text);
  }

  #found(): string {
    if (this.#at >= this.#text.length) return "the end";
    const rest = this.#text.slice(this.#at, this.#at + 20);
    return `"${rest}${this.#at + 20 < this.#text.length ? "…" : ""}"`;
  }

  #error(problem: string): QueryError {
    return new QueryError(`Query: ${problem} (at character ${this.#at + 1})`, this.#at);
  }
}

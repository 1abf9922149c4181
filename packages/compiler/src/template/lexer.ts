import { TemplateError } from "./errors.ts";
import { readNumber, unescapeString } from "./python-lexis.ts";

export type Token =
  | { readonly type: "text"; readonly at: number; readonly text: string }
  | { readonly type: "open-print" | "close-print" | "open-block" | "close-block" | "end"; readonly at: number }
  | { readonly type: "name"; readonly at: number; readonly text: string }
  | { readonly type: "string"; readonly at: number; readonly text: string }
  | { readonly type: "int" | "float"; readonly at: number; readonly value: number }
  | { readonly type: "op"; readonly at: number; readonly text: string };

const OPEN = /\{\{|\{%|\{#/g;
const RAW = /\{%([-+]?)\s*raw\s*([-+]?)%\}/y;
const END_RAW = /\{%([-+]?)\s*endraw\s*([-+]?)%\}/g;
const NAME = /[\p{L}_][\p{L}\p{N}_]*/uy;
const SPACE = /\s+/y;
const OPERATORS = [
  "**",
  "//",
  "==",
  "!=",
  "<=",
  ">=",
  "+",
  "-",
  "*",
  "/",
  "%",
  "~",
  "<",
  ">",
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  "|",
  ",",
  ".",
  ":",
  "=",
];

/**
 * Cuts a template into text and the tokens between its delimiters, with Jinja's white-space control (`{%-`, `-}}`),
 * comments and `raw` blocks. One newline at the very end is dropped.
 */
export function tokenize(source: string): Token[] {
  return new Lexer(source.endsWith("\n") ? source.slice(0, source.endsWith("\r\n") ? -2 : -1) : source).run();
}

/** Parts (names, signs, values, texts between braces) of one template. */
const MAX_PARTS = 50_000;
/**
 * Parts between one pair of braces. Chains of signs and filters become trees as deep as they are long, which are walked by calls
 * inside calls: some 2,000 of them end a stack of Node's usual size.
 */
const MAX_PARTS_OF_A_TAG = 1_000;

class Lexer {
  readonly #source: string;
  readonly #tokens: Token[] = [];
  #at = 0;
  /** The delimiter before this text ended in `-`: the text loses its leading white space. */
  #trimStart = false;

  constructor(source: string) {
    this.#source = source;
  }

  run(): Token[] {
    while (this.#at < this.#source.length) {
      this.#textThenTag();
      this.#count(MAX_PARTS, 0);
    }
    this.#tokens.push({ type: "end", at: this.#source.length });
    return this.#tokens;
  }

  #count(most: number, before: number): void {
    if (this.#tokens.length - before <= most) return;
    const where = most === MAX_PARTS ? "the template has" : "there are";
    throw new TemplateError(
      "limit",
      `${where} more than ${most} parts${most === MAX_PARTS ? "" : " between one pair of braces"}`,
      this.#at,
      this.#source,
    );
  }

  #textThenTag(): void {
    OPEN.lastIndex = this.#at;
    const open = OPEN.exec(this.#source);
    const end = open?.index ?? this.#source.length;
    this.#text(this.#at, end, open !== null && this.#source[end + 2] === "-");
    this.#at = end;
    if (open === null) return;
    if (open[0] === "{#") return this.#comment();
    RAW.lastIndex = end;
    const raw = open[0] === "{%" ? RAW.exec(this.#source) : null;
    if (raw) return this.#raw(raw);
    this.#tag(open[0] === "{{");
  }

  #text(from: number, to: number, trimEnd: boolean): void {
    let text = this.#source.slice(from, to);
    if (this.#trimStart) text = text.trimStart();
    if (trimEnd) text = text.trimEnd();
    this.#trimStart = false;
    if (text !== "") this.#tokens.push({ type: "text", at: from, text });
  }

  #comment(): void {
    const end = this.#source.indexOf("#}", this.#at + 2);
    if (end < 0) throw this.#error("the comment `{#` has no closing `#}`", this.#at);
    this.#trimStart = this.#source[end - 1] === "-" && end - 1 > this.#at + 1;
    this.#at = end + 2;
  }

  #raw(open: RegExpExecArray): void {
    const from = this.#at + open[0].length;
    END_RAW.lastIndex = from;
    const close = END_RAW.exec(this.#source);
    if (close === null) throw this.#error("`{% raw %}` has no closing `{% endraw %}`", this.#at);
    this.#trimStart = open[2] === "-";
    this.#text(from, close.index, close[1] === "-");
    this.#trimStart = close[2] === "-";
    this.#at = close.index + close[0].length;
  }

  #tag(print: boolean): void {
    const opened = this.#at;
    const before = this.#tokens.length;
    const closing = print ? "}}" : "%}";
    this.#tokens.push({ type: print ? "open-print" : "open-block", at: opened });
    this.#at += 2;
    if (this.#source[this.#at] === "-" || this.#source[this.#at] === "+") this.#at += 1;
    const nesting: string[] = [];
    for (;;) {
      SPACE.lastIndex = this.#at;
      this.#at += SPACE.exec(this.#source)?.[0].length ?? 0;
      if (this.#at >= this.#source.length)
        throw this.#error(`\`${print ? "{{" : "{%"}\` has no closing \`${closing}\``, opened);
      if (nesting.length === 0) {
        const trimmed = this.#source[this.#at] === "-" && this.#source.startsWith(closing, this.#at + 1);
        if (trimmed || this.#source.startsWith(closing, this.#at)) {
          this.#tokens.push({ type: print ? "close-print" : "close-block", at: this.#at });
          this.#at += trimmed ? 3 : 2;
          this.#trimStart = trimmed;
          return;
        }
      }
      this.#token(nesting);
      this.#count(MAX_PARTS_OF_A_TAG, before);
    }
  }

  #token(nesting: string[]): void {
    const at = this.#at;
    const char = this.#source[at] ?? "";
    if (char === "'" || char === '"') return this.#string(char);
    if (char >= "0" && char <= "9") {
      const number = readNumber(this.#source, at, true);
      if (number === null) throw this.#error("this number cannot be read", at);
      this.#tokens.push({ type: number.isFloat ? "float" : "int", at, value: number.value });
      this.#at = number.end;
      return;
    }
    NAME.lastIndex = at;
    const name = NAME.exec(this.#source)?.[0];
    if (name !== undefined) {
      this.#tokens.push({ type: "name", at, text: name });
      this.#at += name.length;
      return;
    }
    const op = OPERATORS.find((each) => this.#source.startsWith(each, at));
    if (op === undefined) throw this.#error(`unexpected character ${JSON.stringify(char)}`, at);
    if ("([{".includes(op)) nesting.push(op);
    else if (")]}".includes(op) && nesting.pop() !== { ")": "(", "]": "[", "}": "{" }[op])
      throw this.#error(`unexpected \`${op}\``, at);
    this.#tokens.push({ type: "op", at, text: op });
    this.#at += op.length;
  }

  #string(quote: string): void {
    const at = this.#at;
    let end = at + 1;
    while (end < this.#source.length && this.#source[end] !== quote) end += this.#source[end] === "\\" ? 2 : 1;
    if (end >= this.#source.length) throw this.#error(`the text that begins with ${quote} has no end`, at);
    const text = unescapeString(this.#source.slice(at + 1, end));
    if (text === null) throw this.#error("bad escape in this text", at);
    this.#tokens.push({ type: "string", at, text });
    this.#at = end + 1;
  }

  #error(detail: string, at: number): TemplateError {
    return new TemplateError("syntax", detail, at, this.#source);
  }
}

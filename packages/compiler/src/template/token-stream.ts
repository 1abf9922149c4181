import { TemplateError } from "./errors.ts";
import type { Token } from "./lexer.ts";

/** The tokens of one template, read front to back; every refusal names its offset. */
export class TokenStream {
  readonly source: string;
  readonly #tokens: readonly Token[];
  readonly #maxDepth: number;
  #index = 0;
  #depth = 0;

  constructor(source: string, tokens: readonly Token[], maxDepth: number) {
    this.source = source;
    this.#tokens = tokens;
    this.#maxDepth = maxDepth;
  }

  get current(): Token {
    const token = this.#tokens[Math.min(this.#index, this.#tokens.length - 1)];
    if (token === undefined) throw new Error("a token list always has its end token");
    return token;
  }

  peek(): Token | undefined {
    return this.#tokens[this.#index + 1];
  }

  next(): Token {
    const token = this.current;
    this.#index += 1;
    return token;
  }

  isOp(text: string): boolean {
    return this.current.type === "op" && this.current.text === text;
  }

  isName(text: string): boolean {
    return this.current.type === "name" && this.current.text === text;
  }

  takeOp(text: string): boolean {
    if (!this.isOp(text)) return false;
    this.#index += 1;
    return true;
  }

  takeName(text: string): boolean {
    if (!this.isName(text)) return false;
    this.#index += 1;
    return true;
  }

  expectOp(text: string): void {
    if (!this.takeOp(text)) throw this.unexpected(`\`${text}\``);
  }

  expectName(): string {
    const token = this.current;
    if (token.type !== "name") throw this.unexpected("a name");
    this.#index += 1;
    return token.text;
  }

  expect(type: Token["type"]): void {
    if (this.current.type !== type) throw this.unexpected(SPELLING[type] ?? type);
    this.#index += 1;
  }

  /** Runs `parse` one level deeper, so that nesting cannot exhaust the stack. */
  nested<T>(parse: () => T): T {
    this.#depth += 1;
    if (this.#depth > this.#maxDepth) throw this.error(`nested deeper than ${this.#maxDepth}`, "limit");
    const result = parse();
    this.#depth -= 1;
    return result;
  }

  unexpected(expected: string): TemplateError {
    const token = this.current;
    const found =
      "text" in token
        ? `\`${token.text}\``
        : "value" in token
          ? `\`${token.value}\``
          : (SPELLING[token.type] ?? token.type);
    return this.error(`expected ${expected}, found ${found}`);
  }

  error(detail: string, kind: "syntax" | "limit" = "syntax", at: number = this.current.at): TemplateError {
    return new TemplateError(kind, detail, at, this.source);
  }
}

const SPELLING: Readonly<Record<string, string>> = {
  "open-print": "`{{`",
  "close-print": "`}}`",
  "open-block": "`{%`",
  "close-block": "`%}`",
  end: "the end of the template",
};

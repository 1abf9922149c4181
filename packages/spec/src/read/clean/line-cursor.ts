/** Thrown, always the same one, where the clean parser gives up. */
export const UNCLEAN = new Error("left to the full reader");

export const NEWLINE = 0x0a;
export const SPACE = 0x20;
export const HASH = 0x23;
export const DASH = 0x2d;
export const COLON = 0x3a;

/** White space, or the end of the text, whose code is NaN. */
export const isBlank = (code: number): boolean => code === SPACE || code === NEWLINE || code !== code;

/** A place in a text, and how to move on from it. Lines end with `\n`, and there are no other blanks than spaces. */
export class LineCursor {
  readonly text: string;
  at = 0;
  /** Where the content of this line begins; -1 at the end of the document. Right after `toNextLine`. */
  column = -1;

  constructor(text: string) {
    this.text = text;
  }

  /** Of the character here; NaN at the end. */
  code(): number {
    return this.text.charCodeAt(this.at);
  }

  /** To the first line of the document, over `---` if it begins with that. */
  toFirstLine(): void {
    this.at = -1;
    this.#toContent();
    if (this.column !== 0 || !this.text.startsWith("---", this.at)) return;
    this.at += 3;
    this.endLine();
  }

  /** From the end of a line to the next that says something: past blank lines and comments. */
  toNextLine(): void {
    this.#toContent();
    if (this.column !== 0) return;
    if (this.text.startsWith("---", this.at)) throw UNCLEAN;
    if (!this.text.startsWith("...", this.at)) return;
    this.at += 3;
    this.toLineEnd();
    if (this.#toContent()) throw UNCLEAN;
  }

  /** @returns whether there is any more */
  #toContent(): boolean {
    const { text } = this;
    let at = this.at;
    while (at < text.length) {
      at += 1;
      const start = at;
      while (text.charCodeAt(at) === SPACE) at += 1;
      const code = text.charCodeAt(at);
      if (code === HASH) {
        at = lineEnd(text, at);
      } else if (code !== NEWLINE && at < text.length) {
        this.at = at;
        this.column = at - start;
        return true;
      }
    }
    this.at = text.length;
    this.column = -1;
    return false;
  }

  /** Over what may follow a value on its line, white space and a comment, to the next line. Gives up at anything else. */
  endLine(): void {
    this.toLineEnd();
    this.toNextLine();
  }

  /** Over white space and a comment to the end of the line. Gives up at anything else. */
  toLineEnd(): void {
    const before = this.at;
    this.skipSpaces();
    if (this.code() === HASH && this.at > before) this.at = lineEnd(this.text, this.at);
    else if (this.at < this.text.length && this.code() !== NEWLINE) throw UNCLEAN;
  }

  skipSpaces(): void {
    while (this.text.charCodeAt(this.at) === SPACE) this.at += 1;
  }

  /** Over white space, line breaks and comments, as they stand between brackets. */
  skipLines(): void {
    for (;;) {
      const code = this.code();
      if (code === SPACE || code === NEWLINE) this.at += 1;
      else if (code === HASH && isBlank(this.text.charCodeAt(this.at - 1))) this.at = lineEnd(this.text, this.at);
      else return;
    }
  }
}

export function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : end;
}

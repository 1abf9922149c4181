const TAIL = 120;

/** What happened, as text: its hash names the whole history, its tail is what a person reads. */
export class Trace {
  #hash = 0x811c9dc5;
  readonly #tail: string[] = [];
  lines = 0;

  add(now: number, who: string, what: string): void {
    const line = `${String(now).padStart(8)} ${who.padEnd(9)} ${what}`;
    for (let index = 0; index < line.length; index++) {
      this.#hash = Math.imul(this.#hash ^ line.charCodeAt(index), 0x01000193);
    }
    this.lines += 1;
    this.#tail.push(line);
    if (this.#tail.length > 2 * TAIL) this.#tail.splice(0, TAIL);
  }

  get hash(): string {
    return (this.#hash >>> 0).toString(16).padStart(8, "0");
  }

  tail(): readonly string[] {
    return this.#tail.slice(-TAIL);
  }
}

import { TemplateError } from "./errors.ts";

/** Bounds on what one render may cost, whatever the template says. */
export interface TemplateLimits {
  /** Evaluated nodes, loop turns and items touched by filters. */
  readonly maxSteps: number;
  /** UTF-16 units of all text made on the way, intermediate results included. */
  readonly maxChars: number;
  /** Nesting of expressions, blocks and values. */
  readonly maxDepth: number;
  /** A text is rendered again while it changes; more rounds than this are an error. */
  readonly maxRounds: number;
}

export const DEFAULT_LIMITS: TemplateLimits = { maxSteps: 200_000, maxChars: 4_000_000, maxDepth: 64, maxRounds: 16 };

/** Counts down through one render; shared by all texts of one section, so many small texts cannot add up either. */
export class Budget {
  readonly limits: TemplateLimits;
  #steps: number;
  #chars: number;

  constructor(limits: TemplateLimits = DEFAULT_LIMITS) {
    this.limits = limits;
    this.#steps = limits.maxSteps;
    this.#chars = limits.maxChars;
  }

  step(count = 1): void {
    this.#steps -= count;
    if (this.#steps < 0) throw new TemplateError("limit", `the template needs more than ${this.limits.maxSteps} steps`);
  }

  /** Asked before a text of `length` is made, so that the text is never allocated when it is too long. */
  chars(length: number): void {
    this.#chars -= length;
    if (this.#chars < 0)
      throw new TemplateError("limit", `the template makes more than ${this.limits.maxChars} characters of text`);
  }
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The params of one trial, in the order of the search space. */
export type Suggestion = { readonly [name: string]: Json };

/**
 * All suggestions of one search, in order and lazily: nothing is kept that `at` could compute again. The same matrix and
 * seed give the same suggestions byte for byte (I7), so a search stops and goes on from an index alone.
 */
export interface Suggestions extends Iterable<Suggestion> {
  /** How many there are; null when only the results can tell (searches that go by rounds). */
  readonly total: number | null;
  /** Suggestion number `index`, from 0; null past the end. */
  at(index: number): Suggestion | null;
  /** At most `count` suggestions, beginning with number `from`: the window a cursor points at. */
  slice(from: number, count: number): readonly Suggestion[];
}

/** A matrix that cannot be searched as it stands. `path` leads into the matrix: `params.lr.value`. */
export class SuggestionError extends Error {
  override readonly name = "SuggestionError";
  readonly code: "matrix.kind" | "matrix.template" | "matrix.value" | "matrix.size";
  readonly path: string;

  constructor(code: SuggestionError["code"], path: string, detail: string) {
    super(`${path === "" ? "matrix" : `matrix.${path}`}: ${detail}`);
    this.code = code;
    this.path = path;
  }
}

/** Suggestions from their number and a function of the index. */
export function indexed(total: number, compute: (index: number) => Suggestion): Suggestions {
  const at = (index: number): Suggestion | null =>
    Number.isInteger(index) && index >= 0 && index < total ? compute(index) : null;
  const slice = (from: number, count: number): readonly Suggestion[] => {
    const length = Math.max(0, Math.min(count, total - from));
    return Array.from({ length }, (_, offset) => compute(from + offset));
  };
  return {
    total,
    at,
    slice,
    *[Symbol.iterator]() {
      for (let index = 0; index < total; index += 1) yield compute(index);
    },
  };
}

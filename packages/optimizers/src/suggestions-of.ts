import type { Matrix } from "@polyaxon/spec";
import { gridSuggestions } from "./grid.ts";
import { mappingSuggestions } from "./mapping.ts";
import { randomSuggestions } from "./random.ts";
import { type Suggestions, SuggestionError } from "./suggestions.ts";

/** The kinds whose suggestions need no results: all can be named before the first trial ends. */
const ONE_SHOT_KINDS = ["mapping", "grid", "random"] as const;

/**
 * The suggestions of a matrix.
 *
 * @param matrix  a matrix whose templates are rendered
 * @param seed    used where the matrix has no `seed` of its own (0 is one); give the run's uuid, so that a search that is
 *                decided again suggests the same
 * @throws SuggestionError when the kind searches by rounds, a template is left, or a value does not fit its kind
 */
export function suggestionsOf(matrix: Matrix, { seed }: { readonly seed: string }): Suggestions {
  switch (matrix.kind) {
    case "mapping":
      return mappingSuggestions(matrix);
    case "grid":
      return gridSuggestions(matrix);
    case "random":
      return randomSuggestions(matrix, matrix.seed === undefined ? seed : `seed ${matrix.seed}`);
    case "hyperband":
    case "bayes":
    case "hyperopt":
    case "iterative":
      throw new SuggestionError(
        "matrix.kind",
        "kind",
        `\`${matrix.kind}\` is not available yet; use ${ONE_SHOT_KINDS.join(", ")}`,
      );
    default:
      return matrix satisfies never;
  }
}

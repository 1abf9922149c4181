import { SuggestionError, suggestionsOf } from "@polyaxon/optimizers";
import type { Matrix } from "@polyaxon/spec";

/** Each child is stored with its history for good; a larger matrix is a slip in its values. */
const MOST_CHILDREN = 1_000_000;

/** Why a matrix has too many children to be run; null when it has not, or when its size cannot be told yet. */
export function tooManyChildren(matrix: Matrix): string | null {
  try {
    const { total } = suggestionsOf(matrix, { seed: "" });
    return total !== null && total > MOST_CHILDREN ? message(total) : null;
  } catch (error) {
    if (error instanceof SuggestionError && error.code === "matrix.size") return error.message;
    if (error instanceof SuggestionError) return null;
    throw error;
  }
}

const message = (total: number): string =>
  `the matrix gives ${total.toLocaleString("en-US")} runs; at most ${MOST_CHILDREN.toLocaleString("en-US")} are made. ` +
  "Take fewer values, or set `numRuns`.";

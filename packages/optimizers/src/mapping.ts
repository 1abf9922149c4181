import type { Matrix } from "@polyaxon/spec";
import { type Suggestion, type Suggestions, SuggestionError, indexed } from "./suggestions.ts";

type Mapping = Extract<Matrix, { kind: "mapping" }>;

/** One trial per listed object, in order; their keys may differ. */
export function mappingSuggestions(matrix: Mapping): Suggestions {
  const { values } = matrix;
  if (typeof values === "string")
    throw new SuggestionError("matrix.template", "values", "expected a list of objects, found a template");
  return indexed(values.length, (index) => values[index] as Suggestion);
}

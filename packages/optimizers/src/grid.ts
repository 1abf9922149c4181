import type { Matrix } from "@polyaxon/spec";
import { type Suggestion, type Suggestions, SuggestionError, indexed } from "./suggestions.ts";
import { discreteValues } from "./values/discrete-values.ts";
import type { DiscreteValues } from "./values/listed.ts";

type Grid = Extract<Matrix, { kind: "grid" }>;

/**
 * Every combination of the listed values: keys in the order of the file, the last one fastest; `numRuns` keeps the first.
 * A combination is computed from its number, so a grid of any size costs nothing until it is asked for.
 */
export function gridSuggestions(matrix: Grid): Suggestions {
  const space = Object.entries(matrix.params).map(([name, parameter]) => {
    const values = discreteValues(parameter, `params.${name}`);
    if (values === null)
      throw new SuggestionError("matrix.value", `params.${name}.kind`, `a grid cannot list a \`${parameter.kind}\``);
    return { name, values };
  });
  const size = combinations(space.map(({ values }) => values));
  const total = Math.min(size, matrix.numRuns ?? Infinity);
  if (!Number.isSafeInteger(total)) {
    throw new SuggestionError(
      "matrix.size",
      "params",
      `the grid has about ${size.toExponential(1)} combinations; set \`numRuns\``,
    );
  }
  return indexed(total, (index) => combination(space, index));
}

export const combinations = (all: readonly DiscreteValues[]): number =>
  all.reduce((product, values) => product * values.length, 1);

/** Combination number `index`: its digits in the mixed base of the lengths, the last key being the lowest digit. */
export function combination(
  space: readonly { readonly name: string; readonly values: DiscreteValues }[],
  index: number,
): Suggestion {
  const picked: [string, Suggestion[string]][] = [];
  let rest = index;
  for (const { name, values } of space.toReversed()) {
    picked.push([name, values.at(rest % values.length)]);
    rest = Math.floor(rest / values.length);
  }
  return Object.fromEntries(picked.reverse());
}

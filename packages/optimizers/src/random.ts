import { type HyperParameter, type Matrix, CONTINUOUS_KINDS } from "@polyaxon/spec";
import { combination, combinations } from "./grid.ts";
import { permutation } from "./permutation.ts";
import { generatorAt, seedWords } from "./seed.ts";
import { type Suggestion, type Suggestions, indexed } from "./suggestions.ts";
import { discreteValues, distinct } from "./values/discrete-values.ts";
import type { DiscreteValues } from "./values/listed.ts";
import { type Draw, drawOf, isQuantized } from "./values/draws.ts";

type Random = Extract<Matrix, { kind: "random" }>;

/** Draws thrown away in a row before the space counts as used up. */
const MAX_REPEATS = 1_000;

/**
 * `numRuns` points of the space, no point twice; fewer when the space has fewer.
 *
 * - Only listed values: a keyed permutation of the combinations, so point i is computed from i, each once.
 * - A real-valued key: independent draws; two equal ones are out of reach.
 * - Otherwise (weights, quantised draws): draws in sequence, repeats dropped until 1,000 in a row bring nothing new.
 */
export function randomSuggestions(matrix: Random, seed: string): Suggestions {
  const words = seedWords(seed);
  const space = Object.entries(matrix.params).map(([name, parameter]) => keyOf(name, parameter));
  const listed = space.every(({ values }) => values !== null)
    ? space.map(({ name, values }) => ({ name, values: values as DiscreteValues }))
    : null;
  const size = listed === null ? Infinity : combinations(listed.map(({ values }) => values));
  if (listed !== null && size <= Number.MAX_SAFE_INTEGER) {
    const shuffled = permutation(size, words);
    return indexed(Math.min(matrix.numRuns, size), (index) => combination(listed, shuffled(index)));
  }
  const draw = (index: number): Suggestion => {
    const generator = generatorAt(words, index);
    return Object.fromEntries(space.map((key) => [key.name, key.draw(generator)]));
  };
  if (listed !== null || space.some((key) => key.endless)) return indexed(matrix.numRuns, draw);
  return distinctDraws(matrix.numRuns, draw);
}

interface Key {
  readonly name: string;
  /** Null when the values cannot be listed, or are not equally likely. */
  readonly values: DiscreteValues | null;
  readonly draw: Draw;
  /** Real-valued: a repeat is out of reach. */
  readonly endless: boolean;
}

function keyOf(name: string, parameter: HyperParameter): Key {
  const path = `params.${name}`;
  const listed = discreteValues(parameter, path);
  const values = listed === null ? null : distinct(listed, parameter.kind);
  const endless = CONTINUOUS_KINDS.has(parameter.kind) && !isQuantized(parameter);
  return { name, values, draw: drawOf(parameter, values, path), endless };
}

/** The number of suggestions is known only by drawing them, so the first question draws them all. */
function distinctDraws(most: number, draw: (index: number) => Suggestion): Suggestions {
  const found: Suggestion[] = [];
  const seen = new Set<string>();
  let repeats = 0;
  for (let index = 0; found.length < most && repeats < MAX_REPEATS; index += 1) {
    const suggestion = draw(index);
    const key = JSON.stringify(suggestion);
    if (seen.has(key)) {
      repeats += 1;
      continue;
    }
    repeats = 0;
    seen.add(key);
    found.push(suggestion);
  }
  return indexed(found.length, (index) => found[index] ?? {});
}

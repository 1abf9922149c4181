import type { HyperParameter } from "@polyaxon/spec";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";
import { type Json, SuggestionError } from "../suggestions.ts";
import { numeric, ready } from "./discrete-values.ts";
import type { DiscreteValues } from "./listed.ts";
import { tidy } from "./tidy.ts";

/** One value of a key. Moves the generator on. */
export type Draw = (generator: RandomGenerator) => Json;

/** Most numbers one draw may hold (`size`). */
const MAX_SIZE = 10_000;

export const isQuantized = (parameter: HyperParameter): boolean => parameter.kind.startsWith("q");

/**
 * How one key is drawn: a listed value with equal chances, or its distribution.
 * Logarithmic kinds draw exp of the plain one, so their bounds are exponents of e; quantised ones floor to a multiple of q.
 * @see hyperopt's parameter expressions for the distributions; ours floor where hyperopt rounds, as Polyaxon always has
 */
export function drawOf(parameter: HyperParameter, values: DiscreteValues | null, path: string): Draw {
  if (values !== null) {
    if (values.length === 0) throw new SuggestionError("matrix.value", `${path}.value`, "there is no value to draw");
    return (generator) => values.at(uniformInt(generator, 0, values.length - 1));
  }
  switch (parameter.kind) {
    case "pchoice":
      return weighted(ready(parameter.value, path), path);
    case "uniform":
    case "loguniform": {
      const { low, high, size } = ready(parameter.value, path);
      return sized(
        uniform(numeric(low, path), numeric(high, path)),
        size,
        path,
        parameter.kind.startsWith("log"),
        null,
      );
    }
    case "quniform":
    case "qloguniform": {
      const { low, high, q, size } = ready(parameter.value, path);
      return sized(
        uniform(numeric(low, path), numeric(high, path)),
        size,
        path,
        parameter.kind === "qloguniform",
        numeric(q, path),
      );
    }
    case "normal":
    case "lognormal": {
      const { loc, scale, size } = ready(parameter.value, path);
      return sized(
        normal(numeric(loc, path), numeric(scale, path)),
        size,
        path,
        parameter.kind.startsWith("log"),
        null,
      );
    }
    case "qnormal":
    case "qlognormal": {
      const { loc, scale, q, size } = ready(parameter.value, path);
      return sized(
        normal(numeric(loc, path), numeric(scale, path)),
        size,
        path,
        parameter.kind === "qlognormal",
        numeric(q, path),
      );
    }
    default:
      throw new SuggestionError("matrix.value", `${path}.kind`, `\`${parameter.kind}\` cannot be drawn`);
  }
}

type NumberDraw = (generator: RandomGenerator) => number;

const uniform =
  (low: number, high: number): NumberDraw =>
  (generator) =>
    low + uniformFloat64(generator) * (high - low);

/** Box and Muller's transform, its cosine half. The first uniform is taken from (0, 1] to keep the logarithm finite. */
const normal =
  (loc: number, scale: number): NumberDraw =>
  (generator) => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(generator)));
    return loc + scale * radius * Math.cos(2 * Math.PI * uniformFloat64(generator));
  };

function sized(draw: NumberDraw, size: unknown, path: string, exponential: boolean, q: number | null): Draw {
  const one = (generator: RandomGenerator): number => {
    const drawn = exponential ? Math.exp(draw(generator)) : draw(generator);
    return q === null ? drawn : tidy(Math.floor(drawn / q) * q) + 0;
  };
  const length = size === undefined ? 1 : numeric(size, path);
  if (!Number.isInteger(length) || length < 1 || length > MAX_SIZE) {
    throw new SuggestionError(
      "matrix.value",
      `${path}.value.size`,
      `expected a whole number from 1 to ${MAX_SIZE}, found ${length}`,
    );
  }
  return length === 1 ? one : (generator) => Array.from({ length }, () => one(generator));
}

/** Weights that add up to less than 1 leave the rest to the last item. */
function weighted(items: readonly (readonly [unknown, unknown])[], path: string): Draw {
  const last = items.at(-1);
  if (last === undefined) throw new SuggestionError("matrix.value", `${path}.value`, "there is no value to draw");
  const weights = items.map((item) => numeric(item[1], path));
  return (generator) => {
    let mass = uniformFloat64(generator);
    for (const [index, weight] of weights.entries()) {
      mass -= weight;
      if (mass < 0) return (items[index]?.[0] ?? null) as Json;
    }
    return last[0] as Json;
  };
}

import { SuggestionError } from "./suggestions.ts";

export interface HyperbandSettings {
  /** R: the most of the resource that one run may use. */
  readonly maxIterations: number;
  /** η: of η runs one is promoted. Above 1. */
  readonly eta: number;
  /** `int` cuts the resource down to a whole number, at least 1. Default `float`. */
  readonly resourceType?: "int" | "float";
}

/** One round (rung) of one bracket. */
export interface HyperbandRound {
  /** 0-based number of the bracket in the order they run: `iteration` in a run's meta info. */
  readonly iteration: number;
  /** 0-based number of the round inside its bracket: `bracket_iteration` in a run's meta info. */
  readonly bracketIteration: number;
  /** s: how many promotions the bracket has; the first bracket has the most. */
  readonly bracket: number;
  /** How many runs this round has. */
  readonly runs: number;
  /** How many of them, the best, go on to the next round; 0 after a bracket's last. */
  readonly keep: number;
  /** How much of the resource each run of this round gets. */
  readonly resource: number;
}

export interface HyperbandPlan {
  readonly sMax: number;
  /** B: the resource that one bracket may use in all. */
  readonly budget: number;
  /** Every round, in the order they run. */
  readonly rounds: readonly HyperbandRound[];
}

const MOST_BRACKETS = 100;

/**
 * The brackets of Hyperband (Li et al., 2018): from many runs with little of the resource to few runs with all of it.
 *
 * Logarithms, ceilings and floors are guarded against rounding noise: 243 with η 3 has 6 brackets, where upstream's
 * truncated quotient of logarithms gives 5. No round gets more than `maxIterations`; upstream adds one that does.
 *
 * @throws SuggestionError when `eta` or `maxIterations` can give no plan
 */
export function hyperbandPlan({ maxIterations, eta, resourceType = "float" }: HyperbandSettings): HyperbandPlan {
  if (!(eta > 1) || !Number.isFinite(eta))
    throw new SuggestionError("matrix.value", "eta", `expected a number above 1, found ${eta}`);
  if (!(maxIterations >= 1) || !Number.isFinite(maxIterations))
    throw new SuggestionError("matrix.value", "maxIterations", `expected 1 or more, found ${maxIterations}`);
  const sMax = wholeLog(maxIterations, eta);
  if (sMax >= MOST_BRACKETS) {
    throw new SuggestionError(
      "matrix.size",
      "eta",
      `${eta} is so near to 1 that there would be ${sMax + 1} brackets; at most ${MOST_BRACKETS} are planned`,
    );
  }
  const amount = (value: number): number => (resourceType === "int" ? Math.max(1, floor(value)) : value);
  const rounds: HyperbandRound[] = [];
  for (let iteration = 0; iteration <= sMax; iteration += 1) {
    const bracket = sMax - iteration;
    const first = ceil(((sMax + 1) * eta ** bracket) / (bracket + 1));
    const least = maxIterations * eta ** -bracket;
    for (let round = 0; round <= bracket; round += 1) {
      rounds.push({
        iteration,
        bracketIteration: round,
        bracket,
        runs: floor(first * eta ** -round),
        keep: round < bracket ? floor((first * eta ** -round) / eta) : 0,
        resource: amount(round === bracket ? maxIterations : least * eta ** round),
      });
    }
  }
  return { sMax, budget: (sMax + 1) * maxIterations, rounds };
}

/** The largest whole s with `base ** s <= value`, give or take rounding noise. */
function wholeLog(value: number, base: number): number {
  const bound = value * (1 + NOISE);
  let exponent = Math.floor(Math.log(value) / Math.log(base));
  while (base ** (exponent + 1) <= bound) exponent += 1;
  while (exponent > 0 && base ** exponent > bound) exponent -= 1;
  return exponent;
}

const NOISE = 1e-9;
const floor = (value: number): number => Math.floor(value * (1 + NOISE));
const ceil = (value: number): number => Math.ceil(value * (1 - NOISE));

import type { Json } from "../suggestions.ts";

/** The values of a key in order; those of a range are computed when asked for. */
export interface DiscreteValues {
  readonly length: number;
  /** `index` is below `length`. */
  at(index: number): Json;
}

export const listed = (values: readonly Json[]): DiscreteValues => ({
  length: values.length,
  at: (index) => values[index] ?? null,
});

import { built } from "./built.ts";
import type {
  Bayes,
  DiffPolicy,
  FailureEarlyStopping,
  Grid,
  Hyperband,
  Hyperopt,
  Iterative,
  Mapping,
  MedianPolicy,
  MetricEarlyStopping,
  Random,
  TruncationPolicy,
} from "./generated/polyaxonfile.ts";

type Fields<T> = Omit<T, "kind">;

/** One run for each mapping of a list. */
export const mapping = (fields: Fields<Mapping>): Mapping => built({ kind: "mapping", ...fields });
/** One run for each combination of the values. */
export const grid = (fields: Fields<Grid>): Grid => built({ kind: "grid", ...fields });
/** Runs with values drawn at random. */
export const random = (fields: Fields<Random>): Random => built({ kind: "random", ...fields });
/** Many runs with few resources, then fewer and fewer with more. */
export const hyperband = (fields: Fields<Hyperband>): Hyperband => built({ kind: "hyperband", ...fields });
/** Each run is chosen by what is known from those before it. */
export const bayes = (fields: Fields<Bayes>): Bayes => built({ kind: "bayes", ...fields });
/** Tree-structured Parzen estimators, random search or annealing. */
export const hyperopt = (fields: Fields<Hyperopt>): Hyperopt => built({ kind: "hyperopt", ...fields });
/** Suggestions from a component of one's own, again and again. */
export const iterative = (fields: Fields<Iterative>): Iterative => built({ kind: "iterative", ...fields });

/** Gives up when this share of the runs has failed, in percent. */
export const stopOnFailures = (percent: number): FailureEarlyStopping =>
  built({ kind: "failure_early_stopping", percent });
/** Ends when a run is good enough; with a policy, stops runs that will not become good. */
export const stopOnMetric = (fields: Fields<MetricEarlyStopping>): MetricEarlyStopping =>
  built({ kind: "metric_early_stopping", ...fields });
/** Stops runs whose best is worse than the median of the others' averages. */
export const medianPolicy = (fields: Fields<MedianPolicy> = {}): MedianPolicy => built({ kind: "median", ...fields });
/** Stops the worst part of the runs at each look. */
export const truncationPolicy = (fields: Fields<TruncationPolicy>): TruncationPolicy =>
  built({ kind: "truncation", ...fields });
/** Stops runs that are worse than the best by a factor. */
export const diffPolicy = (fields: Fields<DiffPolicy>): DiffPolicy => built({ kind: "diff", ...fields });

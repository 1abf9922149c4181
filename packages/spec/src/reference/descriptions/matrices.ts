import type { Descriptions } from "./description.ts";

const common = {
  concurrency: "Most runs at once.",
  earlyStopping: "When to give up the rest.",
} as const;
const params = "What to search, by the name of the param.";
const seed = "Makes the suggestions repeatable.";
const tuner = "A component of one's own that makes the suggestions.";

export const matrices: Descriptions = {
  Mapping: {
    about: "One run for each mapping of a list.",
    fields: { kind: "`mapping`", values: "A list of mappings from param to value.", ...common },
  },
  Grid: {
    about: "One run for each combination of the values; the last param changes fastest.",
    fields: { kind: "`grid`", params, numRuns: "Only the first so many.", ...common },
  },
  Random: {
    about: "Runs with values drawn at random.",
    fields: { kind: "`random`", params, numRuns: "How many runs.", seed, ...common },
  },
  Hyperband: {
    about: "Many runs with few resources, then fewer and fewer with more.",
    fields: {
      kind: "`hyperband`",
      params,
      maxIterations: "R: most resources of one run.",
      eta: "Each round keeps about the best 1/eta.",
      resource: "The param that says how long a run trains.",
      metric: "What to compare runs by.",
      resume: "A survivor goes on where it was.",
      seed,
      tuner,
      ...common,
    },
  },
  Bayes: {
    about: "Bayesian optimisation: each run is chosen by what is known from those before it.",
    fields: {
      kind: "`bayes`",
      params,
      numInitialRuns: "Runs at random before the first suggestion.",
      maxIterations: "How many suggestions after those.",
      metric: "What to make better.",
      utilityFunction: "How to weigh what is unknown against what is good.",
      seed,
      tuner,
      ...common,
    },
  },
  Hyperopt: {
    about: "Tree-structured Parzen estimators, random search or annealing.",
    fields: {
      kind: "`hyperopt`",
      params,
      metric: "What to make better.",
      algorithm: "Default `tpe`.",
      numRuns: "Runs of each iteration.",
      maxIterations: "How many iterations.",
      seed,
      tuner,
      ...common,
    },
  },
  Iterative: {
    about: "Suggestions from a component of one's own, again and again.",
    fields: { kind: "`iterative`", params, maxIterations: "How many iterations.", seed, tuner, ...common },
  },
  Tuner: {
    about: "The component that makes the suggestions of a matrix.",
    fields: {
      hubRef: "The component.",
      presets: "Names of stored presets for it.",
      queue: "`queue` or `agent/queue`: where it waits for an agent.",
      namespace: "One of the agent's namespaces.",
      params: "Its params, in the long form.",
    },
  },
  Metric: {
    about: "The output to compare runs by.",
    fields: { name: "Its name.", optimization: "Whether more or less is better." },
  },
  Resource: {
    about: "The param that says how long a run trains.",
    fields: { name: "Its name, such as `epochs`.", type: "Whether it is a whole number." },
  },
  UtilityFunction: {
    about: "How Bayesian optimisation chooses the next point.",
    fields: {
      acquisitionFunction: "Default `ucb`.",
      gaussianProcess: "The model of what is known.",
      kappa: "Required with `ucb`: more explores more.",
      eps: "Required with `ei` and `poi`: more explores more.",
      numWarmup: "Points tried at random.",
      numIterations: "Starts of the search for the best point.",
    },
  },
  GaussianProcess: {
    about: "The model of what is known.",
    fields: {
      kernel: "Default `matern`.",
      lengthScale: "Default 1.",
      nu: "Smoothness of `matern`. Default 1.5.",
      numRestartsOptimizer: "Default 0.",
    },
  },
  FailureEarlyStopping: {
    about: "Gives up when too many runs fail.",
    fields: { kind: "`failure_early_stopping`", percent: "The share of failed runs that is too many." },
  },
  MetricEarlyStopping: {
    about: "Ends when a run is good enough, or stops runs that will not become good.",
    fields: {
      kind: "`metric_early_stopping`",
      metric: "Name of an output.",
      value: "What is good enough.",
      optimization: "Whether more or less is better.",
      policy: "Which runs to stop meanwhile.",
    },
  },
  MedianPolicy: {
    about: "Stops runs whose best is worse than the median of the others' averages.",
    fields: {
      kind: "`median`",
      evaluationInterval: "Steps between two looks.",
      minInterval: "Steps before the first look.",
      minSamples: "Least number of runs to compare.",
    },
  },
  TruncationPolicy: {
    about: "Stops the worst part of the runs at each look.",
    fields: {
      kind: "`truncation`",
      percent: "How large that part is.",
      evaluationInterval: "Steps between two looks.",
      minInterval: "Steps before the first look.",
      minSamples: "Least number of runs to compare.",
      includeSucceeded: "Compares with finished runs too.",
    },
  },
  DiffPolicy: {
    about: "Stops runs that are worse than the best by a factor.",
    fields: {
      kind: "`diff`",
      percent: "The factor, in percent.",
      evaluationInterval: "Steps between two looks.",
      minInterval: "Steps before the first look.",
      minSamples: "Least number of runs to compare.",
    },
  },
};

import { byKind, orTemplate } from "./choices.ts";
import { earlyStoppingList, optimization } from "./early-stopping.ts";
import { DISTRIBUTION_KINDS, hyperParameter, type HyperParameter } from "./hyper-parameters.ts";
import { longParams } from "./param.ts";
import { type Findings, report } from "./reader.ts";
import {
  boolean,
  commaList,
  float,
  integer,
  listOf,
  mapOf,
  object,
  positiveInteger,
  text,
  words,
  constant,
} from "./scalars.ts";
import { section } from "./section.ts";
import type { Output } from "./schema.ts";

const common = {
  concurrency: orTemplate(positiveInteger).optional(),
  earlyStopping: earlyStoppingList.optional(),
} as const;

const searchSpace = mapOf(hyperParameter);
const seed = integer.optional();

const tuner = orTemplate(
  section({
    hubRef: text,
    presets: commaList.optional(),
    queue: text.optional(),
    namespace: text.optional(),
    params: longParams.optional(),
  }),
).optional();

const metric = section({ name: text, optimization: optimization.optional() });

const gaussianProcess = section({
  kernel: words("rbf", "matern").optional(),
  lengthScale: float.optional(),
  nu: float.optional(),
  numRestartsOptimizer: integer.optional(),
});

const utilityFunction = section(
  {
    acquisitionFunction: words("ucb", "ei", "poi").optional(),
    gaussianProcess: gaussianProcess.optional(),
    kappa: float.optional(),
    eps: float.optional(),
    numWarmup: integer.optional(),
    numIterations: integer.optional(),
  },
  {
    check: (fields, findings) => {
      const acquisition = (fields["acquisitionFunction"] ?? "ucb") as string;
      const needed = acquisition === "ucb" ? "kappa" : "eps";
      if (fields[needed] === undefined) {
        report(findings, {
          code: "PLX-308",
          message: `\`${needed}\` is required with \`${acquisition}\``,
          path: [needed],
        });
      }
    },
  },
);

/** How many runs an operation becomes, and with which params. */
export const matrix = byKind("matrix", {
  mapping: section({ kind: constant("mapping"), values: orTemplate(listOf(object)), ...common }),
  grid: section(
    { kind: constant("grid"), params: searchSpace, numRuns: positiveInteger.optional(), ...common },
    { check: refuseKinds("grid", (kind) => DISTRIBUTION_KINDS.has(kind)) },
  ),
  random: section({ kind: constant("random"), params: searchSpace, numRuns: positiveInteger, seed, ...common }),
  hyperband: section({
    kind: constant("hyperband"),
    params: searchSpace.optional(),
    maxIterations: positiveInteger.optional(),
    eta: float.optional(),
    resource: section({ name: text, type: words("int", "float").optional() }).optional(),
    metric: metric.optional(),
    resume: boolean.optional(),
    seed,
    tuner,
    ...common,
  }),
  bayes: section(
    {
      kind: constant("bayes"),
      params: searchSpace,
      numInitialRuns: positiveInteger,
      maxIterations: positiveInteger,
      metric,
      utilityFunction: utilityFunction.optional(),
      seed,
      tuner,
      ...common,
    },
    { check: refuseKinds("bayes", (kind) => kind !== "uniform" && DISTRIBUTION_KINDS.has(kind)) },
  ),
  hyperopt: section({
    kind: constant("hyperopt"),
    params: searchSpace,
    metric,
    algorithm: words("tpe", "rand", "anneal").optional(),
    numRuns: positiveInteger.optional(),
    maxIterations: integer.optional(),
    seed,
    tuner,
    ...common,
  }),
  iterative: section({
    kind: constant("iterative"),
    params: searchSpace.optional(),
    maxIterations: positiveInteger,
    seed,
    tuner,
    ...common,
  }),
});
export type Matrix = Output<typeof matrix>;
export type MatrixKind = Matrix["kind"];

function refuseKinds(search: string, refused: (kind: HyperParameter["kind"]) => boolean) {
  return (fields: Readonly<Record<string, unknown>>, findings: Findings): void => {
    for (const [key, value] of Object.entries(
      (fields["params"] ?? {}) as Readonly<Record<string, Partial<HyperParameter>>>,
    )) {
      if (value?.kind === undefined || !refused(value.kind)) continue;
      const message = `\`${search}\` cannot search a \`${value.kind}\``;
      const hint =
        search === "grid"
          ? "a grid needs values to list: choice, range, linspace, ..."
          : "use uniform, or a list of values";
      report(findings, { code: "PLX-310", message, path: ["params", key, "kind"], hint });
    }
  };
}

import type { CompiledOperation, Matrix, Operation } from "@polyaxon/spec";
import { compact } from "../json.ts";

/** Where a search stands when it asks its tuner. */
export interface TunerRound {
  /** Of the matrix's run. */
  readonly pipelineUuid: string;
  readonly iteration: number;
  /** Hyperband only. */
  readonly bracketIteration?: number;
  /** Whose observations the tuner gets, hyperband only: the round before. Absent: all so far. */
  readonly observed?: { readonly iteration: number; readonly bracketIteration: number };
}

type Tuned = Extract<Matrix, { readonly kind: "hyperband" | "bayes" | "hyperopt" | "iterative" }>;

/** What a matrix without a `tuner` uses; an iterative one has to name its own. */
const DEFAULT_TUNERS: Readonly<Record<Tuned["kind"], string | null>> = {
  hyperband: "hyperband-tuner",
  bayes: "bayes-tuner",
  hyperopt: "hyperopt-tuner",
  iterative: null,
};

/** Observations that one tuner is given. */
const MOST_OBSERVATIONS = 1_000;

/**
 * The operation that suggests the next points of a search: its component is the tuner's, its params the matrix and the round, its
 * join what the children measured. With its `hubRef` still to be resolved.
 *
 * @returns null for a matrix that needs no tuner, or names none
 */
export function tunerOperation({ matrix }: CompiledOperation, round: TunerRound): Operation | null {
  if (matrix === undefined || !isTuned(matrix)) return null;
  const { tuner: named, ...search } = matrix;
  const tuner = typeof named === "object" ? named : undefined;
  const hubRef = tuner?.hubRef ?? DEFAULT_TUNERS[matrix.kind];
  if (hubRef === null) return null;
  const metric = "metric" in matrix ? matrix.metric : undefined;
  return compact({
    version: 1.1,
    kind: "operation" as const,
    hubRef,
    presets: tuner?.presets,
    queue: tuner?.queue,
    namespace: tuner?.namespace,
    params: {
      ...tuner?.params,
      matrix: { value: search },
      iteration: { value: round.iteration },
      ...(round.bracketIteration === undefined ? {} : { bracket_iteration: { value: round.bracketIteration } }),
    },
    joins: metric === undefined ? undefined : [observations(metric, round)],
  }) as Operation;
}

const isTuned = (matrix: Matrix): matrix is Tuned => Object.hasOwn(DEFAULT_TUNERS, matrix.kind);

function observations(
  { name, optimization }: { readonly name: string; readonly optimization?: string | undefined },
  { observed, pipelineUuid }: TunerRound,
): NonNullable<Operation["joins"]>[number] {
  const round =
    observed === undefined
      ? ""
      : `, meta_values.iteration:${observed.iteration}, meta_values.bracket_iteration:${observed.bracketIteration}`;
  return {
    query: `pipeline:${pipelineUuid}, metrics.${name}:~nil, status: succeeded${round}`,
    sort: optimization === "minimize" ? `metrics.${name}` : `-metrics.${name}`,
    limit: MOST_OBSERVATIONS,
    params: { configs: { value: "inputs" }, metrics: { value: `outputs.${name}` } },
  };
}

import type { Run } from "@polyaxon/client";

/** What makes one run of a sweep better than another. */
export interface Objective {
  readonly metric: string;
  readonly direction: "maximize" | "minimize";
  /** `guessed` from the metric's name: the view says so, and how to say otherwise. */
  readonly source: "asked" | "matrix" | "guessed";
}

// Whole words of a metric's name, split at `_`, `-`, `.` and `/`.
const HIGHER = new Set([
  "acc",
  "accuracy",
  "auc",
  "auroc",
  "f1",
  "fscore",
  "precision",
  "recall",
  "score",
  "r2",
  "reward",
  "map",
  "ndcg",
  "bleu",
  "iou",
  "dice",
  "hits",
  "mrr",
  "gain",
]);
const LOWER = new Set([
  "loss",
  "error",
  "err",
  "mse",
  "rmse",
  "mae",
  "mape",
  "nll",
  "perplexity",
  "ppl",
  "wer",
  "cer",
  "regret",
  "cost",
]);
/** A search chooses on held-out data, never on the training or the test set. */
const HELD_OUT = new Set(["val", "valid", "validation", "dev", "eval"]);
const NOT_FOR_CHOOSING = new Set(["train", "training", "test", "best"]);

/** The metric a sweep is judged by: as asked, else as its matrix says, else guessed from the names it has logged. */
export function chooseObjective(
  asked: { readonly metric?: string | undefined; readonly direction?: Objective["direction"] | undefined },
  operation: unknown,
  loggedMetrics: readonly string[],
): Objective | null {
  const declared = matrixMetric(operation);
  if (asked.metric !== undefined) {
    const direction =
      asked.direction ?? (declared?.metric === asked.metric ? declared.direction : directionOf(asked.metric));
    return { metric: asked.metric, direction: direction ?? "maximize", source: "asked" };
  }
  const found = declared ?? guess(loggedMetrics);
  return found === null ? null : { ...found, direction: asked.direction ?? found.direction };
}

/** Names of the numeric outputs of some runs, each once. */
export const loggedMetricsOf = (runs: readonly Run[]): readonly string[] => [
  ...new Set(
    runs.flatMap((run) =>
      Object.entries(run.outputs ?? {}).flatMap(([name, value]) => (typeof value === "number" ? [name] : [])),
    ),
  ),
];

function guess(metrics: readonly string[]): Objective | null {
  const candidates = metrics
    .map((metric) => ({ metric, direction: directionOf(metric), rank: metricRank(metric) }))
    .filter((candidate) => candidate.direction !== null && candidate.rank > 0)
    .sort((a, b) => b.rank - a.rank || a.metric.localeCompare(b.metric));
  const best = candidates[0];
  return best === undefined || best.direction === null
    ? null
    : { metric: best.metric, direction: best.direction, source: "guessed" };
}

const wordsOf = (metric: string): readonly string[] => metric.toLowerCase().split(/[-_./ ]+/);

function directionOf(metric: string): Objective["direction"] | null {
  const words = wordsOf(metric);
  if (words.some((word) => LOWER.has(word))) return "minimize";
  return words.some((word) => HIGHER.has(word)) ? "maximize" : null;
}

/** How likely runs are judged by it: held-out before unnamed, scores before losses. 0 = never guess this one. */
export function metricRank(metric: string): number {
  const words = wordsOf(metric);
  if (words.some((word) => NOT_FOR_CHOOSING.has(word))) return 0;
  return (words.some((word) => HELD_OUT.has(word)) ? 4 : 2) + (directionOf(metric) === "maximize" ? 1 : 0);
}

/** `matrix.metric` of an operation or a compiled operation. */
function matrixMetric(operation: unknown): Objective | null {
  const metric = field(field(operation, "matrix"), "metric");
  const name = field(metric, "name");
  const optimization = field(metric, "optimization");
  if (typeof name !== "string" || (optimization !== "maximize" && optimization !== "minimize")) return null;
  return { metric: name, direction: optimization, source: "matrix" };
}

const field = (given: unknown, key: string): unknown =>
  typeof given === "object" && given !== null ? (given as Record<string, unknown>)[key] : undefined;

/** Counters of a pipeline's children, kept by the parent as it consumes its inbox, so that a step costs the same in a
 * sweep of 100 or 100,000. */
export interface PipelineState {
  /** How many children there will be; null while unknown. */
  readonly total: number | null;
  /** Children created so far = the generator's cursor. */
  readonly created: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly upstreamFailed: number;
  readonly stopped: number;
  readonly skipped: number;
  /** Most children holding a slot at once; null = no limit of its own. */
  readonly concurrency: number | null;
}

/** How a child can end. */
export type ChildEnd = "succeeded" | "failed" | "upstream_failed" | "stopped" | "skipped";

/** One ended child, as its parent hears of it. */
export interface EndedChild {
  readonly status: ChildEnd;
  /** An end that was told earlier and holds no longer: the child was resumed, or somebody forced another end. */
  readonly takenBack?: boolean;
  readonly outputs: { readonly [key: string]: unknown } | null;
}

export const emptyPipeline = (total: number | null, concurrency: number | null): PipelineState => ({
  total,
  created: 0,
  succeeded: 0,
  failed: 0,
  upstreamFailed: 0,
  stopped: 0,
  skipped: 0,
  concurrency,
});

const COUNTER = {
  succeeded: "succeeded",
  failed: "failed",
  upstream_failed: "upstreamFailed",
  stopped: "stopped",
  skipped: "skipped",
} as const satisfies Record<ChildEnd, keyof PipelineState>;

export function countEnded(state: PipelineState, ended: readonly EndedChild[]): PipelineState {
  const counts = { ...state };
  for (const child of ended) counts[COUNTER[child.status]] += child.takenBack === true ? -1 : 1;
  return counts;
}

export const finishedChildren = (s: PipelineState): number =>
  s.succeeded + s.failed + s.upstreamFailed + s.stopped + s.skipped;

/** Children that exist and have not ended. */
export const liveChildren = (s: PipelineState): number => s.created - finishedChildren(s);

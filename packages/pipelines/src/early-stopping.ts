import { type EndedChild, type PipelineState, finishedChildren } from "./pipeline-state.ts";

/** The early-stopping rules that act on a whole pipeline (reference/polyaxonfile.md §7.3). */
export type EarlyStopping =
  | { readonly kind: "failure_early_stopping"; readonly percent: number }
  | {
      readonly kind: "metric_early_stopping";
      readonly metric: string;
      readonly value: number;
      readonly optimization: "maximize" | "minimize";
      /** A rule with a policy stops single trials, not the pipeline; it is not decided here. */
      readonly policy?: unknown;
    };

/** What a rule that fired asks for. A reached metric is a success; too many failures are not. */
export interface EarlyStop {
  readonly final: "succeeded" | "failed";
  readonly message: string;
}

/** Decides after children ended. The first rule that fires wins; null when none does. */
export function decideEarlyStop(
  rules: readonly EarlyStopping[],
  state: PipelineState,
  ended: readonly EndedChild[],
): EarlyStop | null {
  for (const rule of rules) {
    const stop = rule.kind === "failure_early_stopping" ? failureStop(rule.percent, state) : metricStop(rule, ended);
    if (stop !== null) return stop;
  }
  return null;
}

/** The share is taken over all children there will be, so that one early failure of a large sweep does not end it. */
function failureStop(percent: number, state: PipelineState): EarlyStop | null {
  const failed = state.failed + state.upstreamFailed;
  const total = state.total ?? Math.max(state.created, finishedChildren(state));
  if (failed === 0 || total === 0 || failed / total < percent / 100) return null;
  return { final: "failed", message: `${failed} of ${total} runs failed: at or above the limit of ${percent} %` };
}

function metricStop(
  rule: Extract<EarlyStopping, { kind: "metric_early_stopping" }>,
  ended: readonly EndedChild[],
): EarlyStop | null {
  if (rule.policy !== undefined && rule.policy !== null) return null;
  for (const child of ended) {
    if (child.takenBack === true) continue;
    const value = child.outputs?.[rule.metric];
    if (typeof value !== "number") continue;
    const reached = rule.optimization === "maximize" ? value >= rule.value : value <= rule.value;
    if (reached) {
      return {
        final: "succeeded",
        message: `${rule.metric} reached ${value} (${rule.optimization === "maximize" ? ">=" : "<="} ${rule.value})`,
      };
    }
  }
  return null;
}

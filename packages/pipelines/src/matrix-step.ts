import { type EarlyStop, type EarlyStopping, decideEarlyStop } from "./early-stopping.ts";
import { type EndedChild, type PipelineState, countEnded, liveChildren } from "./pipeline-state.ts";

/** What a matrix does next. */
export interface MatrixStep {
  readonly state: PipelineState;
  /** How many further suggestions become children now, starting at `state.created` (which already counts them). */
  readonly create: { readonly from: number; readonly count: number };
  /** Present when the children that are left must be stopped. */
  readonly earlyStop: EarlyStop | null;
  /** Present when every child has ended and none will follow. */
  readonly end: { readonly status: "succeeded" | "failed" | "stopped"; readonly message: string } | null;
}

/** Most children created by one step: keeps one decision short however large the window is. */
export const MAX_CREATED_PER_STEP = 200;
/** Children kept alive for a matrix without a concurrency of its own; the agents' slots are then the limit. */
const UNBOUNDED_WINDOW = 400;

/**
 * Children that may be alive at once. Twice the concurrency, so that a free slot never waits for the parent's next
 * decision, with a floor for tiny limits and a ceiling on the look-ahead for huge ones.
 */
export const windowSize = (concurrency: number | null): number =>
  concurrency === null ? UNBOUNDED_WINDOW : Math.min(Math.max(2 * concurrency, concurrency + 4), concurrency + 500);

/**
 * One step of a one-shot matrix (mapping, grid, random). Pure: same input, same answer.
 *
 * @param stopping the matrix was asked to stop: nothing more is created
 */
export function decideMatrixStep(input: {
  readonly state: PipelineState;
  readonly ended: readonly EndedChild[];
  readonly stopping: boolean;
  readonly earlyStopping: readonly EarlyStopping[];
}): MatrixStep {
  const counted = countEnded(input.state, input.ended);
  const earlyStop = input.stopping ? null : decideEarlyStop(input.earlyStopping, counted, input.ended);
  const count = input.stopping || earlyStop !== null ? 0 : childrenToCreate(counted);
  const state = { ...counted, created: counted.created + count };
  return { state, create: { from: counted.created, count }, earlyStop, end: endOf(state, input.stopping, earlyStop) };
}

function childrenToCreate(state: PipelineState): number {
  const left = (state.total ?? 0) - state.created;
  const room = windowSize(state.concurrency) - liveChildren(state);
  return Math.max(0, Math.min(left, room, MAX_CREATED_PER_STEP));
}

/** Upstream's check_pipeline rules: stopping ends stopped; any failure fails; only stopped ones, stopped. */
function endOf(state: PipelineState, stopping: boolean, earlyStop: EarlyStop | null): MatrixStep["end"] {
  if (liveChildren(state) > 0) return null;
  if (earlyStop !== null) return { status: earlyStop.final, message: earlyStop.message };
  if (stopping) return { status: "stopped", message: summary(state) };
  if (state.created < (state.total ?? 0)) return null;
  if (state.failed > 0) return { status: "failed", message: summary(state) };
  if (state.stopped === state.created && state.created > 0) return { status: "stopped", message: summary(state) };
  return { status: "succeeded", message: summary(state) };
}

function summary(s: PipelineState): string {
  const parts = [
    [s.succeeded, "succeeded"],
    [s.failed, "failed"],
    [s.upstreamFailed, "failed upstream"],
    [s.stopped, "stopped"],
    [s.skipped, "skipped"],
  ] as const;
  const said = parts.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`);
  return said.length === 0 ? "no runs" : said.join(", ");
}

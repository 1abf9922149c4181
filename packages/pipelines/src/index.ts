export { type EarlyStop, type EarlyStopping } from "./early-stopping.ts";
export { type MatrixStep, MAX_CREATED_PER_STEP, decideMatrixStep, windowSize } from "./matrix-step.ts";
export {
  type ChildEnd,
  type EndedChild,
  type PipelineState,
  countEnded,
  emptyPipeline,
  finishedChildren,
  liveChildren,
} from "./pipeline-state.ts";

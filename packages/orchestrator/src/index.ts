export * from "./ports/records.ts";
export * from "./ports/run-text.ts";
export * from "./ports/store.ts";
export * from "./ports/lists.ts";
export * from "./ports/run-stats.ts";
export * from "./ports/lineage-store.ts";
export * from "./ports/outbox-store.ts";
export * from "./ports/series-store.ts";
export * from "./ports/values-store.ts";
export * from "./ports/doctor-store.ts";
export * from "./ports/agent-protocol.ts";
export * from "./ports/agent-session.ts";
export * from "./ports/environment.ts";
export * from "./ports/resources.ts";
export * from "./ports/asking-runs.ts";
export type { PipelineState } from "@polyaxon/pipelines";
export { type RunTokens, createRunTokens } from "./run-tokens.ts";
export { type AgentGateway, AgentNameInUse, createAgentGateway } from "./agent-gateway.ts";
export { mayFollow } from "./agent-name.ts";
export { agentState, describeUnserved, unservedQueue } from "./agent-state.ts";
export { createLostAgentWatch, type LostAgentSettings } from "./lost-agent-watch.ts";
export { type AttemptEnd, DEADLINE_EXCEEDED, decideAttemptEnd, type EndingRun } from "./decide-attempt-end.ts";
export { type Advance, type Decision, createScheduler } from "./scheduler.ts";
export { advance } from "./advance.ts";
export { compileRun } from "./compile-run.ts";
export {
  asksForSomething,
  capacityOf,
  describeResources,
  fits,
  freeGpus,
  isKeptRoomFor,
  less,
  NOTHING,
  RESERVATION_MS,
  RESERVE_AFTER_MS,
  roomBehind,
  sum,
  takenOf,
} from "./host-room.ts";
export { createFitWatch } from "./fit-watch.ts";
export { type OutageLine, outageLines, type OutageLines } from "./outage-lines.ts";
export type { ClockJump } from "./clock-jumps.ts";
export { type ChunkFiles, createSeriesSealer, type SealBlocks } from "./series-sealer.ts";
export { createValueIndexer } from "./value-indexer.ts";
export { type MetricBounds, metricBounds } from "./metric-bounds.ts";
export { mergedNews } from "./merged-news.ts";
export { createRemovalSweep } from "./removal-sweep.ts";
export { isTooDeep, MAX_JSON_DEPTH, withoutTooDeep } from "./json-depth.ts";
export { resumesChildren, resumesWithParent } from "./resumes-with-parent.ts";
export { mayBeReported } from "./may-be-reported.ts";
export { DEBUG_POINTS, type DebugPoint, armDebugPoint, debugPoint } from "./debug-points.ts";
export { type Submission, type SubmissionRequest, prepareSubmission } from "./submit.ts";
export type { CloneRequest, Overrides, Resume } from "./clone.ts";
export {
  type AccessQuestion,
  allowAll,
  type CheckAccess,
  createSubmissions,
  type ResolveReferences,
  type SubmissionGates,
  type Submissions,
} from "./submissions.ts";
export { type Perform, createOutboxWorker } from "./outbox-worker.ts";
export { type ArtifactFolders, createDoctor, type Doctor, type Repaired } from "./doctor/create-doctor.ts";
export type { Diagnosis, Waiting } from "./doctor/diagnose.ts";
export type { Finding } from "./doctor/finding.ts";

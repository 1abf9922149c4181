export * from "./ports/records.ts";
export * from "./ports/store.ts";
export * from "./ports/agent-protocol.ts";
export * from "./ports/environment.ts";
export type { PipelineState } from "@polyaxon/pipelines";
export { type RunTokens, createRunTokens } from "./run-tokens.ts";
export { createAgentGateway } from "./agent-gateway.ts";
export { type AttemptEnd, DEADLINE_EXCEEDED, decideAttemptEnd, type EndingRun, retryDelayMs } from "./decide-attempt-end.ts";

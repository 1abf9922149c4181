export { type Agent, type AgentOptions, createAgent } from "./agent.ts";
export { type AttemptPlace, type AttemptRef, type Executor, StartRefused } from "./executor-port.ts";
export type { PlanExecution } from "./prepare-attempt.ts";

export type { AdminCalls } from "./admin.ts";
export type { AgentCalls } from "./agents.ts";
export { createClient, type PolyaxonClient } from "./client.ts";
export {
  ApiError,
  ForbiddenError,
  InvalidRequestError,
  NotFoundError,
  ServerFaultError,
  UnauthorizedError,
  UnreachableError,
} from "./errors.ts";
export type { ProjectCalls } from "./projects.ts";
export type { RunCalls } from "./runs.ts";
export type { ClientOptions } from "./transport.ts";
export type {
  AgentSummary,
  Artifact,
  CreatedRun,
  Diagnosis,
  Finding,
  Installation,
  JsonDocument,
  ListQuery,
  LogLine,
  LogPage,
  LogWindow,
  NewRun,
  Page,
  Project,
  RepairReport,
  Run,
  RunReference,
  RunStatuses,
  WireCondition,
} from "./wire.ts";

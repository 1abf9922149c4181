export type { AdminCalls } from "./admin.ts";
export type { AgentCalls } from "./agents.ts";
export { createClient, type PolyaxonClient } from "./client.ts";
export {
  ApiError,
  ForbiddenError,
  InvalidOptionError,
  InvalidRequestError,
  NotFoundError,
  ServerFaultError,
  UnauthorizedError,
  UnreachableError,
} from "./errors.ts";
export type { ProjectCalls } from "./projects.ts";
export type { Download, NewPoints, RunFileCalls, UploadPlace } from "./run-files.ts";
export type { EdgeEnd, NewEdge, RunClone, RunEdge, RunLineageCalls } from "./run-lineage.ts";
export type { LogCalls, LogEvent, LogRange, LogSearch } from "./run-logs.ts";
export type { RunEvent, RunEventCalls } from "./run-events.ts";
export type { RunCalls } from "./runs.ts";
export type { ClientOptions } from "./client-options.ts";
export type { WaitOptions } from "./until-finished.ts";
export type {
  AgentSummary,
  Artifact,
  CloneChanges,
  CreatedRun,
  Diagnosis,
  FileListing,
  Finding,
  Installation,
  JsonDocument,
  ListQuery,
  LogLine,
  LogPage,
  LogWindow,
  NewCondition,
  NewRun,
  OfflineRun,
  Page,
  Project,
  ProjectPatch,
  RepairReport,
  Run,
  RunPatch,
  RunReference,
  RunStatuses,
  WireCondition,
} from "./wire.ts";

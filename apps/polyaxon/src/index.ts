export * from "@polyaxon/authoring";
export {
  ApiError,
  type Artifact,
  type CloneChanges,
  createClient,
  type CreatedRun,
  ForbiddenError,
  InvalidOptionError,
  InvalidRequestError,
  type ListQuery,
  type NewRun,
  NotFoundError,
  type Page,
  type PolyaxonClient,
  type Project,
  type ProjectCalls,
  type RunCalls,
  type RunEdge,
  type RunFileCalls,
  type RunLineageCalls,
  // `Run` is what a Polyaxonfile says under `run`.
  type Run as RunRecord,
  ServerFaultError,
  UnauthorizedError,
  UnreachableError,
  type WaitOptions,
} from "@polyaxon/client";
export { connect, type ConnectOptions } from "./connect.ts";
export {
  type ArtifactOptions,
  type InitOptions,
  type MetricOptions,
  tracking,
  type Tracking,
} from "@polyaxon/tracking";

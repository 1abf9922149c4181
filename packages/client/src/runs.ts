import { answerOf, type Transport } from "./transport.ts";
import type { Artifact, CreatedRun, ListQuery, LogPage, LogWindow, NewRun, Page, Run, RunStatuses } from "./wire.ts";

/** The calls about the runs of one project. Every one throws the classes of `errors.ts`. */
export interface RunCalls {
  create(run: NewRun): Promise<CreatedRun>;
  list(query?: ListQuery): Promise<Page<Run>>;
  get(uuid: string): Promise<Run>;
  statuses(uuid: string): Promise<RunStatuses>;
  artifacts(uuid: string, query?: ListQuery): Promise<Page<Artifact>>;
  /** Asks a run to stop; a finished one is left alone. */
  stop(uuid: string): Promise<void>;
  delete(uuid: string): Promise<void>;
  /** Lines newer than `lastTime`; without it from the start. About 8 MB at most. */
  logs(uuid: string, lastTime?: string): Promise<LogPage>;
  /** The next lines behind a cursor, at most `limit`; without a cursor from the start. */
  logLines(uuid: string, cursor: string | undefined, limit: number): Promise<LogWindow>;
}

export function runCalls({ routes }: Transport, owner: string, project: string): RunCalls {
  const inProject = { owner, project };
  const of = (uuid: string) => ({ params: { path: { ...inProject, uuid } } });
  return {
    create: (body) =>
      answerOf("POST", routes.POST("/api/v1/{owner}/{project}/runs", { params: { path: inProject }, body })),
    list: (query = {}) =>
      answerOf("GET", routes.GET("/api/v1/{owner}/{project}/runs", { params: { path: inProject, query } })),
    get: (uuid) => answerOf("GET", routes.GET("/api/v1/{owner}/{project}/runs/{uuid}", of(uuid))),
    statuses: (uuid) => answerOf("GET", routes.GET("/api/v1/{owner}/{project}/runs/{uuid}/statuses", of(uuid))),
    artifacts: (uuid, query = {}) =>
      answerOf(
        "GET",
        routes.GET("/api/v1/{owner}/{project}/runs/{uuid}/lineage/artifacts", {
          params: { path: { ...inProject, uuid }, query },
        }),
      ),
    async stop(uuid) {
      await answerOf("POST", routes.POST("/api/v1/{owner}/{project}/runs/{uuid}/stop", of(uuid)));
    },
    async delete(uuid) {
      await answerOf("DELETE", routes.DELETE("/api/v1/{owner}/{project}/runs/{uuid}", of(uuid)));
    },
    logs: (uuid, lastTime) =>
      answerOf(
        "GET",
        routes.GET("/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/logs", {
          params: {
            path: { ...inProject, uuid, namespace },
            query: lastTime === undefined ? {} : { last_time: lastTime },
          },
        }),
      ),
    logLines: (uuid, cursor, limit) =>
      answerOf(
        "GET",
        routes.GET("/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/logs/lines", {
          params: {
            path: { ...inProject, uuid, namespace },
            query: cursor === undefined ? { limit } : { cursor, limit },
          },
        }),
      ),
  };
}

/** An opaque segment for a server without a cluster. */
const namespace = "polyaxon";

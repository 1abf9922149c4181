import type { Artifact, CreatedRun, Installation, LogPage, LogWindow, NewRun, Page, Project, Run, RunStatuses } from "./wire.ts";

interface Call<Path, Query, Body, Answer> {
  readonly parameters: { readonly path: Path; readonly query?: Query };
  readonly requestBody?: [Body] extends [never] ? never : { readonly content: { readonly "application/json": Body } };
  readonly responses: { readonly 200: { readonly content: { readonly "application/json": Answer } } };
}

export interface ListQuery {
  readonly query?: string;
  readonly sort?: string;
  readonly limit?: number;
  readonly offset?: number;
  readonly no_page?: boolean;
}

interface Owner {
  readonly owner: string;
}
interface InProject extends Owner {
  readonly project: string;
}
interface OfRun extends InProject {
  readonly uuid: string;
}
type Nothing = Record<string, never>;

/** The routes this client calls, in the form openapi-fetch reads. */
export interface ApiPaths {
  "/api/v1/installation": { get: Call<Nothing, never, never, Installation> };
  "/api/v1/{owner}/projects/list": { get: Call<Owner, ListQuery, never, Page<Project>> };
  "/api/v1/{owner}/projects/create": {
    post: Call<Owner, never, { name: string; description?: string; tags?: readonly string[] }, Project>;
  };
  "/api/v1/{owner}/{project}": {
    get: Call<InProject, never, never, Project>;
    delete: Call<InProject, never, never, unknown>;
  };
  "/api/v1/{owner}/{project}/runs": {
    get: Call<InProject, ListQuery, never, Page<Run>>;
    post: Call<InProject, never, NewRun, CreatedRun>;
  };
  "/api/v1/orgs/{owner}/runs/{uuid}": { get: Call<Owner & { readonly uuid: string }, never, never, Run> };
  "/api/v1/{owner}/{project}/runs/{uuid}": {
    get: Call<OfRun, never, never, Run>;
    delete: Call<OfRun, never, never, unknown>;
  };
  "/api/v1/{owner}/{project}/runs/{uuid}/stop": { post: Call<OfRun, never, never, unknown> };
  "/api/v1/{owner}/{project}/runs/{uuid}/statuses": { get: Call<OfRun, never, never, RunStatuses> };
  "/api/v1/{owner}/{project}/runs/{uuid}/lineage/artifacts": { get: Call<OfRun, ListQuery, never, Page<Artifact>> };
  "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/logs": {
    get: Call<OfRun & { readonly namespace: string }, { readonly last_time?: string }, never, LogPage>;
  };
  "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/logs/lines": {
    get: Call<
      OfRun & { readonly namespace: string },
      { readonly cursor?: string; readonly limit?: number },
      never,
      LogWindow
    >;
  };
}

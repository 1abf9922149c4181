import type { ListOptions } from "@polyaxon/orchestrator";
import { z } from "zod";
import type { ApiDeps } from "../api-deps.ts";
import { badField, notFound } from "../api-error.ts";
import { fenceOf } from "../routing/principal.ts";
import { type Route, route } from "../routing/route.ts";
import { artifactInputSchema, artifactSchema, readArtifact, wireArtifact } from "../wire/artifact.ts";
import { listOptions, listQuery } from "../wire/list-request.ts";
import { pageSchema, wirePage } from "../wire/page.ts";
import { projectParams, runParams } from "../wire/parameters.ts";
import type { Query } from "@polyaxon/query";
import { foundProject, foundRun } from "./found.ts";
import { throwUnlessDone } from "./runs.ts";

const tag = "lineage";
const LIMITS = { usual: 100, most: 10_000, alsoArchived: true };
const distinctSchema = z.object({ name: z.string(), kind: z.string(), is_input: z.boolean() });
/** Read for a list of what there is; a project with more names than these is shown by its first ones. */
const MOST_DISTINCT = 100_000;
const oneParams = runParams.extend({ name: z.string().min(1).max(256) });

/** Today's clients wrap the items; older ones sent one bare item, or a bare list. */
const putBody = z.union([
  z.object({ artifacts: z.array(artifactInputSchema).max(10_000) }),
  z.array(artifactInputSchema).max(10_000),
  artifactInputSchema,
]);

/** Both addresses of the same route: the old one is still sent by old clients. */
const both = (make: (path: string) => Route): readonly Route[] => ["lineage/artifacts", "artifacts_lineage"].map(make);

export const lineageRoutes: readonly Route[] = [
  ...both((path) =>
    route({
      method: "GET",
      url: `/api/v1/:owner/:project/runs/:uuid/${path}`,
      access: "project-read",
      summary: "What a run used and made",
      tag,
      params: runParams,
      query: listQuery,
      success: { status: 200, body: pageSchema(artifactSchema) },
      async handle({ params, query, request }, deps) {
        const run = await foundRun(deps, params);
        const options = listOptions(query, LIMITS);
        const page = await deps.store.listArtifacts(run.uuid, options);
        const results = page.results.map((artifact) => wireArtifact(artifact, run));
        return wirePage(request, deps.settings, { ...page, results }, options);
      },
    }),
  ),
  ...["runs/lineage/artifacts", "runs/artifacts_lineage"].map((path) =>
    route({
      method: "GET",
      url: `/api/v1/:owner/:project/${path}`,
      access: "project-read",
      summary: "What the runs of a project used and made; with `mode`, each name and kind once",
      tag,
      params: projectParams,
      query: listQuery,
      success: { status: 200, body: pageSchema(z.union([artifactSchema, distinctSchema])) },
      async handle({ params, query, request }, deps) {
        await foundProject(deps, params.project);
        const options = listOptions(query, LIMITS);
        if (query.mode !== undefined && query.mode !== "") {
          const results = await distinctArtifacts(deps, params.project, options);
          const window = results.slice(options.offset, options.offset + options.limit);
          return wirePage(request, deps.settings, { count: results.length, results: window }, options);
        }
        const page = await deps.store.listProjectArtifacts(params.project, options);
        const results = page.results.map((one) => wireArtifact(one, { uuid: one.run, name: one.runName }));
        return wirePage(request, deps.settings, { ...page, results }, options);
      },
    }),
  ),
  ...both((path) =>
    route({
      method: "POST",
      url: `/api/v1/:owner/:project/runs/:uuid/${path}`,
      access: "own-run",
      summary: "Add or replace items, by name and state",
      tag,
      params: runParams,
      body: putBody,
      success: { status: 201 },
      async handle({ params, body, principal }, deps) {
        const run = await foundRun(deps, params);
        const items = Array.isArray(body) ? body : "artifacts" in body ? body.artifacts : [body];
        if (items.length === 0) throw badField("artifacts", "Expected at least one item.");
        const artifacts = items.map((item) => readArtifact(item, run.uuid));
        throwUnlessDone(
          await deps.store.putArtifacts(run.uuid, artifacts, { ...fenceOf(principal), now: deps.clock.now() }),
        );
        return undefined;
      },
    }),
  ),
  route({
    method: "GET",
    url: "/api/v1/:owner/:project/runs/:uuid/lineage/artifacts/names",
    access: "project-read",
    summary: "Names of what a run used and made",
    tag,
    params: runParams,
    query: listQuery,
    success: { status: 200, body: pageSchema(z.object({ name: z.string() })) },
    async handle({ params, query, request }, deps) {
      const run = await foundRun(deps, params);
      const options = listOptions(query, LIMITS);
      const page = await deps.store.listArtifacts(run.uuid, options);
      const results = page.results.map(({ name }) => ({ name }));
      return wirePage(request, deps.settings, { ...page, results }, options);
    },
  }),
  route({
    method: "GET",
    url: "/api/v1/:owner/:project/runs/:uuid/lineage/artifacts/:name",
    access: "project-read",
    summary: "One item",
    tag,
    params: oneParams,
    success: { status: 200, body: artifactSchema },
    async handle({ params }, deps) {
      const run = await foundRun(deps, params);
      const page = await deps.store.listArtifacts(run.uuid, {
        query: named(params.name),
        limit: 100,
        offset: 0,
        withCount: false,
      });
      // A name may hold the wild cards of a search.
      const artifact = page.results.find((one) => one.name === params.name);
      if (artifact === undefined) throw notFound();
      return wireArtifact(artifact, run);
    },
  }),
  route({
    method: "DELETE",
    url: "/api/v1/:owner/:project/runs/:uuid/lineage/artifacts/:name",
    access: "user",
    summary: "Forget one item; its files stay",
    tag,
    params: oneParams,
    success: { status: 204 },
    async handle({ params }, deps) {
      const run = await foundRun(deps, params);
      if ((await deps.store.deleteArtifact(run.uuid, params.name)) === "not-found") throw notFound();
      return undefined;
    },
  }),
];

/** Names to choose from, for dashboards. */
async function distinctArtifacts(
  { store }: ApiDeps,
  project: string,
  options: ListOptions,
): Promise<z.output<typeof distinctSchema>[]> {
  const page = await store.listProjectArtifacts(project, {
    ...options,
    limit: MOST_DISTINCT,
    offset: 0,
    withCount: false,
  });
  const found = new Map<string, z.output<typeof distinctSchema>>();
  for (const { name, kind, isInput } of page.results)
    found.set(JSON.stringify([name, kind, isInput]), { name, kind, is_input: isInput });
  return [...found.values()];
}

const named = (name: string): Query => ({
  kind: "condition",
  field: "name",
  key: null,
  negated: false,
  operation: { kind: "values", values: [name] },
  position: 0,
});

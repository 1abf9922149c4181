import { type JsonObject, parseRunId, type RunEdge, type RunId } from "@polyaxon/orchestrator";
import type { Query } from "@polyaxon/query";
import { z } from "zod";
import { badField } from "../api-error.ts";
import { fenceOf } from "../routing/principal.ts";
import { type Route, route } from "../routing/route.ts";
import { listOptions, listQuery } from "../wire/list-request.ts";
import { pageSchema, wirePage } from "../wire/page.ts";
import { jsonObject, runParams } from "../wire/parameters.ts";
import { foundRun, runsOfProject } from "./found.ts";
import { throwUnlessDone } from "./runs.ts";

const tag = "lineage";
const LIMITS = { usual: 100, most: 10_000, alsoArchived: true };

const cloneSchema = z.object({
  uuid: z.string(),
  name: z.string().nullable(),
  kind: z.string(),
  status: z.string(),
  runtime: z.string().nullable(),
  cloning_kind: z.string().nullable(),
});

const endSchema = z.object({
  uuid: z.string(),
  name: z.string().nullable(),
  kind: z.string(),
  runtime: z.string().nullable(),
});
const edgeSchema = z.object({
  values: jsonObject.nullable(),
  kind: z.string(),
  statuses: z.array(z.string()).nullable(),
  upstream: endSchema.optional(),
  downstream: endSchema.optional(),
});

/** Edges that one request may draw. */
const MOST_EDGES = 1_000;
const edgesBody = z.object({
  edges: z
    .array(
      z.object({
        uuid: z.string().max(64).optional(),
        run: z.string().max(64).optional().describe("What older clients call `uuid`"),
        is_upstream: z
          .boolean()
          .nullish()
          .describe("The other run is where the edge comes from; default: where it goes to"),
        values: jsonObject.nullish().describe("What was taken, by the name of what took it"),
      }),
    )
    .max(MOST_EDGES)
    .nullish(),
});
type WireEdge = NonNullable<z.output<typeof edgesBody>["edges"]>[number];

/** How a run hangs together with other runs. */
export const runLineageRoutes: readonly Route[] = [
  route({
    method: "GET",
    url: "/api/v1/:owner/:project/runs/:uuid/lineage/clones",
    access: "project-read",
    summary: "The restarts, copies and cache hits of a run",
    tag,
    params: runParams,
    query: listQuery,
    success: { status: 200, body: pageSchema(cloneSchema) },
    async handle({ params, query, request }, deps) {
      const run = await foundRun(deps, params);
      const asked = listOptions(query, LIMITS);
      const options = { ...asked, query: both(clonesOf(run.uuid), asked.query ?? null) };
      const page = await deps.store.listRuns(run.project, options);
      const results = page.results.map(({ uuid, name, kind, status, runtime, original }) => ({
        uuid,
        name,
        kind,
        status,
        runtime,
        cloning_kind: original?.kind ?? null,
      }));
      return wirePage(request, deps.settings, { count: page.count, results }, options);
    },
  }),
  ...(["upstream", "downstream"] as const).map((towards) =>
    route({
      method: "GET",
      url: `/api/v1/:owner/:project/runs/:uuid/lineage/${towards}`,
      access: "project-read",
      summary: towards === "upstream" ? "Runs that a run took something from" : "Runs that took something from a run",
      tag,
      params: runParams,
      query: listQuery,
      success: { status: 200, body: pageSchema(edgeSchema) },
      async handle({ params, query, request }, deps) {
        const run = await foundRun(deps, params);
        const options = listOptions(query, LIMITS);
        const page = await deps.store.listEdges(run.uuid, towards, options);
        const results = page.results.map(({ kind, params: values, run: end, statuses }) => ({
          values,
          kind,
          statuses: statuses === null ? null : [...statuses],
          [towards]: wireEnd(end),
        }));
        return wirePage(request, deps.settings, { ...page, results }, options);
      },
    }),
  ),
  route({
    method: "POST",
    url: "/api/v1/:owner/:project/runs/:uuid/lineage/edges",
    access: "own-run",
    summary: "Draw edges to and from a run by hand; they take the place of those drawn before",
    tag,
    params: runParams,
    body: edgesBody,
    success: { status: 201 },
    async handle({ params, body, principal }, deps) {
      const run = await foundRun(deps, params);
      const given = (body.edges ?? []).map((edge, index) => ({ ...edge, run: otherOf(edge, index) }));
      const ours = new Set<string>(
        await runsOfProject(
          deps,
          params.project,
          given.map((edge) => edge.run),
        ),
      );
      for (const [index, { run: other }] of given.entries()) {
        if (other === run.uuid) throw badField("edges", `edges[${index}].uuid: a run has no edge to itself`);
        if (!ours.has(other)) throw badField("edges", `edges[${index}].uuid: this project has no run ${other}`);
      }
      const edges = given.map((edge) => ({
        run: edge.run,
        isUpstream: edge.is_upstream === true,
        params: (edge.values ?? null) as JsonObject | null,
      }));
      const options = { ...fenceOf(principal), now: deps.clock.now() };
      throwUnlessDone(await deps.store.setManualEdges(run.uuid, edges, options));
      return undefined;
    },
  }),
];

const clonesOf = (uuid: string): Query => ({
  kind: "condition",
  field: "original",
  key: null,
  negated: false,
  operation: { kind: "values", values: [uuid] },
  position: 0,
});

const both = (first: Query, second: Query | null): Query =>
  second === null ? first : { kind: "and", terms: [first, second] };

const wireEnd = ({ kind, name, runtime, uuid }: RunEdge["run"]) => ({ uuid, name, kind, runtime });

function otherOf({ run, uuid }: WireEdge, index: number): RunId {
  const text = uuid ?? run ?? "";
  const found = parseRunId(text);
  if (found === null)
    throw badField("edges", `edges[${index}].uuid: expected the uuid of a run, found ${JSON.stringify(text)}`);
  return found;
}

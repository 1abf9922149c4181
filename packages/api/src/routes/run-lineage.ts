import type { Query } from "@polyaxon/query";
import { z } from "zod";
import { type Route, route } from "../routing/route.ts";
import { listOptions, listQuery } from "../wire/list-request.ts";
import { pageSchema, wirePage } from "../wire/page.ts";
import { runParams } from "../wire/parameters.ts";
import { foundRun } from "./found.ts";

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

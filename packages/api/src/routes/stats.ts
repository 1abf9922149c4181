import { DONE, RUNNING, type Status } from "@polyaxon/lifecycle";
import type { RunId } from "@polyaxon/orchestrator";
import type { Query } from "@polyaxon/query";
import { z } from "zod";
import type { ApiDeps } from "../api-deps.ts";
import { refused } from "../api-error.ts";
import { type Principal, userName } from "../routing/principal.ts";
import { type Route, route } from "../routing/route.ts";
import { bucketOf, readStatsQuestion, statsQuery, type StatsQuestion, wireStats } from "../wire/stats.ts";
import { listOptions } from "../wire/list-request.ts";
import { projectParams, runParams } from "../wire/parameters.ts";
import { foundProject, foundRun, namespaceOf } from "./found.ts";

const tag = "statistics";
const MOST_ROWS = 10_000;
const LIMITS = { usual: MOST_ROWS, most: MOST_ROWS };
const answer = z.union([z.record(z.string(), z.unknown()), z.array(z.record(z.string(), z.unknown()))]);

const TROUBLED: ReadonlySet<string> = new Set<Status>(["warning", "unschedulable", "unknown"]);

/** Numbers about runs for dashboards. Whoever may read the runs may ask; upstream answers its own dashboard alone. */
export const statsRoutes: readonly Route[] = [
  route({
    method: "GET",
    url: "/api/v1/:owner/:project/stats",
    access: "project-read",
    summary: "Counts, averages and their course over the runs of a project",
    tag,
    params: projectParams,
    query: statsQuery,
    success: { status: 200, body: answer },
    async handle({ params, query, principal }, deps) {
      await foundProject(deps, params.project);
      return await statsOf(deps, { project: params.project, query, principal, pipeline: null });
    },
  }),
  route({
    method: "GET",
    url: "/api/v1/:owner/:project/runs/:uuid/stats",
    access: "project-read",
    summary: "The same over the children of a run",
    tag,
    params: runParams,
    query: statsQuery,
    success: { status: 200, body: answer },
    async handle({ params, query, principal }, deps) {
      const run = await foundRun(deps, params);
      return await statsOf(deps, { project: run.project, query, principal, pipeline: run.uuid });
    },
  }),
];

async function statsOf(
  deps: ApiDeps,
  asked: {
    readonly project: string;
    readonly query: z.output<typeof statsQuery>;
    readonly principal: Principal;
    readonly pipeline: RunId | null;
  },
): Promise<z.output<typeof answer>> {
  const { query, limit } = listOptions(asked.query, LIMITS);
  const question = readStatsQuestion(asked.query);
  if (question.kind === "refused") throw refused([question.message], "invalid-query");
  const among = {
    query: asked.pipeline === null ? (query ?? null) : childrenOf(asked.pipeline, query ?? null),
    bookmarks: asked.query.bookmarks === true,
    caller: { user: userName(asked.principal), namespace: namespaceOf(deps) },
  };
  const sums = (how: Pick<StatsQuestion, "groupBy" | "measure">, bucket: ReturnType<typeof bucketOf>) =>
    deps.store.runStats(asked.project, { ...among, ...how, bucket, limit: MOST_ROWS });

  switch (question.kind) {
    case "realtime":
    case "progress": {
      const counts = await sums({ groupBy: "status", measure: null }, null);
      const countIf = (test: (status: Status) => boolean): number =>
        counts.reduce((sum, { group, count }) => sum + (test(group as Status) ? count : 0), 0);
      if (question.kind === "progress")
        return { done: countIf((status) => DONE.has(status)), count: countIf(() => true) };
      return {
        pending: countIf(
          (status) => !DONE.has(status) && !RUNNING.has(status) && !TROUBLED.has(status) && status !== "stopping",
        ),
        running: countIf((status) => RUNNING.has(status)),
        warning: countIf((status) => TROUBLED.has(status)),
      };
    }
    case "sums": {
      const rows = await sums(question, bucketOf(question.course));
      return wireStats(question, rows, asked.project).slice(0, limit);
    }
    case "sum": {
      const rows = await sums(question, null);
      return wireStats(question, rows, asked.project)[0] ?? {};
    }
  }
}

function childrenOf(pipeline: RunId, query: Query | null): Query {
  const children: Query = {
    kind: "condition",
    field: "pipeline",
    key: null,
    negated: false,
    operation: { kind: "values", values: [pipeline] },
    position: 0,
  };
  return query === null ? children : { kind: "and", terms: [children, query] };
}

import { parseRunId } from "@polyaxon/orchestrator";
import { z } from "zod";
import { refused } from "../api-error.ts";
import { lastEventId, sendEvents } from "../live/event-stream.ts";
import { type Route, route } from "../routing/route.ts";
import { projectParams } from "../wire/parameters.ts";
import { foundProject } from "./found.ts";

const MOST_NAMED = 100;

export const runEventRoutes: readonly Route[] = [
  route({
    method: "GET",
    url: "/api/v1/:owner/:project/runs/events",
    access: "project-read",
    summary:
      "Changes of runs as server-sent events: `runs` tells which run is at which version, `reset` that anything may have changed since `Last-Event-ID`",
    tag: "runs",
    params: projectParams,
    query: z.object({ runs: z.string().max(4_096).optional(), last_event_id: z.string().max(64).optional() }),
    success: { status: 200, contentType: "text/event-stream" },
    async handle({ params, query, request, reply }, deps) {
      const project = await foundProject(deps, params.project);
      const only = query.runs === undefined ? null : namedRuns(query.runs);
      const lastId = lastEventId(request) ?? query.last_event_id ?? null;
      const { runs } = request.server.live;
      return sendEvents({ request, reply }, (signal) => runs.listen(project.name, { lastId, only }, signal));
    },
  }),
];

function namedRuns(text: string): ReadonlySet<string> {
  const uuids = text.split(",").map((word) => parseRunId(word.trim()));
  if (uuids.length > MOST_NAMED || uuids.includes(null))
    throw refused([`runs: expected at most ${MOST_NAMED} uuids with commas between`], "invalid-query");
  return new Set(uuids.filter((uuid) => uuid !== null));
}

import { z } from "zod";
import { streamError } from "../api-error.ts";
import { lastEventId, sendEvents } from "../live/event-stream.ts";
import { decodeCursor, type LogCursor } from "../logs/log-cursor.ts";
import { type Route, route } from "../routing/route.ts";
import { streamRunParams } from "../wire/parameters.ts";
import { foundRun } from "./found.ts";

export const followLogRoutes: readonly Route[] = [
  route({
    method: "GET",
    url: "/streams/v1/:namespace/:owner/:project/runs/:uuid/logs/follow",
    access: "project-read",
    summary:
      "Log lines behind a cursor as server-sent events: `lines`, and `end` with the final status; `Last-Event-ID` goes before `cursor`",
    tag: "logs",
    params: streamRunParams,
    query: z.object({ cursor: z.string().max(16_384).optional() }),
    success: { status: 200, contentType: "text/event-stream" },
    async handle({ params, query, request, reply }, deps) {
      const run = await foundRun(deps, params);
      const cursor = readCursor(lastEventId(request) ?? query.cursor);
      const { logs } = request.server.live;
      await logs.prepare(run.uuid, run.project);
      return sendEvents({ request, reply }, (signal) => logs.follow(run.uuid, run.project, cursor, signal));
    },
  }),
];

/** Absent: the start. */
export function readCursor(text: string | undefined): LogCursor {
  const cursor = text === undefined || text === "" ? {} : decodeCursor(text);
  if (cursor === null) throw streamError(400, "invalid-query", "cursor: expected the cursor of an earlier answer");
  return cursor;
}

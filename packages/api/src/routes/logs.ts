import { isDone } from "@polyaxon/lifecycle";
import { isoToMicros, microsToIso } from "@polyaxon/tracking";
import { z } from "zod";
import { streamError } from "../api-error.ts";
import { encodeCursor } from "../logs/log-cursor.ts";
import { readLogsAfter, readLogsFrom } from "../logs/read-logs.ts";
import { lineSchema, placedLineSchema, wireLine, wirePlacedLine } from "../logs/wire-line.ts";
import { type Route, route } from "../routing/route.ts";
import { queryInt, streamRunParams } from "../wire/parameters.ts";
import { readCursor } from "./follow-logs.ts";
import { foundRun } from "./found.ts";

const tag = "logs";

export const logRoutes: readonly Route[] = [
  route({
    method: "GET",
    url: "/streams/v1/:namespace/:owner/:project/runs/:uuid/logs",
    access: "project-read",
    summary: "Log lines after `last_time`, at most about 8 MB of them; `last_time` null when there will be no more",
    tag,
    params: streamRunParams,
    query: z.object({
      last_time: z.string().max(64).optional(),
      last_file: z.string().optional(),
      kind: z.string().optional(),
      force: z.string().optional(),
    }),
    success: {
      status: 200,
      body: z.strictObject({
        logs: z.array(lineSchema),
        last_time: z.string().nullable(),
        last_file: z.null(),
        files: z.array(z.string()),
      }),
    },
    async handle({ params, query }, deps) {
      // The status first: a run is final only after its last line is stored, so what is read then is all there is.
      const run = await foundRun(deps, params);
      const after = query.last_time === undefined || query.last_time === "" ? null : isoToMicros(query.last_time);
      if (after === null && query.last_time)
        throw streamError(400, "invalid-query", "last_time: expected an ISO-8601 time");
      const page = await readLogsAfter(deps.artifacts, run.uuid, after);
      const complete = isDone(run.status) && !page.more;
      // With nothing new the cursor stays where it is: "now" would skip lines that are stamped but not stored yet.
      const reached = page.lastMicros ?? after ?? run.createdAt * 1000;
      return {
        logs: page.lines.map(wireLine),
        last_time: complete ? null : microsToIso(reached),
        last_file: null,
        files: [],
      };
    },
  }),
  route({
    method: "GET",
    url: "/streams/v1/:namespace/:owner/:project/runs/:uuid/logs/lines",
    access: "project-read",
    summary: "Log lines behind a cursor; `done` when the run has finished and all its lines were given",
    tag,
    params: streamRunParams,
    query: z.object({ cursor: z.string().max(16_384).optional(), limit: queryInt.optional() }),
    success: {
      status: 200,
      body: z.strictObject({
        lines: z.array(placedLineSchema),
        cursor: z.string(),
        done: z.boolean(),
      }),
    },
    async handle({ params, query }, deps) {
      const run = await foundRun(deps, params);
      const cursor = readCursor(query.cursor);
      const limit = Math.min(Math.max(query.limit ?? 1000, 1), 10_000);
      const window = await readLogsFrom(deps.artifacts, run.uuid, cursor, { limit });
      return {
        lines: window.lines.map(wirePlacedLine),
        cursor: encodeCursor(window.cursor),
        done: isDone(run.status) && !window.more,
      };
    },
  }),
];

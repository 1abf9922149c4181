import { z } from "zod";
import { encodeCursor } from "../logs/log-cursor.ts";
import { readRange } from "../logs/lines/read-range.ts";
import { placedLineSchema, wirePlacedLine } from "../logs/wire-line.ts";
import { type Route, route } from "../routing/route.ts";
import { queryInt, streamRunParams } from "../wire/parameters.ts";
import { foundRun } from "./found.ts";

const MOST_LINES = 10_000;

export const logRangeRoutes: readonly Route[] = [
  route({
    method: "GET",
    url: "/streams/v1/:namespace/:owner/:project/runs/:uuid/logs/range",
    access: "project-read",
    summary:
      "Log lines by number, from 0 (negative: from the end), over the run's files in the order in which they begin, or in one `file`; `total` tells how many there are, `cursor` goes on behind them",
    tag: "logs",
    params: streamRunParams,
    query: z.object({
      first: z.coerce.number().int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER).default(0),
      limit: queryInt.optional(),
      file: z.string().max(512).optional(),
    }),
    success: {
      status: 200,
      body: z.strictObject({
        lines: z.array(placedLineSchema.extend({ number: z.number() })),
        total: z.number(),
        cursor: z.string(),
      }),
    },
    async handle({ params, query, request }, deps) {
      const run = await foundRun(deps, params);
      const limit = Math.min(Math.max(query.limit ?? 1_000, 1), MOST_LINES);
      const wanted = { first: query.first, limit, file: query.file ?? null };
      const { artifacts } = deps;
      const range = await readRange({ artifacts, indexes: request.server.live.lines }, run.uuid, wanted);
      return {
        lines: range.lines.map(({ line, number }) => ({ number, ...wirePlacedLine(line) })),
        total: range.total,
        cursor: encodeCursor(range.cursor),
      };
    },
  }),
];

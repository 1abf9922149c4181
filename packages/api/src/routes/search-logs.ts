import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { streamError } from "../api-error.ts";
import { encodeCursor } from "../logs/log-cursor.ts";
import {
  type LineMatcher,
  LONGEST_PATTERN,
  lineMatcher,
  PatternError,
  type Wanted,
} from "../logs/search/line-matcher.ts";
import { searchLogs } from "../logs/search/search-logs.ts";
import { placedLineSchema, wirePlacedLine } from "../logs/wire-line.ts";
import { type Route, route } from "../routing/route.ts";
import { queryBool, queryInt, streamRunParams } from "../wire/parameters.ts";
import { readCursor } from "./follow-logs.ts";
import { foundRun } from "./found.ts";

/** Then the answer is what was found so far, and the cursor goes on. */
const MOST_MS = 2_000;
const MOST_LINES = 1_000;
/** So long a search may hold up every other request; then it rests for this share of that: a request takes several turns of the event loop. */
const WITHOUT_REST_MS = 40;
const REST_SHARE = 1 / 8;

const pattern = z.string().max(LONGEST_PATTERN * 4);

export const searchLogRoutes: readonly Route[] = [
  route({
    method: "GET",
    url: "/streams/v1/:namespace/:owner/:project/runs/:uuid/logs/search",
    access: "project-read",
    summary:
      "Log lines that hold a `text` or match a `pattern` (RE2), without regard to colours; `done` when all that is stored was searched, else `cursor` goes on",
    tag: "logs",
    params: streamRunParams,
    query: z.object({
      text: pattern.optional(),
      pattern: pattern.optional(),
      ignore_case: queryBool.optional(),
      cursor: z.string().max(16_384).optional(),
      limit: queryInt.optional(),
    }),
    success: {
      status: 200,
      body: z.strictObject({ lines: z.array(placedLineSchema), cursor: z.string(), done: z.boolean() }),
    },
    async handle({ params, query, request }, deps) {
      const matcher = readMatcher(query);
      const cursor = readCursor(query.cursor);
      const run = await foundRun(deps, params);
      const limit = Math.min(Math.max(query.limit ?? 100, 1), MOST_LINES);
      const until = deps.clock.monotonic() + MOST_MS;
      const { raw, server } = request;
      const isOver = (): boolean => deps.clock.monotonic() >= until || raw.destroyed || server.closing.aborted;
      let rested = deps.clock.monotonic();
      const rest = (): Promise<void> | null => {
        const worked = deps.clock.monotonic() - rested;
        if (worked < WITHOUT_REST_MS) return null;
        return pause(worked * REST_SHARE).then(() => void (rested = deps.clock.monotonic()));
      };
      const page = await searchLogs(deps.artifacts, run.uuid, cursor, matcher, { limit, isOver, rest });
      return { lines: page.lines.map(wirePlacedLine), cursor: encodeCursor(page.cursor), done: page.done };
    },
  }),
];

function readMatcher(query: {
  readonly text?: string | undefined;
  readonly pattern?: string | undefined;
  readonly ignore_case?: boolean | undefined;
}): LineMatcher {
  const { pattern: regular, text } = query;
  if ((text === undefined) === (regular === undefined))
    throw streamError(400, "invalid-query", "expected either text or pattern");
  const wanted: Wanted = {
    text: text ?? regular ?? "",
    isPattern: regular !== undefined,
    ignoreCase: query.ignore_case === true,
  };
  try {
    return lineMatcher(wanted);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw streamError(400, "invalid-query", `${wanted.isPattern ? "pattern" : "text"}: ${error.message}`);
  }
}

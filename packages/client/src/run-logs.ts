import { openEvents } from "./live-events.ts";
import { answerOf, type Transport } from "./transport.ts";
import { namespace } from "./run-files.ts";
import type { LogPage, LogWindow } from "./wire.ts";

/** What following a log brings: lines, then how the run ended. */
export type LogEvent =
  | { readonly kind: "lines"; readonly lines: LogWindow["lines"]; readonly cursor: string }
  | { readonly kind: "end"; readonly status: string };

/** The calls about the logs of a run. A cursor belongs to the run; it goes on where the answer that told it ended. */
export interface LogCalls {
  /** Lines newer than `lastTime`; without it from the start. About 8 MB at most. */
  logs(uuid: string, lastTime?: string): Promise<LogPage>;
  /** The next lines behind a cursor, at most `limit`; without a cursor from the start. */
  logLines(uuid: string, cursor: string | undefined, limit: number): Promise<LogWindow>;
  /**
   * Lines behind a cursor as they are written, until the run ends. The stream may end before: go on from the last cursor. Null
   * when the server has no events.
   */
  followLog(uuid: string, cursor: string | undefined, signal: AbortSignal): Promise<AsyncGenerator<LogEvent> | null>;
  /** Lines by number, from 0; a negative `first` counts from the end. `total`: how many there are. */
  logRange(uuid: string, first: number, limit: number): Promise<LogRange>;
  /** Lines that hold a text, colours left aside. `done`: all that is stored was searched; otherwise `cursor` goes on. */
  searchLogs(uuid: string, wanted: LogSearch, cursor: string | undefined, limit: number): Promise<LogWindow>;
}

export interface LogRange {
  readonly lines: readonly (LogWindow["lines"][number] & { readonly number: number })[];
  readonly total: number;
  /** Behind the last of the lines. */
  readonly cursor: string;
}

export interface LogSearch {
  readonly text: string;
  /** `text` is a regular expression in RE2's syntax. */
  readonly isPattern?: boolean;
  readonly ignoreCase?: boolean;
}

const BASE = "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/logs";

/** @internal */
export function logCalls(
  transport: Transport,
  inProject: { readonly owner: string; readonly project: string },
): LogCalls {
  const { routes, patiently } = transport;
  const path = (uuid: string) => ({ ...inProject, uuid, namespace });
  return {
    logs: (uuid, lastTime) =>
      answerOf(
        "GET",
        routes.GET(BASE, {
          params: { path: path(uuid), query: lastTime === undefined ? {} : { last_time: lastTime } },
        }),
      ),
    logLines: (uuid, cursor, limit) =>
      answerOf(
        "GET",
        routes.GET(`${BASE}/lines`, {
          params: { path: path(uuid), query: cursor === undefined ? { limit } : { cursor, limit } },
        }),
      ),
    logRange: (uuid, first, limit) =>
      answerOf("GET", routes.GET(`${BASE}/range`, { params: { path: path(uuid), query: { first, limit } } })),
    searchLogs: (uuid, { ignoreCase, isPattern, text }, cursor, limit) =>
      answerOf(
        "GET",
        routes.GET(`${BASE}/search`, {
          params: {
            path: path(uuid),
            query: {
              ...(isPattern === true ? { pattern: text } : { text }),
              ...(ignoreCase === true ? { ignore_case: "true" as const } : {}),
              ...(cursor === undefined ? {} : { cursor }),
              limit,
            },
          },
        }),
      ),
    async followLog(uuid, cursor, signal) {
      const query = cursor === undefined ? {} : { cursor };
      const events = await openEvents(transport, signal, `${uuid}/logs/follow`, (untilThen) =>
        routes.GET(`${BASE}/follow`, {
          params: { path: path(uuid), query },
          parseAs: "stream",
          fetch: patiently,
          signal: untilThen,
        }),
      );
      return events === null ? null : logEvents(events);
    },
  };
}

async function* logEvents(
  events: AsyncIterable<{ readonly event: string; readonly id: string | null; readonly data: string }>,
): AsyncGenerator<LogEvent> {
  for await (const { data, event, id } of events) {
    if (event === "lines" && id !== null) {
      const { lines } = JSON.parse(data) as Pick<LogWindow, "lines">;
      yield { kind: "lines", lines, cursor: id };
    } else if (event === "end") {
      yield { kind: "end", ...(JSON.parse(data) as { status: string }) };
      return;
    }
  }
}

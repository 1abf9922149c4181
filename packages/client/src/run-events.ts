import { openEvents } from "./live-events.ts";
import type { Transport } from "./transport.ts";

/** What the changes of a project's runs bring. `id` is where a later call goes on. */
export type RunEvent =
  | {
      readonly kind: "runs";
      readonly runs: readonly { readonly uuid: string; readonly version: number }[];
      readonly id: string;
    }
  /** Anything may have changed: first of all, and after more was missed than the server remembers. */
  | { readonly kind: "reset"; readonly id: string };

export interface RunEventCalls {
  /**
   * Which runs have changed, told as it happens; what they are now is to be read. The stream may end: go on from the last id. Null
   * when the server has no events.
   *
   * @param only uuids, at most 100; absent: all of the project
   */
  changes(
    from: { readonly only?: readonly string[]; readonly id?: string | undefined },
    signal: AbortSignal,
  ): Promise<AsyncGenerator<RunEvent> | null>;
}

/** @internal */
export function runEventCalls(
  transport: Transport,
  inProject: { readonly owner: string; readonly project: string },
): RunEventCalls {
  const { routes, patiently } = transport;
  return {
    async changes({ id, only }, signal) {
      const query = {
        ...(only === undefined ? {} : { runs: only.join(",") }),
        ...(id === undefined ? {} : { last_event_id: id }),
      };
      const events = await openEvents(transport, signal, "runs/events", (untilThen) =>
        routes.GET("/api/v1/{owner}/{project}/runs/events", {
          params: { path: inProject, query },
          parseAs: "stream",
          fetch: patiently,
          signal: untilThen,
        }),
      );
      return events === null ? null : runEvents(events);
    },
  };
}

async function* runEvents(
  events: AsyncIterable<{ readonly event: string; readonly id: string | null; readonly data: string }>,
): AsyncGenerator<RunEvent> {
  for await (const { data, event, id } of events) {
    if (id === null) continue;
    if (event === "reset") yield { kind: "reset", id };
    else if (event === "runs")
      yield { kind: "runs", id, ...(JSON.parse(data) as Pick<RunEvent & { kind: "runs" }, "runs">) };
  }
}

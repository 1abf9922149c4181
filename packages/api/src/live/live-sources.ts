import type { FastifyInstance } from "fastify";
import type { ApiDeps } from "../api-deps.ts";
import { LogFollowers } from "../logs/follow-log.ts";
import { LineIndexes } from "../logs/lines/line-index.ts";
import { ChangeListeners } from "./run-changes.ts";

declare module "fastify" {
  interface FastifyInstance {
    /** What the event streams of this server share, so that a thousand readers cost the disk what one does. */
    readonly live: { readonly logs: LogFollowers; readonly lines: LineIndexes; readonly runs: ChangeListeners };
  }
}

/** `endWaits` must have been called: what is live ends when the server begins to close. */
export function openLiveSources(
  app: FastifyInstance,
  deps: Pick<ApiDeps, "artifacts" | "ids" | "logger" | "store">,
): void {
  app.decorate("live", {
    logs: new LogFollowers(deps, app.closing),
    lines: new LineIndexes(deps.artifacts),
    runs: new ChangeListeners(deps, app.closing),
  });
}

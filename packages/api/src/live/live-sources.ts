import type { FastifyInstance } from "fastify";
import type { ApiDeps } from "../api-deps.ts";
import { LogFollowers } from "../logs/follow-log.ts";

declare module "fastify" {
  interface FastifyInstance {
    /** What the event streams of this server share, so that a thousand readers cost the disk what one does. */
    readonly live: { readonly logs: LogFollowers };
  }
}

/** `endWaits` must have been called: what is live ends when the server begins to close. */
export function openLiveSources(app: FastifyInstance, deps: Pick<ApiDeps, "artifacts" | "store">): void {
  app.decorate("live", { logs: new LogFollowers(deps, app.closing) });
}

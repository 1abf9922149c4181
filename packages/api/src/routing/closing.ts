import type { FastifyInstance } from "fastify";

declare module "fastify" {
  interface FastifyInstance {
    /** Aborted when the server begins to close: a request that only waits must not keep it from ending. */
    readonly closing: AbortSignal;
  }
}

export function endWaits(app: FastifyInstance): void {
  const controller = new AbortController();
  app.decorate("closing", controller.signal);
  app.addHook("preClose", async () => controller.abort());
}

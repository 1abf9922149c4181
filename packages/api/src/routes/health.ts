import { detail } from "../api-error.ts";
import { type Route, route } from "../routing/route.ts";

const LONGEST_PING_MS = 5_000;
const SAY_AGAIN_MS = 60_000;
/** When each store was last said not to answer. */
const toldAt = new WeakMap<object, number>();

/** Whether the server can do its work: a write reaches the disk and a read returns. */
export const healthRoutes: readonly Route[] = [
  route({
    method: "GET",
    url: "/healthz",
    access: "public",
    summary: "200 when the store answers, 503 otherwise",
    tag: "health",
    success: { status: 200 },
    async handle(_call, deps) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`no answer within ${LONGEST_PING_MS} ms`)), LONGEST_PING_MS);
      });
      try {
        await Promise.race([deps.store.ping(), late]);
      } catch (error) {
        // Whoever asks for health asks often: one line a minute tells as much.
        const now = deps.clock.now();
        if (Math.abs(now - (toldAt.get(deps.store) ?? 0)) >= SAY_AGAIN_MS) {
          toldAt.set(deps.store, now);
          deps.logger.error({ err: error }, "the store did not answer the health check; said once a minute");
        }
        throw detail(503, "store-unavailable", "The store does not answer.");
      } finally {
        clearTimeout(timer);
      }
      return undefined;
    },
  }),
];

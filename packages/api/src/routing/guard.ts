import type { FastifyInstance } from "fastify";
import type { ApiDeps } from "../api-deps.ts";
import { refuseOrigin } from "../security/request-origin.ts";
import { ACCESS_RULES, type AccessRule, type AccessTarget, refuseAccess } from "./access.ts";
import { sendApiError } from "./error-answer.ts";
import type { Principal } from "./principal.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Who may call the route (I9); a route without it cannot be registered. */
    access?: AccessRule;
  }
  interface FastifyRequest {
    principal: Principal;
  }
}

const UNKNOWN: Principal = { kind: "anonymous", reason: "The request was not identified." };

/** Stands before every route, and before any body is read: whence, who, and whether they may. */
export function guardRequests(app: FastifyInstance, deps: Pick<ApiDeps, "identify" | "settings" | "store">): void {
  app.decorateRequest("principal");
  app.addHook("onRoute", (options) => {
    const rule = options.config?.access;
    if (rule === undefined || !ACCESS_RULES.includes(rule)) {
      throw new Error(
        `the route ${String(options.method)} ${options.url} states no access rule; set config.access to one of ${ACCESS_RULES.join(", ")}`,
      );
    }
  });
  app.addHook("onRequest", async (request, reply) => {
    request.principal = UNKNOWN;
    reply.header("x-request-id", request.id);
    reply.header("x-content-type-options", "nosniff");
    reply.header("cross-origin-resource-policy", "same-origin");
    if (request.is404) return undefined;
    const rule = request.routeOptions.config.access ?? "user";
    const principal = await deps.identify(request);
    request.principal = principal;
    const refusal =
      (rule === "public" && (request.method === "GET" || request.method === "HEAD")
        ? null
        : refuseOrigin(
            {
              method: request.method,
              headers: request.headers,
              localAddress: request.raw.socket.localAddress,
              byToken:
                principal.kind === "run" ||
                principal.kind === "agent" ||
                (principal.kind === "user" && principal.byToken),
            },
            deps.settings,
          )) ?? (await refuseAccess(rule, principal, request.params as AccessTarget, deps.store));
    return refusal === null ? undefined : sendApiError(refusal, reply);
  });
}

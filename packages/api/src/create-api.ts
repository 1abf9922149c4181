import multipart from "@fastify/multipart";
import swagger from "@fastify/swagger";
import Fastify, { type FastifyInstance } from "fastify";
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import type { ApiDeps } from "./api-deps.ts";
import { detail, notFound } from "./api-error.ts";
import { openLiveSources } from "./live/live-sources.ts";
import { guardRequests } from "./routing/guard.ts";
import { endWaits } from "./routing/closing.ts";
import { registerRoutes } from "./routing/register-routes.ts";
import { KnownTroubles, sendApiError, sendError } from "./routing/error-answer.ts";
import type { Route } from "./routing/route.ts";
import { ROUTES } from "./routes/routes.ts";
import { parseJsonBody } from "./wire/json-body.ts";
import { TooManyValues } from "./wire/json-bounds.ts";

const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** The HTTP API, ready to `listen` or to `inject` into. More routes may be added; each must state its access rule. */
export async function createApi(deps: ApiDeps, routes: readonly Route[] = ROUTES): Promise<FastifyInstance> {
  const { publicUrl } = deps.settings;
  if (publicUrl !== null && !/^https?:\/\/[^/]/.test(publicUrl)) {
    throw new Error(
      `publicUrl: expected an http(s) address such as https://plx.example.org, found ${JSON.stringify(publicUrl)}`,
    );
  }
  let lastRequest = 0;
  const app = Fastify({
    logger: false,
    bodyLimit: deps.settings.maxBodyBytes ?? MAX_BODY_BYTES,
    // A silent connection, and a request that never ends. A large upload needs the first while it is synced and unpacked,
    // and the second over a slow line; headers have Node's own minute.
    connectionTimeout: 900_000,
    requestTimeout: 3_600_000,
    // Keeps `close` from waiting for clients that only hold their connection.
    forceCloseConnections: "idle",
    genReqId: () => `r${(++lastRequest).toString(36)}`,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1024 },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(deps.settings.checkAnswers === true ? serializerCompiler : () => JSON.stringify);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, text, done) => {
    const body = String(text);
    if (body.trim() === "") {
      done(null, undefined);
      return;
    }
    try {
      done(null, parseJsonBody(body));
    } catch (error) {
      if (error instanceof TooManyValues) {
        done(detail(413, "too-many-values", error.message), undefined);
        return;
      }
      done(
        detail(400, "malformed-json", `JSON parse error - ${error instanceof Error ? error.message : "unreadable"}`),
        undefined,
      );
    }
  });
  await app.register(multipart, {
    throwFileSizeLimit: false,
    limits: {
      fileSize: Number.POSITIVE_INFINITY,
      files: 1,
      fields: 8,
      parts: 9,
      fieldSize: 64 * 1024,
      fieldNameSize: 100,
      headerPairs: 100,
    },
  });
  await app.register(swagger, {
    openapi: { openapi: "3.1.0", info: { title: "Polyaxon", version: "v1", license: { name: "Apache-2.0" } } },
    transform: jsonSchemaTransform,
  });
  const troubles = new KnownTroubles();
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply, deps, troubles));
  app.setNotFoundHandler((_request, reply) => sendApiError(notFound(), reply));
  guardRequests(app, deps);
  endWaits(app);
  openLiveSources(app, deps);
  registerRoutes(
    app,
    deps,
    routes.filter((one) => one.takesBytes !== true),
  );
  await app.register(async (inside) => {
    inside.addContentTypeParser("application/octet-stream", (_request, payload, done) => done(null, payload));
    registerRoutes(
      inside,
      deps,
      routes.filter((one) => one.takesBytes === true),
    );
  });
  return app;
}

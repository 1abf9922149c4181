import type { FastifyInstance, FastifyReply, FastifySchema } from "fastify";
import { z } from "zod";
import type { ApiDeps } from "../api-deps.ts";
import { detail } from "../api-error.ts";
import { JsonText } from "../wire/json-text.ts";
import { sendApiError } from "./error-answer.ts";
import type { Method, Route } from "./route.ts";

const METHODS: readonly Method[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** Registers a table of routes, and an answer 405 for the other methods of their addresses. */
export function registerRoutes(app: FastifyInstance, deps: ApiDeps, routes: readonly Route[]): void {
  for (const one of routes) {
    app.route({
      method: one.method,
      url: one.url,
      config: { access: one.access },
      schema: schemaOf(one),
      handler: async (request, reply) => {
        const call = {
          params: request.params,
          query: request.query,
          body: request.body,
          principal: request.principal,
          request,
          reply,
        };
        const answer = await one.handle(call, deps);
        if (reply.sent || answer === reply) return reply;
        reply.code(one.success.status);
        if (answer instanceof JsonText) return answerText(answer, reply, deps.settings.checkAnswers === true);
        // Fastify takes `undefined` from an async handler for "I will send later".
        return answer === undefined ? reply.send() : answer;
      },
    });
  }
  for (const [url, methods] of methodsByUrl(routes)) {
    const others = METHODS.filter((method) => !methods.has(method));
    app.route({
      method: others,
      url,
      config: { access: "public" },
      schema: { hide: true },
      onRequest: async (request, reply) => {
        reply.header("allow", [...methods].join(", "));
        return sendApiError(detail(405, "method-not-allowed", `Method "${request.method}" not allowed.`), reply);
      },
      handler: () => undefined,
    });
  }
}

/** Text goes out as it is, unless it is to be checked. */
function answerText({ text }: JsonText, reply: FastifyReply, isChecked: boolean): unknown {
  if (isChecked) return JSON.parse(text) as unknown;
  reply.header("content-type", "application/json; charset=utf-8");
  return text;
}

function methodsByUrl(routes: readonly Route[]): ReadonlyMap<string, ReadonlySet<Method>> {
  const found = new Map<string, Set<Method>>();
  for (const { url, method } of routes) found.set(url, (found.get(url) ?? new Set()).add(method));
  return found;
}

function schemaOf(one: Route): FastifySchema {
  const { success } = one;
  const content =
    success.contentType === undefined ? success.body : { content: { [success.contentType]: { schema: z.string() } } };
  return {
    summary: one.summary,
    tags: [one.tag],
    ...(one.params === undefined ? {} : { params: one.params }),
    ...(one.query === undefined ? {} : { querystring: one.query }),
    ...(one.body === undefined ? {} : { body: one.body }),
    response: { [success.status]: content ?? z.null().describe("No content") },
  };
}

import type { FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import type { ApiDeps } from "../api-deps.ts";
import type { AccessRule } from "./access.ts";
import type { Principal } from "./principal.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One call of a route, its parts already read by the route's schemas. */
export interface Call<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly principal: Principal;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

interface RouteShape<P, Q, B> {
  readonly method: Method;
  /** With `:name` for parameters; an optional trailing slash is accepted everywhere. */
  readonly url: string;
  readonly access: AccessRule;
  readonly summary: string;
  /** The noun it belongs to, for the document. */
  readonly tag: string;
  readonly params?: z.ZodType<P>;
  readonly query?: z.ZodType<Q>;
  readonly body?: z.ZodType<B>;
  /** The body is bytes, not JSON: `request.body` is their stream, of any length. Default false. */
  readonly takesBytes?: boolean;
  readonly success: {
    readonly status: 200 | 201 | 204;
    /** Absent: an empty body, or bytes that the handler sends itself. */
    readonly body?: z.ZodType;
    /** What the bytes are, for the document. Default JSON. */
    readonly contentType?: string;
  };
  /** Undefined answers an empty body, `JsonText` its text; a handler that sent something returns the reply. */
  handle(call: Call<P, Q, B>, deps: ApiDeps): Promise<unknown>;
}

/** A route as data: the table is registered, documented and tested from the same values. */
export type Route = RouteShape<unknown, unknown, unknown>;

/** States a route; only here are the parts of a call typed by the schemas that read them. */
export function route<P = unknown, Q = unknown, B = unknown>(shape: RouteShape<P, Q, B>): Route {
  return shape;
}

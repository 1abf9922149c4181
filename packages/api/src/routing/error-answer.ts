import { ArtifactDiskError, ArtifactError } from "@polyaxon/artifacts";
import { QueryError } from "@polyaxon/query";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import type { ApiDeps } from "../api-deps.ts";
import { ApiError, badField, detail, notFound, refused, streamError } from "../api-error.ts";

/** Sends any failure in upstream's shapes. What we did not foresee is logged and told without its insides. */
export function sendError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Pick<ApiDeps, "clock" | "logger">,
  known: KnownTroubles,
): FastifyReply {
  if (reply.raw.headersSent) return cutOff(error, request, reply, deps);
  const answer = asApiError(error, request);
  const trouble = storeProblem(error) ?? diskProblem(error);
  if (trouble !== null) {
    // A full disk refuses every request: one line tells as much as a thousand.
    if (known.isNews(trouble.code, deps.clock.now()))
      deps.logger.error({ code: trouble.code, err: error }, "the store refuses work; said once a minute");
  } else if (answer.status >= 500 && !(error instanceof ApiError)) {
    deps.logger.error(
      { requestId: request.id, method: request.method, route: request.routeOptions.url, err: error },
      "a request failed unexpectedly",
    );
  }
  return sendApiError(answer, reply);
}

/** An answer that has begun cannot become another; that it is cut off tells the client, unless it is the one that hung up. */
function cutOff(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  { logger }: Pick<ApiDeps, "logger">,
): FastifyReply {
  const fields = { requestId: request.id, method: request.method, route: request.routeOptions.url, err: error };
  if (request.raw.destroyed || reply.raw.destroyed) logger.debug(fields, "the client hung up");
  else logger.error(fields, "an answer was cut off");
  reply.raw.destroy();
  return reply;
}

const SAY_AGAIN_MS = 60_000;

/** Troubles of the environment that were told lately. */
export class KnownTroubles {
  readonly #toldAt = new Map<string, number>();

  isNews(code: string, now: number): boolean {
    const told = this.#toldAt.get(code);
    if (told !== undefined && Math.abs(now - told) < SAY_AGAIN_MS) return false;
    this.#toldAt.set(code, now);
    return true;
  }
}

export function sendApiError(answer: ApiError, reply: FastifyReply): FastifyReply {
  reply.code(answer.status).header("x-polyaxon-code", answer.code);
  if (answer.status === 401) reply.header("www-authenticate", "Token");
  // The rest of a body that is too large is not read; the connection cannot be used again.
  if (answer.status === 413) reply.header("connection", "close");
  reply.removeHeader("content-disposition");
  const text = typeof answer.body === "string";
  reply.header("content-type", text ? "text/plain; charset=utf-8" : "application/json; charset=utf-8");
  return reply.serializer((body: unknown) => (text ? String(body) : JSON.stringify(body))).send(answer.body);
}

function asApiError(error: unknown, request: FastifyRequest): ApiError {
  if (error instanceof ApiError) return error;
  const streams = request.routeOptions.url?.startsWith("/streams/") ?? false;
  const plain = (status: number, code: string, text: string): ApiError =>
    streams ? streamError(status, code, text) : detail(status, code, text);
  if (error instanceof ArtifactError) return plain(error.code === "too-large" ? 413 : 400, error.code, error.message);
  if (isStoreError(error) && error.code === "too-large") return plain(413, "page-too-large", error.message);
  if (error instanceof QueryError) return refused([error.message], "invalid-query");
  const trouble = storeProblem(error) ?? diskProblem(error);
  if (trouble !== null) return plain(503, trouble.code, trouble.message);
  if (isFastifyError(error)) {
    if (error.validation !== undefined) return validationAnswer(error, streams);
    const known = KNOWN[error.code];
    if (known !== undefined) return plain(known.status, known.code, known.text ?? error.message);
    const status = error.statusCode ?? 500;
    if (status >= 400 && status < 500) return plain(status, "invalid-request", error.message);
  }
  return plain(500, "internal", "The server failed to answer this request; its log has the reason.");
}

const KNOWN: Readonly<Record<string, { status: number; code: string; text?: string }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, code: "too-large", text: "The request body is too large." },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    code: "unsupported-media-type",
    text: "Unsupported media type in request; expected application/json.",
  },
  FST_INVALID_MULTIPART_CONTENT_TYPE: {
    status: 415,
    code: "unsupported-media-type",
    text: "Unsupported media type in request; expected multipart/form-data.",
  },
  FST_PARTS_LIMIT: { status: 413, code: "too-large", text: "The form has too many parts." },
  FST_FILES_LIMIT: { status: 413, code: "too-large", text: "The form has too many files." },
  FST_FIELDS_LIMIT: { status: 413, code: "too-large", text: "The form has too many fields." },
};

const isStoreError = (error: unknown): error is Error & { readonly code: unknown } =>
  error instanceof Error && error.name === "StoreError" && "code" in error;

/** Failures of the store that pass by themselves or by tidying up; their words are meant for people. */
function storeProblem(error: unknown): { code: string; message: string } | null {
  if (!isStoreError(error)) return null;
  const { code } = error;
  return code === "too-slow" || code === "disk-full" || code === "read-only" || code === "unreachable"
    ? { code: `store-${code}`, message: error.message }
    : null;
}

/** The same of the disk that holds the artifacts. */
const diskProblem = (error: unknown): { code: string; message: string } | null =>
  error instanceof ArtifactDiskError ? { code: `artifacts-${error.code}`, message: error.message } : null;

/** A malformed address is an unknown one; a bad query is a rule; a bad body names its field. */
function validationAnswer(error: FastifyError, streams: boolean): ApiError {
  if (error.validationContext === "params") return streams ? streamError(404, "not-found", "Not found.") : notFound();
  const first = error.validation?.[0];
  const path = (first?.instancePath ?? "").split("/").filter((part) => part !== "");
  const message = first?.message ?? "the value is not valid";
  if (error.validationContext === "querystring") {
    const text = `${path.join(".")}: ${message}`;
    return streams ? streamError(400, "invalid-query", text) : refused([text], "invalid-query");
  }
  const [field = "non_field_errors", ...rest] = path;
  return badField(field, rest.length === 0 ? message : `${rest.join(".")}: ${message}`);
}

const isFastifyError = (error: unknown): error is FastifyError =>
  error instanceof Error && "code" in error && typeof error.code === "string";

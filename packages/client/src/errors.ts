import { messagesOf } from "./error-body.ts";

/** What failed, as a person would say it: `POST /api/v1/default/digits/runs`. */
export interface FailedCall {
  readonly method: string;
  readonly path: string;
}

/** The server answered with a status that is not 2xx. Subclasses name the statuses callers act on. */
export class ApiError extends Error {
  override readonly name: string = "ApiError";
  readonly status: number;
  /** Stable code of the header `X-Polyaxon-Code`; null when the server sent none. */
  readonly code: string | null;
  readonly messages: readonly string[];
  readonly call: FailedCall;

  constructor(status: number, code: string | null, messages: readonly string[], call: FailedCall) {
    super(messages.length > 0 ? messages.join("; ") : `the server answered ${status} to ${call.method} ${call.path}`);
    this.status = status;
    this.code = code;
    this.messages = messages;
    this.call = call;
  }
}

/** 400, 409, 413, 422: the request itself is wrong; sending it again gives the same answer. */
export class InvalidRequestError extends ApiError {
  override readonly name = "InvalidRequestError";
}

/** 401: no token, or one the server does not know. */
export class UnauthorizedError extends ApiError {
  override readonly name = "UnauthorizedError";
}

/** 403: known, but not allowed. */
export class ForbiddenError extends ApiError {
  override readonly name = "ForbiddenError";
}

export class NotFoundError extends ApiError {
  override readonly name = "NotFoundError";
}

/** 429 and 5xx: the same request may succeed later. */
export class ServerFaultError extends ApiError {
  override readonly name = "ServerFaultError";
}

/** No answer: refused, reset, timed out, or a name that does not resolve. `cause` holds the network error. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
  readonly host: string;
  /** System code such as `ECONNREFUSED`, else what the innermost error says. */
  readonly reason: string;

  constructor(host: string, cause: unknown) {
    const reason = reasonOf(cause);
    super(`no answer from ${host} (${reason})`, { cause });
    this.host = host;
    this.reason = reason;
  }
}

/** What a client is made with is wrong, and nothing was sent. */
export class InvalidOptionError extends TypeError {
  override readonly name = "InvalidOptionError";
}

/** Chooses the class by status alone, as every client of this API does. */
export function apiError(response: Response, body: unknown, call: FailedCall): ApiError {
  const { status } = response;
  const code = response.headers.get("x-polyaxon-code");
  const messages = messagesOf(body);
  if (status === 401) return new UnauthorizedError(status, code, messages, call);
  if (status === 403) return new ForbiddenError(status, code, messages, call);
  if (status === 404) return new NotFoundError(status, code, messages, call);
  if (status === 429 || status >= 500) return new ServerFaultError(status, code, messages, call);
  if (status === 400 || status === 409 || status === 413 || status === 422)
    return new InvalidRequestError(status, code, messages, call);
  return new ApiError(status, code, messages, call);
}

/** Undici wraps the socket's error once or twice; the innermost one says why. */
function reasonOf(cause: unknown): string {
  let reason = "no reason given";
  for (let error: unknown = cause; error instanceof Error; error = error.cause) {
    const code = codeOf(error) ?? (error instanceof AggregateError ? codeOf(error.errors[0]) : null);
    if (code !== null) return code;
    reason = error.name === "TimeoutError" ? "timed out" : error.message;
  }
  return reason === "bad port" ? BLOCKED_PORT : reason;
}

/** https://fetch.spec.whatwg.org/#port-blocking: ports of other protocols, such as 9 or 6000; Node says `bad port`. */
const BLOCKED_PORT = "this port is kept for another protocol, and no HTTP client connects to it";

function codeOf(error: unknown): string | null {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : null;
  return typeof code === "string" ? code : null;
}

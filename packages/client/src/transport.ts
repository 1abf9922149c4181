import createFetchClient, { type Client } from "openapi-fetch";
import type { ClientOptions } from "./client-options.ts";
import { ApiError, apiError, UnreachableError } from "./errors.ts";
import type { paths } from "./generated/api-paths.ts";
import { timeLimit } from "./time-limit.ts";
import { headersOf, hostOf, jsonOf, pathOf } from "./request-parts.ts";

export interface Transport {
  readonly host: string;
  readonly routes: Client<paths>;
  /** Passed as a call's own `fetch`: it takes as long as it takes. */
  readonly patiently: (request: Request) => Promise<Response>;
}

/**
 * openapi-fetch with our headers, a time limit for each call, and network failures as `UnreachableError`.
 *
 * @throws InvalidOptionError
 */
export function createTransport(options: ClientOptions): Transport {
  const host = hostOf(options);
  const send = options.fetch ?? globalThis.fetch;
  const timeoutMs = options.timeoutMs ?? 30_000;
  const ask = async (request: Request, signal: AbortSignal): Promise<Response> => {
    const failure = (error: unknown): unknown => failureOf(error, request, host);
    try {
      const response = await send(request, { signal, ...(isChange(request) ? { redirect: "manual" } : {}) });
      if (isChange(request)) refuseRedirect(response, request);
      return withErrorsOfBody(response, failure);
    } catch (error) {
      throw failure(error);
    }
  };
  const routes = createFetchClient<paths>({
    baseUrl: host,
    headers: headersOf(options),
    pathSerializer: pathOf,
    bodySerializer: jsonOf,
    fetch: (request: Request) => ask(request, timeLimit(timeoutMs, request.signal)),
  });
  return { host, routes, patiently: (request) => ask(request, request.signal) };
}

function failureOf(error: unknown, { signal }: Request, host: string): unknown {
  // The caller gave up on purpose: that is theirs to see, not a network failure.
  return signal.aborted || error instanceof ApiError ? error : new UnreachableError(host, error);
}

const isChange = ({ method }: Request): boolean => method !== "GET" && method !== "HEAD";

/** Followed, a change would arrive as a question without its body, whose answer looks like success. */
function refuseRedirect({ headers, status }: Response, { method, url }: Request): void {
  const location = headers.get("location");
  if (status < 300 || status > 399 || location === null) return;
  const to = URL.canParse(location, url) ? new URL(location, url).href : location;
  const message = `the server sends ${method} requests to ${to}: use the address that begins there`;
  throw new ApiError(status, null, [message], { method, path: new URL(url).pathname });
}

/** An answer fails in its middle too: by the network, or the time limit. */
function withErrorsOfBody(response: Response, failure: (error: unknown) => unknown): Response {
  const text = async (): Promise<string> => {
    try {
      return await Response.prototype.text.call(response);
    } catch (error) {
      throw failure(error);
    }
  };
  return Object.defineProperties(response, {
    text: { value: text },
    json: { value: async (): Promise<unknown> => JSON.parse(await text()) as unknown },
  });
}

interface Answered<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** The answer's body, or the error class of its status. `T`, as `wire.ts` writes it, must be what the route's schema promises. */
export async function answerOf<T>(method: string, call: Promise<Answered<T>>): Promise<T> {
  const { data, error, response } = await call.catch((failed: unknown) => {
    throw failed instanceof SyntaxError ? notJson(method) : failed;
  });
  if (!response.ok) throw apiError(response, error, { method, path: pathOfAnswer(response) });
  return data as T;
}

const notJson = (method: string): ApiError =>
  new ApiError(200, null, ["expected JSON, found something else: is this the address of a Polyaxon server?"], {
    method,
    path: UNKNOWN,
  });

function pathOfAnswer(response: Response): string {
  try {
    return new URL(response.url).pathname;
  } catch {
    return UNKNOWN;
  }
}

const UNKNOWN = "(unknown address)";

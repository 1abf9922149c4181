import createFetchClient, { type Client } from "openapi-fetch";
import type { ClientOptions } from "./client-options.ts";
import { apiError, UnreachableError } from "./errors.ts";
import type { paths } from "./generated/api-paths.ts";

export interface Transport {
  readonly host: string;
  readonly routes: Client<paths>;
  /** Passed as a call's own `fetch`: it takes as long as it takes. */
  readonly patiently: (request: Request) => Promise<Response>;
}

/** openapi-fetch with our headers, a time limit for each call, and network failures as `UnreachableError`. */
export function createTransport(options: ClientOptions): Transport {
  const host = options.host.replace(/\/+$/, "");
  const send = options.fetch ?? globalThis.fetch;
  const timeoutMs = options.timeoutMs ?? 30_000;
  const patiently = async (request: Request): Promise<Response> => {
    try {
      return await send(request);
    } catch (error) {
      if (request.signal.aborted) throw error;
      throw new UnreachableError(host, error);
    }
  };
  const routes = createFetchClient<paths>({
    baseUrl: host,
    headers: headersOf(options),
    fetch: async (request: Request) => {
      const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]);
      try {
        return await send(request, { signal });
      } catch (error) {
        // The caller gave up on purpose: that is theirs to see, not a network failure.
        if (request.signal.aborted) throw error;
        throw new UnreachableError(host, error);
      }
    },
  });
  return { host, routes, patiently };
}

function headersOf(options: ClientOptions): Record<string, string> {
  return {
    Accept: "application/json",
    ...(options.token ? { Authorization: `Token ${options.token}` } : {}),
    ...(options.service === undefined ? {} : { "X-POLYAXON-SERVICE": options.service }),
  };
}

interface Answered<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** The answer's body, or the error class of its status. `T`, as `wire.ts` writes it, must be what the route's schema promises. */
export async function answerOf<T>(method: string, call: Promise<Answered<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw apiError(response, error, { method, path: pathOf(response) });
  return data as T;
}

function pathOf(response: Response): string {
  try {
    return new URL(response.url).pathname;
  } catch {
    return "(unknown address)";
  }
}

import { lookup as lookUp } from "node:dns";
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import type { AddressPolicy } from "./address-policy.ts";

export interface BoundedFetch {
  readonly policy: AddressPolicy;
  /** Most bytes of the answer's body. */
  readonly maxBytes: number;
  /** For everything together: names, connections, redirects, the body. */
  readonly timeoutMs: number;
  /** Default 5. */
  readonly maxRedirects?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Fetched {
  /** Where the last redirect led. */
  readonly url: string;
  readonly body: Uint8Array;
}

/** Why there is no answer. `refused`: it was not even asked; `failed`: it may go better another time. */
export class OutgoingError extends Error {
  override readonly name = "OutgoingError";
  readonly reason: "refused" | "failed";

  constructor(reason: "refused" | "failed", message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/**
 * GETs an address that somebody else chose. Follows redirects itself and checks each, so that a public name cannot lead into a
 * private network; the connection goes to the address that was checked, so that a name cannot change its mind in between.
 *
 * @throws OutgoingError for everything but a 200 whose body keeps the limits
 */
export async function fetchBounded(url: string, options: BoundedFetch): Promise<Fetched> {
  const { maxRedirects = 5, timeoutMs } = options;
  const signal = AbortSignal.timeout(timeoutMs);
  let at = checkedUrl(url, null);
  for (let redirects = 0; ; redirects += 1) {
    const step = await ask(at, signal, options);
    if (!("location" in step)) return { url: at.href, body: step.body };
    if (redirects === maxRedirects) throw new OutgoingError("failed", `more than ${maxRedirects} redirects`);
    at = checkedUrl(step.location, at);
  }
}

function checkedUrl(text: string, before: URL | null): URL {
  const where = before === null ? "" : `${before.host} redirects to `;
  if (!URL.canParse(text, before?.href)) throw new OutgoingError("refused", `${where}\`${text}\`, which is no address`);
  const url = new URL(text, before?.href);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new OutgoingError("refused", `${where}expected http:// or https://, found \`${url.protocol}\``);
  if (url.username !== "" || url.password !== "")
    throw new OutgoingError("refused", `${where}an address with a user and password in it, which would be stored`);
  if (before?.protocol === "https:" && url.protocol === "http:")
    throw new OutgoingError("refused", `${where}http://, which is not protected on its way`);
  return url;
}

type Step = { readonly location: string } | { readonly body: Uint8Array };

async function ask(
  url: URL,
  signal: AbortSignal,
  { headers = {}, maxBytes, policy, timeoutMs }: BoundedFetch,
): Promise<Step> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && !policy.allowsHost(host) && !policy.allowsAddress(host)) throw notPublic(host, host);
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = (url.protocol === "https:" ? requestHttps : requestHttp)(url, {
        agent: false,
        headers: { "user-agent": "polyaxon", accept: "*/*", ...headers, "accept-encoding": "identity" },
        lookup: checkedLookup(policy),
        maxHeaderSize: 32 * 1024,
        signal,
      });
      request.once("response", resolve);
      request.once("error", reject);
      request.end();
    });
    try {
      return await read(response, url, maxBytes);
    } finally {
      response.destroy();
    }
  } catch (error) {
    if (error instanceof OutgoingError) throw error;
    if (signal.aborted)
      throw new OutgoingError("failed", `${url.host} did not answer within ${timeoutMs / 1000} s`, { cause: error });
    const { cause } = error as { readonly cause?: unknown };
    if (cause instanceof OutgoingError) throw cause;
    throw new OutgoingError("failed", `${url.host}: ${reasonOf(error)}`, { cause: error });
  }
}

async function read(response: IncomingMessage, url: URL, maxBytes: number): Promise<Step> {
  const { headers, statusCode = 0 } = response;
  if (REDIRECTS.has(statusCode)) {
    if (headers.location === undefined)
      throw new OutgoingError("failed", `${url.host} redirects (${statusCode}), and does not say where to`);
    return { location: headers.location };
  }
  if (statusCode !== 200) throw new OutgoingError("failed", `${url.host} answered ${statusCode}`);
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding !== "identity")
    throw new OutgoingError("failed", `${url.host} answered compressed (${encoding}), which was not asked for`);
  if (Number(headers["content-length"] ?? 0) > maxBytes) throw tooLarge(url, maxBytes);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > maxBytes) throw tooLarge(url, maxBytes);
    parts.push(part);
  }
  if (!response.complete) throw new OutgoingError("failed", `${url.host} broke off its answer`);
  return { body: Buffer.concat(parts) };
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Looks a name up and hands out only addresses that may be called; one that may not refuses the name as a whole. */
const checkedLookup =
  (policy: AddressPolicy): LookupFunction =>
  (host, options, done) => {
    lookUp(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return done(error, []);
      const bad = policy.allowsHost(host) ? undefined : addresses.find(({ address }) => !policy.allowsAddress(address));
      if (bad !== undefined) return done(notPublic(host, bad.address), []);
      const [first] = addresses;
      if (options.all === true) return done(null, addresses);
      return done(null, first?.address ?? "", first?.family);
    });
  };

const notPublic = (host: string, address: string): OutgoingError =>
  new OutgoingError(
    "refused",
    `${host === address ? host : `${host} (${address})`} is not on the public internet, and may not be called`,
  );

const tooLarge = (url: URL, maxBytes: number): OutgoingError =>
  new OutgoingError("failed", `${url.host} answers with more than ${maxBytes.toLocaleString("en")} bytes`);

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the name could not be looked up",
  ECONNREFUSED: "nothing answers at this address",
  ECONNRESET: "the connection broke",
};

function reasonOf(error: unknown): string {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  return REASONS[code ?? ""] ?? message ?? String(error);
}

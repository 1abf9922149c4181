import type { IncomingHttpHeaders } from "node:http";
import { type ApiError, detail } from "../api-error.ts";
import type { ApiSettings } from "../api-deps.ts";

export interface OriginFacts {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** The address of ours that the connection reached. */
  readonly localAddress: string | undefined;
  /** The sender proved a secret that a web page cannot know. */
  readonly byToken: boolean;
}

/**
 * Refuses what a web page could make a browser send here in a person's name: requests under a foreign host name (DNS
 * rebinding) and writes from another site (CSRF). Null when the request may go on.
 *
 * Reading under a foreign name is refused too unless a token was sent: on loopback the account alone makes a user.
 */
export function refuseOrigin(facts: OriginFacts, settings: ApiSettings): ApiError | null {
  const { headers } = facts;
  const safe = facts.method === "GET" || facts.method === "HEAD" || facts.method === "OPTIONS";
  const hostName = nameOf(headers.host);
  if (!(safe && facts.byToken) && !isOurName(hostName, facts.localAddress, settings)) {
    return detail(
      403,
      "host-not-allowed",
      `The host ${JSON.stringify(hostName ?? "")} is not one of this server's names. Start it with its public URL to allow the name.`,
    );
  }
  if (safe) return null;
  if (headers.origin !== undefined && !isOurOrigin(headers.origin, headers.host, settings)) {
    return detail(403, "origin-not-allowed", "Requests from web pages of other sites may not change anything here.");
  }
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") {
    return detail(403, "origin-not-allowed", "Requests from web pages of other sites may not change anything here.");
  }
  return null;
}

function isOurName(name: string | null, localAddress: string | undefined, settings: ApiSettings): boolean {
  if (name === null) return false;
  if (name === "localhost" || name.endsWith(".localhost") || name === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(name))
    return true;
  // Rebinding needs a name; the address that the packets really reached is ours whatever it was called.
  if (localAddress !== undefined && name === bracketed(localAddress.replace(/^::ffff:/i, ""))) return true;
  if (name === bracketed(settings.boundHost).toLowerCase() || (settings.allowedHosts ?? []).includes(name)) return true;
  return settings.publicUrl !== null && name === new URL(settings.publicUrl).hostname;
}

function isOurOrigin(origin: string, host: string | undefined, settings: ApiSettings): boolean {
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  if (settings.publicUrl !== null && url.origin === new URL(settings.publicUrl).origin) return true;
  return (
    (url.protocol === "http:" || url.protocol === "https:") &&
    host !== undefined &&
    url.host === canonicalHost(host, url.protocol)
  );
}

const canonicalHost = (host: string, protocol: string): string | null =>
  URL.canParse(`${protocol}//${host}`) ? new URL(`${protocol}//${host}`).host : null;

/** The name in a Host header without its port, in lower case; null when it is no host at all. */
function nameOf(host: string | undefined): string | null {
  if (host === undefined || !/^(?:[-a-z0-9._]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.test(host)) return null;
  return host.replace(/:\d{1,5}$/, "").toLowerCase();
}

const bracketed = (address: string): string => (address.includes(":") ? `[${address}]` : address);

import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import type { VerifyRunToken } from "../api-deps.ts";
import type { Identify, Principal } from "../routing/principal.ts";
import { AGENT_TOKEN_PREFIX, agentTokenHash } from "./agent-tokens.ts";
import { type PeerAccount, createPeerAccount } from "./peer-account.ts";

export interface IdentifyOptions {
  readonly runTokens: VerifyRunToken;
  /** Whose token this is; null for nobody's. */
  readonly agentOfToken?: (hash: string) => Promise<string | null>;
  /** Who presents it is a user. Null: there is none. */
  readonly adminToken: string | null;
  /** Name given to a user who is known by account or by the admin token; stored as the author of runs. */
  readonly userName: string | null;
  /** Everybody is a user: for a machine that only trusted people reach. */
  readonly noAuth: boolean;
  /** The server's own account; null where there are none. Default: this process's. */
  readonly ownAccount?: number | null;
  readonly peerAccount?: PeerAccount;
}

/**
 * Who sends a request, in this order: a run or an agent by its token; a user by the admin token; on loopback, a user by account (the
 * server's own, or root), so that a person's own tools need nothing configured.
 *
 * A wrong run token is nobody, never a fallback to the account: a process of a replaced attempt runs under that account.
 * Other unknown words are looked past, since clients send whatever token they once stored. A request that came through a
 * proxy says nothing about who sent it, so the account of the proxy does not count.
 */
export function createIdentify(options: IdentifyOptions): Identify {
  const ownAccount = options.ownAccount === undefined ? (process.getuid?.() ?? null) : options.ownAccount;
  const peerAccount = options.peerAccount ?? createPeerAccount();
  const isAdmin = tokenCheck(options.adminToken);
  return async (request) => {
    const token = presentedToken(request);
    if (token !== null) {
      const run = options.runTokens.verify(token);
      if (run !== null) return { kind: "run", run: run.run, attempt: run.attempt };
      if (isAdmin(token)) return { kind: "user", name: options.userName, byToken: true };
      if (token.startsWith(AGENT_TOKEN_PREFIX)) {
        const agent = (await options.agentOfToken?.(agentTokenHash(token))) ?? null;
        return agent === null ? nobody(UNKNOWN_AGENT) : { kind: "agent", name: agent };
      }
      if (token.startsWith(RUN_TOKEN_PREFIX)) return nobody("The token of this run is not valid here.");
    }
    if (options.noAuth) return { kind: "user", name: options.userName, byToken: false };
    if (ownAccount !== null && !cameThroughProxy(request)) {
      const account = await peerAccount(request.raw.socket);
      if (account !== null && (account === ownAccount || account === 0)) {
        return { kind: "user", name: options.userName, byToken: false };
      }
    }
    return nobody(
      token === null
        ? `Authentication credentials were not provided. Send \`Authorization: Token <token>\`; ${WHERE_THE_TOKEN_IS}.`
        : `Invalid token: ${WHERE_THE_TOKEN_IS}.`,
    );
  };
}

const WHERE_THE_TOKEN_IS = "the token is in the file `token` of the server's data folder";
const UNKNOWN_AGENT =
  "This agent's token is not valid here (any more). Make a new one: polyaxon admin agent-token create --name NAME";
const RUN_TOKEN_PREFIX = "plxr_";

const nobody = (reason: string): Principal => ({ kind: "anonymous", reason });

function presentedToken(request: FastifyRequest): string | null {
  const match = /^\s*(?:Token|Bearer)\s+(\S{1,4096})\s*$/i.exec(request.headers.authorization ?? "");
  return match?.[1] ?? null;
}

const cameThroughProxy = ({ headers }: FastifyRequest): boolean =>
  headers["x-forwarded-for"] !== undefined ||
  headers.forwarded !== undefined ||
  headers.via !== undefined ||
  headers["x-real-ip"] !== undefined;

/** Compares digests, so that neither the time nor the length tells anything about the right token. */
function tokenCheck(expected: string | null): (token: string) => boolean {
  if (expected === null || expected === "") return () => false;
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  const wanted = digest(expected);
  return (token) => timingSafeEqual(wanted, digest(token));
}
